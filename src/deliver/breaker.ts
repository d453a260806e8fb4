import type { Instant } from "../model.ts";

const strikes = 5;
const firstPause = 60_000;
const longestPause = 30 * 60_000;

export interface Breaker {
  /** True: go ahead. After a pause one letter goes first; the others wait for what comes of it. */
  readonly open: (now: Instant) => boolean;
  /** Until when nothing goes; null where `open` may be asked. */
  readonly rests: (now: Instant) => Instant | null;
  readonly good: () => void;
  /** `hard`: it hung up or said 421: no need to ask four times more. */
  readonly bad: (now: Instant, hard: boolean) => void;
  /** What was let through came back without an answer either way: the next one may go first. */
  readonly unsaid: () => void;
}

/** Leaves a destination in peace that puts everything off: after five in a row, for a minute, then twice as long, up to half an hour. */
export function createBreaker(): Breaker {
  let row = 0;
  let pause = firstPause;
  let until = 0;
  let probing = false;
  const rests = (now: Instant): Instant | null => {
    // By a clock that was set back two hours the pause would last as long.
    if (until > now + longestPause) until = now + firstPause;
    return now < until ? until : null;
  };
  return {
    rests,
    open: (now) => {
      if (until === 0) return true;
      if (rests(now) !== null || probing) return false;
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
    unsaid: () => void (probing = false),
  };
}
