import { problem, type ProblemCode } from "../../errors.ts";
import type { Problem } from "../../model.ts";

/** One thing that doctor looked at: what it found, and what is wrong with it. */
export interface Check {
  /** "SPF of news.example". */
  readonly about: string;
  /** In a few words; for people who want to see that it was looked at. */
  readonly found: string;
  readonly problems: readonly Problem[];
}

type Fault = readonly [level: Problem["level"], message: string];

/** A check whose problems share a code. */
export function check(about: string, found: string, code: ProblemCode, faults: readonly Fault[]): Check {
  return { about, found, problems: faults.map(([level, message]) => problem(level, code, null, null, message)) };
}
