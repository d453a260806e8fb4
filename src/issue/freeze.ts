import type { LetterCache } from "../compile/letter/letter-cache.ts";
import type { Instant, Letter } from "../model.ts";
import type { Plan, PlannedIssue } from "../plan.ts";
import type { LetterSet, NewIssue, Store } from "../store/store.ts";
import { contentOf } from "./content.ts";
import { compileIssue, setKey } from "./letters.ts";

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
  for (const issue of plan.empty) await issues.freeze({ ...newIssue(plan, issue, made), subject: "" });
  for (const issue of plan.issues) {
    const frozen = await issues.freeze({ ...newIssue(plan, issue, made), subject: issue.subject });
    for (const variant of frozen.variants) {
      if (variant.letter === null) await issues.keepLetter(variant.id, await letterFor(plan, issue, variant, cache));
    }
  }
}

function newIssue(plan: Plan, issue: Plan["empty"][number], made: Instant): Omit<NewIssue, "subject"> {
  const { id, period, due, choice } = issue;
  return {
    ...contentOf(plan.press, issue, plan.carried),
    id,
    period,
    due,
    made,
    covered: [...choice.covered, ...choice.archive],
    waiting: choice.waiting,
  };
}

async function letterFor(plan: Plan, issue: PlannedIssue, set: LetterSet, cache: LetterCache): Promise<Letter> {
  const ready = issue.letters?.bySet.get(setKey(set));
  if (ready !== undefined) return ready;
  const letters = await compileIssue(plan.press, issue, [set], cache);
  return letters.bySet.get(setKey(set))!;
}
