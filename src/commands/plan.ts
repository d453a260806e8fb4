import type { Slug } from "../model.ts";
import { isEmptyPlan, type Plan, type PlannedIssue } from "../plan.ts";
import { preparePlan } from "../publish.ts";
import { count } from "./count.ts";
import { plannedReport } from "./report.ts";
import type { Outcome, Session } from "./session.ts";
import { siteDocument } from "./site.ts";

export interface PlanFlags {
  readonly check?: boolean;
  readonly send: boolean;
  readonly digest: readonly string[];
  readonly plan?: string;
}

/** What `publish` would do with the same options. Changes nothing; with `--check`, exit 3 if there is anything to do. */
export async function runPlan(session: Session, flags: PlanFlags): Promise<Outcome> {
  const plan = await preparePlan(session, { send: flags.send, early: flags.digest });
  const same = flags.plan === undefined || flags.plan === plan.hash;
  const issues = [...plan.open, ...plan.issues.map(plannedReport)];
  return {
    exit: flags.check === true && (!isEmptyPlan(plan) || !same) ? 3 : 0,
    document: { ok: true, problems: plan.problems, site: siteDocument(plan.site), issues, hash: plan.hash },
    text: renderPlan(plan, publishOf(session, flags, plan.hash)),
    problems: plan.problems,
  };
}

/** The command that does exactly this plan: with the options that it was made with. */
function publishOf({ now, pinned }: Session, { send, digest }: PlanFlags, hash: string): string {
  const options = [
    ...(send ? [] : ["--no-send"]),
    ...digest.map((name) => `--digest ${name}`),
    ...(pinned ? [`--now ${new Date(now).toISOString()}`] : []),
  ];
  return ["courant publish", ...options, `--plan ${hash}`].join(" ");
}

/** The plan for people: every file and issue that would change, then what does it. */
function renderPlan(plan: Plan, command: string): string {
  const files = [
    ...plan.site.written.map((path) => `  write  ${path}`),
    ...plan.site.removed.map((path) => `  remove ${path}`),
  ];
  const lines = [
    `out/site: ${count(plan.site.written.length, "file", "files")} to write, ${plan.site.removed.length} to remove, ${plan.site.unchanged} unchanged.`,
    ...files.slice(0, most),
    ...(files.length > most ? [`  … and ${files.length - most} more`] : []),
    ...plan.issues.flatMap(renderPlannedIssue),
    ...plan.open.map(
      ({ id, queued, deferred, sending }) =>
        `${id}: ${count(queued + deferred + sending, "letter", "letters")} still to send.`,
    ),
    ...(isEmptyPlan(plan) ? ["Nothing to do."] : []),
    `Plan ${plan.hash}. To do exactly this: ${command}`,
  ];
  return lines.join("\n");
}

const most = 40;

function renderPlannedIssue(issue: PlannedIssue): readonly string[] {
  const { shortened, bytes } = plannedReport(issue);
  const excluded = Object.entries(issue.audience.excluded).filter(([, n]) => n > 0);
  return [
    `${issue.id}: "${issue.subject}"`,
    ...issue.choice.stories.map((slug) => `  story  ${slug}${shortened.includes(slug) ? " (shortened)" : ""}`),
    ...renderWaiting(issue.choice.waiting),
    `  to     ${count(issue.audience.recipients, "reader", "readers")} in ${count(issue.audience.variants.length, "letter", "letters")}${bytes > 0 ? `, ${Math.ceil(bytes / 1000)} kB at most` : ""}`,
    ...excluded.map(([reason, n]) => `  not to ${count(n, "reader", "readers")}: ${reasons[reason]}`),
  ];
}

function renderWaiting(slugs: readonly Slug[]): readonly string[] {
  if (slugs.length <= mostWaiting) return slugs.map((slug) => `  waits  ${slug}`);
  const more = `  waits  … and ${slugs.length - mostWaiting} more, for the next issue`;
  return [...slugs.slice(0, mostWaiting).map((slug) => `  waits  ${slug}`), more];
}

const mostWaiting = 5;

const reasons: Readonly<Record<string, string>> = {
  pending: "not confirmed yet",
  paused: "paused by the reader",
  left: "unsubscribed",
  bounced: "the address bounces",
  complained: "complained",
  suppressed: "the address must not be mailed",
  topics: "no story on their topics",
  mailed: "had every story already",
};
