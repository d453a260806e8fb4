/** Sends what the ledger holds: letters that may leave now, each at most once at a time, until none is left to try. */
import type { Claim, Ledger } from "../ledger.ts";
import type { Instant, IssueId } from "../model.ts";
import { type Desk, type LetterEnd, type Limits, openDesk } from "./desk.ts";
import { createJournal, type Journal } from "./journal.ts";
import type { Message } from "./message.ts";
import { asksToSlowDown, judge } from "./outcome.ts";
import type { Session, Transport, Tried } from "./transport.ts";

export interface DeliverOptions {
  readonly ledger: Ledger;
  /** Of the publisher that this process is. */
  readonly fence: number;
  readonly transport: Transport;
  /** The letter of one claim. Equal claims must give equal bytes; a rejection stops the delivery and sends nothing more. */
  readonly compose: (claim: Claim) => Message | Promise<Message>;
  readonly limits: Limits;
  readonly unsure: "resend" | "hold";
  /** The real clock. */
  readonly clock: () => Instant;
  /** Aborting drains: letters under way are finished, no more are begun. */
  readonly signal?: AbortSignal;
  /** Called after every letter; the numbers of this call so far. */
  readonly progress?: (delivered: Delivered) => void;
}

/** What one call of `deliver` did. Totals of an issue are the store's to give. */
export interface Delivered {
  readonly sent: number;
  readonly deferred: number;
  readonly failed: number;
  readonly unsure: number;
  /** Readers who stopped between claim and dot. */
  readonly skipped: number;
  /** Issues that the server's answer stopped, with its words: SEND_REFUSED. */
  readonly paused: ReadonlyMap<IssueId, string>;
}

interface Run extends DeliverOptions {
  readonly journal: Journal;
  readonly desk: Desk;
  readonly tally: { sent: number; deferred: number; failed: number; unsure: number; skipped: number };
  readonly paused: Map<IssueId, string>;
  /** The first thing that went wrong with us, not with a letter. */
  broken: { readonly error: unknown } | null;
}

/** Letters failed in a row, with none sent before them, after which the fault is taken to be ours. */
const onlyFailures = 20;

/**
 * Delivers until nothing can be sent now: what is deferred waits for a later call. Rejects when the ledger cannot be written
 * (then no letter has left that is not on record) or when a letter cannot be composed.
 */
export async function deliver(options: DeliverOptions): Promise<Delivered> {
  const { ledger, fence, limits, clock, transport } = options;
  const desk = await openDesk(ledger, fence, limits, clock);
  const run: Run = {
    ...options,
    desk,
    journal: createJournal(ledger, fence),
    tally: { sent: 0, deferred: 0, failed: 0, unsure: 0, skipped: 0 },
    paused: new Map(),
    broken: null,
  };
  await Promise.all(Array.from({ length: transport.concurrency }, () => lane(run)));
  await run.journal.flush().catch((error: unknown) => (run.broken ??= { error }));
  await desk.close().catch((error: unknown) => (run.broken ??= { error }));
  if (run.broken !== null) throw run.broken.error;
  // With everything on record, issues that have nothing left are closed.
  if (run.signal?.aborted !== true)
    await ledger.release(
      fence,
      (await ledger.claim(fence, clock(), 1)).map(({ delivery }) => delivery),
    );
  return { ...run.tally, paused: run.paused };
}

/** One connection at a time, one letter after the other. */
async function lane(run: Run): Promise<void> {
  let session = run.transport.open();
  try {
    while (session !== null) {
      const claim = await next(run);
      if (claim === null) break;
      await carry(run, session, claim);
      if (session.alive()) continue;
      await session.close();
      session = run.transport.open();
    }
  } catch (error) {
    run.broken ??= { error };
  } finally {
    await session?.close();
  }
}

async function next(run: Run): Promise<Claim | null> {
  return run.signal?.aborted === true || run.broken !== null ? null : run.desk.next();
}

async function carry(run: Run, session: Session, claim: Claim): Promise<void> {
  let end: LetterEnd = "unsent";
  try {
    const message = await run.compose(claim);
    const result = await session.send(claim, message, () => gate(run, claim));
    if (result.verdict === "aborted") return;
    end = result.verdict === "sent" ? "good" : asksToSlowDown(result) ? "slow" : "tried";
    await conclude(run, claim, result);
  } finally {
    run.desk.done(claim, end);
    run.progress?.({ ...run.tally, paused: run.paused });
  }
}

/** True once the intent is committed and nobody objects. A ledger that cannot be written closes the gate for good. */
async function gate(run: Run, claim: Claim): Promise<boolean> {
  try {
    const refusal = await run.journal.intend(claim.delivery);
    if (refusal === "stopped") run.tally.skipped++;
    if (refusal === "recalled") run.desk.drop(claim.issue);
    return refusal === null;
  } catch (error) {
    run.broken ??= { error };
    return false;
  }
}

async function conclude(run: Run, claim: Claim, result: Tried): Promise<void> {
  const { outcome, pause } = judge(result, claim, run.unsure, run.clock());
  run.journal.settle(outcome);
  if (outcome.state !== "queued") run.tally[outcome.state]++;
  const reason = pause ?? (run.tally.sent === 0 && run.tally.failed >= onlyFailures ? everyOneFailed(run) : null);
  // A letter that goes out once more must be on record as waiting before anybody looks for the last ones.
  if (reason === null && outcome.state === "queued") await run.journal.flush();
  if (reason === null || run.paused.has(claim.issue)) return;
  run.paused.set(claim.issue, reason);
  run.desk.drop(claim.issue);
  await run.journal.flush();
  await run.ledger.pause(claim.issue, reason);
}

function everyOneFailed({ tally }: Run): string {
  return `all of the first ${tally.failed} letters were refused; look at \`courant issues ID --readers failed\` before you resume`;
}
