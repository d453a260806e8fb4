import { fail } from "../errors.ts";
import type { DeliveryState, IssueId } from "../model.ts";
import type { DeliveryRecord, IssueStanding, Store } from "../store/store.ts";
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
    return withStore(session, false, listIssues);
  }
  const state = flags.readers === undefined ? undefined : stateOf(flags.readers);
  return withStore(session, false, (store) => showIssue(session, store, id as IssueId, state, flags.csv === true));
}

async function listIssues(store: Store): Promise<Outcome> {
  const reports = await store.issues.reports();
  const standings = await store.issues.standings(reports.map(({ id }) => id));
  const issues = reports.map((report) => ({ ...report, ...standings.get(report.id)! }));
  const lines = issues.map((issue) => `${renderReport(issue)}${issue.state === "paused" ? renderState(issue) : ""}`);
  const text = issues.length === 0 ? "No issues yet." : lines.join("\n");
  return { exit: 0, document: { issues }, text, problems: [] };
}

async function showIssue(
  session: Session,
  store: Store,
  id: IssueId,
  state: DeliveryState | undefined,
  csv: boolean,
): Promise<Outcome> {
  const [report] = await store.issues.reports({ ids: [id] });
  const standing = (await store.issues.standings([id])).get(id);
  if (report === undefined || standing === undefined)
    return fail("ISSUE_UNKNOWN", `there is no issue ${id}; courant issues lists them.`);
  const readers = store.issues.readers(id, state);
  if (session.json) {
    const listed: DeliveryRecord[] = [];
    for await (const reader of readers) listed.push(reader);
    return { exit: 0, document: { issue: { ...report, ...standing }, readers: listed }, text: "", problems: [] };
  }
  // As they come: a million readers are a hundred megabytes of lines.
  await session.print(csv ? `${columns.join()}\r\n` : `${renderReport(report)}\n${renderState(standing)}\n`);
  const render = csv ? renderRow : renderRecord;
  for await (const page of pagesOf(readers)) await session.print(page.map(render).join(""));
  return { exit: 0, document: null, text: "", problems: [] };
}

async function* pagesOf<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let page: T[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length < 1000) continue;
    yield page;
    page = [];
  }
  yield page;
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

function stateOf(text: string): DeliveryState {
  const state = states.find((known) => known === text);
  return state ?? fail("USAGE", `--readers "${text}" is not a state; choose from ${states.join(", ")}.`, 2);
}

function renderState({ state, reason }: IssueStanding): string {
  return `  ${state}${reason === null ? "" : `: ${reason}`}`;
}

function renderRecord(record: DeliveryRecord): string {
  const tries = record.tries > 1 ? `after ${count(record.tries, "try", "tries")}` : "";
  const next = record.next === null ? "" : `again at ${iso(record.next)}`;
  const parts = [record.email ?? "(erased)", record.state, iso(record.at), tries, record.text ?? "", next];
  return `  ${parts.filter((part) => part !== "").join("  ")}\n`;
}

const columns = ["email", "state", "tries", "at", "code", "text", "enhanced", "phase", "queue", "next"];

/** RFC 4180; a cell that a spreadsheet would take for a formula is quoted with an apostrophe. */
function renderRow({ email, state, tries, at, code, text, enhanced, phase, queueId, next }: DeliveryRecord): string {
  const cells = [email, state, tries, iso(at), code, text, enhanced, phase, queueId, iso(next)];
  return `${cells.map((value) => cell(String(value ?? ""))).join()}\r\n`;
}

function iso(at: number | null): string {
  return at === null ? "" : new Date(at).toISOString();
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
