import { phrases } from "./phrase.ts";
import type { FailureClass } from "./returns.ts";

/** One reason why mail comes back, and how servers word it: see phrase.ts for the form of the lines. */
export interface Cause {
  readonly class: FailureClass;
  readonly words: RegExp;
}

export function cause(name: FailureClass, lines: string): Cause {
  return { class: name, words: phrases(lines) };
}
