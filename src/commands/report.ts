import type { IssueReport, Slug } from "../model.ts";
import type { PlannedIssue } from "../plan.ts";
import { count } from "./count.ts";

/** What `plan` tells of an issue beyond its report. */
interface PlannedReport extends IssueReport {
  readonly variants: number;
  readonly excluded: object;
  /** Stories that `max` leaves for the next issue. */
  readonly waiting: readonly Slug[];
  /** Stories that should be printed whole and are summaries in one of the letters, for its size. */
  readonly shortened: readonly Slug[];
  /** HTML of the largest letter. */
  readonly bytes: number;
}

/** A planned issue in the form of a report: every recipient still queued. */
export function plannedReport(issue: PlannedIssue): PlannedReport {
  const { recipients, variants, excluded } = issue.audience;
  const letters = [...(issue.letters?.bySet.values() ?? [])];
  const sizes = letters.map((letter) => Buffer.byteLength(letter.html));
  return {
    id: issue.id,
    digest: issue.digest.name,
    period: issue.period,
    subject: issue.subject,
    stories: issue.choice.stories,
    recipients,
    queued: recipients,
    sending: 0,
    sent: 0,
    deferred: 0,
    failed: 0,
    unsure: 0,
    skipped: 0,
    variants: variants.length,
    excluded,
    waiting: issue.choice.waiting,
    shortened: [...new Set(letters.flatMap((letter) => letter.shortened))],
    bytes: Math.max(0, ...sizes),
  };
}

/** `weekly/2026-W47  "Headline"  1,200 readers: 1,198 sent, 2 failed` */
export function renderReport(report: IssueReport): string {
  const states = (["queued", "sending", "sent", "deferred", "failed", "unsure", "skipped"] as const)
    .filter((state) => report[state] > 0)
    .map((state) => `${report[state]} ${state}`);
  const told = states.length === 0 ? "" : `: ${states.join(", ")}`;
  return `${report.id}  "${report.subject}"  ${count(report.recipients, "reader", "readers")}${told}`;
}
