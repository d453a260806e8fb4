import { fail } from "../errors.ts";
import type { Instant } from "../model.ts";
import type { Issues } from "../store/store.ts";

/** Clocks are set right by seconds now and then; nobody needs a schedule to the minute. */
const tolerance = 5 * 60_000;

/**
 * Refuses to send on a schedule by a clock that stands before what the ledger recorded by it: one of the two was wrong, and until
 * the clock is past that moment again, or a person publishes, nobody can tell which. CLOCK_BACK; the site is written all the same.
 */
export async function refuseClockBack(issues: Pick<Issues, "latest">, clock: Instant): Promise<void> {
  const latest = await issues.latest();
  if (latest === null || clock >= latest - tolerance) return;
  const [now, then] = [clock, latest].map((moment) => new Date(moment).toISOString());
  fail(
    "CLOCK_BACK",
    `the clock says ${now}, but letters were sent at ${then}: nothing is sent until it is past that. Set the clock right; \`courant publish\` sends all the same.`,
  );
}
