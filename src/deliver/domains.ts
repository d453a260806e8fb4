import type { Instant } from "../model.ts";
import { type Breaker, createBreaker } from "./breaker.ts";

/**
 * How a letter's turn ended. `slow`: its domain puts letters off; `shut`: it closed the door on us; `tried`: it said something else,
 * and did not take it; `unsent`: it never left.
 */
export type LetterEnd = "sent" | "unsure" | "tried" | "slow" | "shut" | "unsent";

/** What recipient domains bear: how many letters are in flight to each, and which of them want to be left in peace. */
export interface Domains {
  /** May this domain have one more letter now? A true answer after a rest is given once: it is followed by `leave`. */
  readonly mayGo: (domain: string) => boolean;
  readonly leave: (domain: string) => void;
  readonly done: (domain: string, end: LetterEnd) => void;
  /** Until when a domain is left in peace; null: it is not. */
  readonly rests: (domain: string) => Instant | null;
  /** Letters are in flight. */
  readonly busy: () => boolean;
}

/** `most`: letters in flight to one domain; 0: no cap. */
export function watchDomains(most: number, clock: () => Instant): Domains {
  const inFlight = new Map<string, number>();
  const breakers = new Map<string, Breaker>();
  const strike = (domain: string, hard: boolean): void => {
    const breaker = breakers.get(domain) ?? createBreaker();
    breakers.set(domain, breaker);
    breaker.bad(clock(), hard);
  };
  return {
    mayGo: (domain) => {
      if (most > 0 && (inFlight.get(domain) ?? 0) >= most) return false;
      return breakers.get(domain)?.open(clock()) ?? true;
    },
    leave: (domain) => void inFlight.set(domain, (inFlight.get(domain) ?? 0) + 1),
    done: (domain, end) => {
      const still = (inFlight.get(domain) ?? 1) - 1;
      if (still === 0) inFlight.delete(domain);
      else inFlight.set(domain, still);
      if (end === "sent") breakers.get(domain)?.good();
      else if (end === "slow" || end === "shut") strike(domain, end === "shut");
      else breakers.get(domain)?.unsaid();
    },
    rests: (domain) => breakers.get(domain)?.rests(clock()) ?? null,
    busy: () => inFlight.size > 0,
  };
}
