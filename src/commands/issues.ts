import { fail } from "../errors.ts";
import type { DeliveryState, IssueId, IssueReport } from "../model.ts";
import type { DeliveryRecord } from "../store/store.ts";
import { count } from "./count.ts";
import { renderReport } from "./report.ts";
import type { Outcome, Session } from "./session.ts";
import { withStore } from "./with-store.ts";

const states: readonly DeliveryState[] = ["queued", "sending", "sent", "deferred", "failed", "unsure", "skipped"];

interface IssuesFlags {
  readonly readers?: string;
  readonly csv?: boolean;
}

/** All issues, or one with its readers: who got it, who did not, why. */
export async function runIssues(session: Session, id: string | undefined, flags: IssuesFlags): Promise<Outcome> {
  if (id === undefined) {
    if (flags.readers !== undefined || flags.csv === true)
      fail("USAGE", "--readers and --csv go with an issue: courant issues weekly/2026-W47 --readers failed", 2);
    return withStore(session, false, async (store) => listOutcome(await store.issues.reports()));
  }
  const state = flags.readers === undefined ? undefined : stateOf(flags.readers);
  return withStore(session, false, async (store) => {
    const issue = await store.issues.find(id as IssueId);
    if (issue === null) fail("ISSUE_UNKNOWN", `there is no issue ${id}; courant issues lists them.`);
    const readers: DeliveryRecord[] = [];
    for await (const record of store.issues.readers(issue.id, state)) readers.push(record);
    if (flags.csv === true)
      return { exit: 0, document: { issue: issue.report, readers }, text: renderCsv(readers), problems: [] };
    const head = [renderReport(issue.report), `  ${issue.state}${issue.reason === null ? "" : `: ${issue.reason}`}`];
    return {
      exit: 0,
      document: { issue: { ...issue.report, state: issue.state, reason: issue.reason }, readers },
      text: [...head, ...readers.map(renderRecord)].join("\n"),
      problems: [],
    };
  });
}

/** `pause` and `cancel`: letters on the wire are finished, no more are begun. */
export async function runIssueVerb(session: Session, verb: "pause" | "cancel", id: string): Promise<Outcome> {
  return withStore(session, true, async (store) => {
    const report =
      verb === "pause"
        ? await store.issues.pause(id as IssueId, "paused by the editor")
        : await store.issues.cancel(id as IssueId);
    return { exit: 0, document: { ok: true, issues: [report] }, text: renderReport(report), problems: [] };
  });
}

function listOutcome(reports: readonly IssueReport[]): Outcome {
  const text = reports.length === 0 ? "No issues yet." : reports.map(renderReport).join("\n");
  return { exit: 0, document: { issues: reports }, text, problems: [] };
}

function stateOf(text: string): DeliveryState {
  const state = states.find((known) => known === text);
  return state ?? fail("USAGE", `--readers "${text}" is not a state; choose from ${states.join(", ")}.`, 2);
}

function renderRecord(record: DeliveryRecord): string {
  const tries = record.tries > 1 ? `after ${count(record.tries, "try", "tries")}` : "";
  const at = record.at === null ? "" : new Date(record.at).toISOString();
  return `  ${[record.email ?? "(erased)", record.state, at, tries, record.text ?? ""].filter((part) => part !== "").join("  ")}`;
}

/** RFC 4180; a cell that a spreadsheet would take for a formula is quoted with an apostrophe. */
function renderCsv(readers: readonly DeliveryRecord[]): string {
  const rows = readers.map(({ email, state, tries, at, code, text, enhanced, phase, queueId }) =>
    [
      email ?? "",
      state,
      String(tries),
      at === null ? "" : new Date(at).toISOString(),
      code === null ? "" : String(code),
      text ?? "",
      enhanced ?? "",
      phase ?? "",
      queueId ?? "",
    ]
      .map(cell)
      .join(","),
  );
  return ["email,state,tries,at,code,text,enhanced,phase,queue", ...rows].join("\r\n").concat("\r\n");
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
