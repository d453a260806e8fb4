import type { Instant } from "../model.ts";
import type { Health } from "../server/desk.ts";
import type { Pulse } from "./rounds.ts";

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
