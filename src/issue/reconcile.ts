import type { Config } from "../config/config.ts";
import { type Evidence, letterKey } from "../deliver/evidence/evidence.ts";
import { readEvidence } from "../deliver/evidence/read-evidence.ts";
import { messageIdOf } from "../deliver/message.ts";
import { attemptOf } from "../deliver/reply.ts";
import { fail } from "../errors.ts";
import type { Doubt, Settlement } from "../base/ledger.ts";
import type { IssueId, IssueReport } from "../model.ts";
import type { Store } from "../store/store.ts";
import type { World } from "../world.ts";

export interface Reconciled {
  readonly sent: number;
  readonly failed: number;
  /** Letters of which the files say nothing. */
  readonly left: number;
  /** Issues that had letters in doubt, as they stand now. */
  readonly reports: readonly IssueReport[];
}

/**
 * Ends doubts by evidence: a letter that a server had is `sent`, one that came back is `failed`. It comes before anything is sent
 * again: what a dead publisher left is held here whatever `delivery.unsure` says, and only the next publish or tick resends what
 * is still in doubt. RECONCILE_INVALID names a file that is none; then nothing is settled.
 */
export async function reconcile(
  world: World,
  config: Config,
  store: Store,
  files: readonly string[],
): Promise<Reconciled> {
  const publisher = await store.publisher({ wait: true, unsure: "hold" });
  if (publisher === null)
    return fail("PUBLISHER_REPLACED", "another process is delivering; reconcile when it has ended.");
  try {
    const doubts = await store.doubts.list();
    const domain = config.from?.email?.replace(/^.*@/, "") ?? "";
    const letters = new Map(
      doubts.map((doubt) => [letterKey(messageIdOf(doubt.issue, doubt.reader.id, domain)), doubt]),
    );
    const wanted = new Set(letters.keys());
    const found = new Map<string, Evidence>();
    for (const file of files)
      for (const one of await readEvidence(file, wanted)) found.set(one.letter, weightier(found.get(one.letter), one));
    const settlements = [...found.values()].map((evidence) => settlementOf(letters.get(evidence.letter)!, evidence));
    await store.doubts.settle(publisher.fence, settlements, world.clock());
    return await sumUp(store, doubts, settlements);
  } finally {
    await publisher.release();
  }
}

/** A letter that came back was taken before; so a bounce, in whichever file it stands, is the last word. */
function weightier(before: Evidence | undefined, now: Evidence): Evidence {
  return before?.came === "bounced" ? before : now;
}

function settlementOf({ delivery, reader }: Doubt, { came, text }: Evidence): Settlement {
  return { delivery, verdict: came === "taken" ? "sent" : "failed", attempt: attemptOf("dot", text, reader.email) };
}

async function sumUp(store: Store, doubts: readonly Doubt[], settlements: readonly Settlement[]): Promise<Reconciled> {
  const ids = [...new Set(doubts.map(({ issue }) => issue))] satisfies readonly IssueId[];
  const sent = settlements.filter(({ verdict }) => verdict === "sent").length;
  return {
    sent,
    failed: settlements.length - sent,
    left: doubts.length - settlements.length,
    reports: ids.length === 0 ? [] : await store.issues.reports({ ids }),
  };
}
