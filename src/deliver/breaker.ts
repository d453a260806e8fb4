import type { Instant } from "../model.ts";

const strikes = 5;
const firstPause = 60_000;
const longestPause = 30 * 60_000;

export interface Breaker {
  /** True: go ahead. After a pause one letter goes first; the others wait for what comes of it. */
  readonly open: (now: Instant) => boolean;
  readonly good: () => void;
  /** `hard`: it hung up or said 421: no need to ask four times more. */
  readonly bad: (now: Instant, hard: boolean) => void;
}

/** Leaves a destination in peace that puts everything off: after five in a row, for a minute, then twice as long, up to half an hour. */
export function createBreaker(): Breaker {
  let row = 0;
  let pause = firstPause;
  let until = 0;
  let probing = false;
  return {
    open: (now) => {
      if (until === 0) return true;
      if (now < until || probing) return false;
      probing = true;
      return true;
    },
    good: () => {
      row = 0;
      pause = firstPause;
      until = 0;
      probing = false;
    },
    bad: (now, hard) => {
      row += hard ? strikes : 1;
      if (row < strikes) return;
      if (until !== 0 && !probing) return;
      until = now + pause;
      pause = Math.min(pause * 2, longestPause);
      probing = false;
    },
  };
}
