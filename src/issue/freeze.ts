import type { LetterCache } from "../compile/letter/letter-cache.ts";
import type { Instant, Letter } from "../model.ts";
import { issueStories, type Plan, type PlannedIssue } from "../plan.ts";
import type { NewIssue, Store } from "../store/store.ts";
import { compileIssue, storiesKey } from "./letters.ts";

/**
 * Makes what the plan says: each issue in one transaction, then its letters beside it. A reader who came in since the plan
 * was made gets the letter of their own story set, compiled here.
 */
export async function freezeIssues(
  plan: Plan,
  issues: Store["issues"],
  made: Instant,
  cache: LetterCache,
): Promise<void> {
  for (const { digest, covered } of plan.begun) await issues.cover(digest, covered, made);
  for (const issue of plan.empty) await issues.freeze({ ...newIssue(issue, made), subject: "", stories: [] });
  for (const issue of plan.issues) {
    const stories = issueStories(plan.press, issue);
    const frozen = await issues.freeze({ ...newIssue(issue, made), subject: issue.subject, stories });
    for (const variant of frozen.variants) {
      if (variant.letter === null)
        await issues.keepLetter(variant.id, await letterFor(plan, issue, variant.stories, cache));
    }
  }
}

function newIssue(
  { id, digest, period, due, choice }: Plan["empty"][number],
  made: Instant,
): Omit<NewIssue, "subject" | "stories"> {
  return {
    id,
    digest: digest.name,
    period,
    due,
    made,
    covered: [...choice.covered, ...choice.archive],
    waiting: choice.waiting,
  };
}

async function letterFor(
  plan: Plan,
  issue: PlannedIssue,
  stories: PlannedIssue["choice"]["stories"],
  cache: LetterCache,
): Promise<Letter> {
  const ready = issue.letters?.byStories.get(storiesKey(stories));
  if (ready !== undefined) return ready;
  const letters = await compileIssue(plan.press, issue, [stories], cache);
  return letters.byStories.get(storiesKey(stories))!;
}
