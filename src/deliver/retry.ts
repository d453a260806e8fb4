import type { Claim } from "../base/ledger.ts";
import type { Instant } from "../model.ts";

const minute = 60_000;
const hour = 60 * minute;

/** Greylisting lets a letter in at the second or third knock; after that, patience costs nothing. */
const waits = [minute, 5 * minute, 15 * minute, 30 * minute, hour];

/**
 * A digest that comes two days late is of no use; RFC 5321 §4.5.4.1 asks for four to five, for mail that people wait for. Counted
 * from the first try, since a quota may bring a letter's turn days after its issue was made.
 */
const patience = 48 * hour;

/**
 * When a letter that was put off is tried again, or null where its time is over. The waits are spread by a fifth either way, by
 * the letter's own number, so that a thousand letters put off together do not knock together; those that must leave together come
 * back together. `least`: what the server asked for.
 */
export function nextTry(
  claim: Pick<Claim, "delivery" | "batch" | "tries" | "since">,
  now: Instant,
  least = 0,
): Instant | null {
  const wait = waits[Math.min(claim.tries, waits.length - 1)]!;
  const next =
    now + Math.max(least, Math.round(wait * (0.8 + 0.4 * spread((claim.batch || claim.delivery) + claim.tries))));
  return next > (claim.since ?? now) + patience ? null : next;
}

/** Knuth's multiplicative hash, as a fraction: neighbours land far apart, and the same letter always at the same place. */
function spread(n: number): number {
  return (Math.imul(n, 2_654_435_761) >>> 0) / 2 ** 32;
}
