import type { Instant } from "../model.ts";
import type { Health } from "../server/desk.ts";

export interface Pulse {
  readonly lastBuild: Instant | null;
  readonly lastTick: Instant | null;
  /** The last sign of life: a beat, or a letter of a long delivery. */
  readonly lastSign: Instant;
  readonly buildSeconds: number;
  /** What stands in the way, in one line; null: nothing. */
  readonly trouble: string | null;
}

export function noPulse(now: Instant): Pulse {
  return { lastBuild: null, lastTick: null, lastSign: now, buildSeconds: 0, trouble: null };
}

/** A schedule without a beat, or a delivery without a letter, for so long is stuck. */
const stuckAfter = 10 * 60_000;

/** Well once the site was built, as long as the schedule beats. A newsroom with errors is an editor's matter: a restart mends nothing. */
export function healthOf({ lastBuild, lastTick, lastSign, trouble }: Pulse, now: Instant): Health {
  const stuck = now - lastSign > stuckAfter;
  const state = stuck ? "schedule stuck" : (trouble ?? (lastBuild === null ? "starting" : "ok"));
  return { ok: lastBuild !== null && !stuck, state, lastBuild: iso(lastBuild), lastTick: iso(lastTick) };
}

function iso(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
