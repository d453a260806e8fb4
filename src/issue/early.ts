import { problem } from "../errors.ts";
import type { Instant, Problem } from "../model.ts";
import type { FrozenIssue } from "../store/store.ts";
import type { DueIssue, DueIssues } from "./due.ts";

/**
 * Whether an issue is worth a record though it holds no story: its due moment has come, and the period is over with. One that an
 * editor asks for ahead of it is not: its stories may still be written.
 */
export function isOver({ due, choice }: DueIssue, now: Instant): boolean {
  return choice.stories.length === 0 && due <= now;
}

/** What an editor who asked for issues early must be told: of those that are made already, and of those without a story. */
export function earlyProblems(due: DueIssues, early: readonly string[], now: Instant): readonly Problem[] {
  return early.flatMap((name) => {
    const made = due.made.find(({ report }) => report.digest === name);
    if (made !== undefined) return [problem("warning", "ISSUE_EXISTS", null, null, tellMade(made))];
    const fresh = due.toMake.filter(({ digest }) => digest.name === name);
    if (fresh.some(({ choice }) => choice.stories.length > 0)) return [];
    const recorded = fresh.some((issue) => isOver(issue, now));
    const end = recorded ? "its period is recorded as empty." : "no issue was made.";
    return [problem("warning", "ISSUE_NO_STORIES", null, null, `${name} has no story to mail; ${end}`)];
  });
}

function tellMade({ id, state, made, report }: FrozenIssue): string {
  const when = new Date(made).toISOString().replace(/:\d\d\.\d+Z/, "Z");
  const what = state === "empty" ? "held no story and was recorded as empty" : `was made`;
  const sent = state === "empty" ? "" : `; ${report.sent} of ${report.recipients} letters are sent, and it is ${state}`;
  return `${id} exists: it ${what} at ${when}${sent}. There is one issue a period; what is new comes with the next.`;
}
