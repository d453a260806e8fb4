import type { IssueReport } from "../model.ts";
import type { PlannedIssue } from "../plan.ts";
import { count } from "./count.ts";

/** A planned issue in the form of a report: every recipient still queued. With what `plan` adds: variants, exclusions, size. */
export function plannedReport(
  issue: PlannedIssue,
): IssueReport & { readonly variants: number; readonly excluded: object; readonly bytes: number } {
  const { recipients, variants, excluded } = issue.audience;
  const sizes = [...(issue.letters?.bySet.values() ?? [])].map((letter) => Buffer.byteLength(letter.html));
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
