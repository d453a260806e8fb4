import type { Claim, Outcome } from "../base/ledger.ts";
import { reasonOf } from "./outcome.ts";

/** Letters refused one after the other, none taken between: so many that the fault is ours, whatever each reply says. */
export interface Streak {
  /** Follows an outcome; why the issue must pause, once it is too much. */
  readonly follow: (claim: Claim, outcome: Outcome) => string | null;
  /** Ends it, and gives the letters that it cost. */
  readonly end: () => readonly number[];
}

/** Refusals that speak of us, in an issue that a person has resumed: the reputation of the sender goes down with each. */
const mostRefused = 3;
/** Refusals of the very first letters: even of an old list's readers not five in a row are gone. */
const mostFailed = 5;

/** A letter that is refused a second time, after a person has looked, is its reader's matter and counts for nothing here. */
export function watchStreak(): Streak {
  let anyTaken = false;
  let refused: number[] = [];
  let failed: number[] = [];
  return {
    follow: (claim, { verdict, state, attempt, delivery }) => {
      if (verdict === "sent") {
        anyTaken = true;
        refused = [];
        failed = [];
      }
      if (state !== "failed" || claim.refused) return null;
      if (verdict === "refused") refused.push(delivery);
      if (verdict === "failed" && !anyTaken) failed.push(delivery);
      if (refused.length >= mostRefused) return reasonOf(attempt);
      return failed.length < mostFailed
        ? null
        : `the first ${failed.length} letters were all refused: ${reasonOf(attempt)}`;
    },
    end: () => {
      const letters = [...refused, ...failed];
      refused = [];
      failed = [];
      return letters;
    },
  };
}
