import { setTimeout as sleep } from "node:timers/promises";
import type { Instant } from "../../model.ts";

/** When the next request may begin. */
export interface Pace {
  readonly turn: (signal?: AbortSignal) => Promise<void>;
  /** Too many came: nothing for so many milliseconds, and half as many after that. */
  readonly slower: (wait: number) => void;
  /** One was welcome. */
  readonly fine: () => void;
}

const longest = 5000;
const firstStep = 100;

/**
 * Spaces requests by `floor` milliseconds, by twice as many after every one that came too soon, and by a twentieth less after every
 * one that did not: an account's rate is found from below, whatever it is.
 */
export function createPace(floor: number, clock: () => Instant): Pace {
  let interval = floor;
  let slot = 0;
  return {
    turn: async (signal) => {
      const now = clock();
      // A clock that was set back would have everybody wait for it to come round again.
      if (slot > now + 60_000) slot = now;
      const mine = Math.max(slot, now);
      slot = mine + interval;
      if (mine > now) await sleep(mine - now, undefined, { ...(signal && { signal }) }).catch(() => {});
    },
    slower: (wait) => {
      interval = Math.min(Math.max(interval * 2, firstStep), longest);
      slot = Math.max(slot, clock() + wait);
    },
    fine: () => {
      interval = interval * 0.95 < Math.max(floor, 10) ? floor : interval * 0.95;
    },
  };
}
