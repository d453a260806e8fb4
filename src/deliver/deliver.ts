/** Sends what the ledger holds: letters that may leave now, each at most once at a time, until none is left to try. */
import type { Claim, Ledger, Returned } from "../base/ledger.ts";
import type { Instant, IssueId } from "../model.ts";
import { conclude, giveBack } from "./conclude.ts";
import { type Desk, type Limits, openDesk } from "./desk.ts";
import type { LetterEnd } from "./domains.ts";
import { createJournal, type Journal } from "./journal.ts";
import type { Message } from "./message.ts";
import { endOf } from "./outcome.ts";
import { type Streak, watchStreak } from "./streak.ts";
import type { Session, Transport } from "./transport.ts";

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
  /** Milliseconds for which a drain waits for servers; 30,000 where not given. */
  readonly drainFor?: number;
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
  /** The quota is used up: letters may wait for another day. */
  readonly spent: boolean;
}

/** A delivery under way. */
export interface Run extends DeliverOptions {
  readonly journal: Journal;
  readonly desk: Desk;
  readonly tally: { sent: number; deferred: number; failed: number; unsure: number; skipped: number };
  readonly paused: Map<IssueId, string>;
  readonly sessions: Set<Session>;
  readonly streak: Streak;
  /** Refusals that wait for the first letter to be taken: until then the fault may be ours. */
  readonly returned: Returned[];
  /** The first thing that went wrong with us, not with a letter. */
  broken: { readonly error: unknown } | null;
}

/** Longer than a busy server takes for a letter, shorter than a service manager waits before it kills. */
const drainFor = 30_000;

/**
 * Delivers until nothing can be sent now: what is deferred waits for a later call. Rejects when the ledger cannot be written
 * (then no letter has left that is not on record) or when a letter cannot be composed.
 */
export async function deliver(options: DeliverOptions): Promise<Delivered> {
  const { ledger, fence, transport, signal } = options;
  const run: Run = {
    ...options,
    desk: await openDesk(options),
    journal: createJournal(ledger, fence),
    tally: { sent: 0, deferred: 0, failed: 0, unsure: 0, skipped: 0 },
    paused: new Map(),
    sessions: new Set(),
    streak: watchStreak(),
    returned: [],
    broken: null,
  };
  const watch = watchDrain(run);
  await Promise.all(Array.from({ length: transport.concurrency }, () => lane(run)));
  watch.end();
  await attempt(run, () => run.journal.flush());
  await attempt(run, () => run.desk.close());
  // Nobody was taken, and a server spoke of us: what it said of readers before that may be our fault as well.
  if (run.paused.size === 0) await attempt(run, () => giveBack(run));
  if (run.broken !== null) throw run.broken.error;
  if (signal?.aborted !== true) await closeIssues(run);
  return delivered(run);
}

function delivered({ tally, paused, desk }: Run): Delivered {
  return { ...tally, paused, spent: desk.spent() };
}

async function attempt(run: Run, act: () => Promise<void>): Promise<void> {
  await act().catch((error: unknown) => (run.broken ??= { error }));
}

/** With everything on record, issues that have nothing left are closed. */
async function closeIssues({ ledger, fence, clock }: Run): Promise<void> {
  const claims = await ledger.claim(fence, clock(), 1);
  await ledger.release(
    fence,
    claims.map(({ delivery }) => delivery),
  );
}

/** A server that keeps a letter's reply back for ten minutes, as it may, must not keep the process for as long. */
function watchDrain(run: Run): { readonly end: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    timer = setTimeout(() => {
      for (const session of run.sessions) void session.close();
    }, run.drainFor ?? drainFor);
  };
  run.signal?.addEventListener("abort", begin, { once: true });
  return {
    end: () => {
      run.signal?.removeEventListener("abort", begin);
      clearTimeout(timer);
    },
  };
}

/** One connection at a time, one letter after the other. */
async function lane(run: Run): Promise<void> {
  let session = open(run);
  try {
    while (session !== null) {
      const claim = await next(run, session);
      if (claim === null) break;
      await carry(run, session, claim);
      if (session.alive()) continue;
      await close(run, session);
      session = open(run);
    }
  } catch (error) {
    run.broken ??= { error };
  } finally {
    if (session !== null) await close(run, session);
  }
}

function open({ transport, sessions }: Run): Session | null {
  const session = transport.open();
  if (session !== null) sessions.add(session);
  return session;
}

async function close({ sessions }: Run, session: Session): Promise<void> {
  sessions.delete(session);
  await session.close();
}

async function next(run: Run, session: Session): Promise<Claim | null> {
  return run.signal?.aborted === true || run.broken !== null ? null : run.desk.next(session.queues);
}

async function carry(run: Run, session: Session, claim: Claim): Promise<void> {
  let end: LetterEnd = "unsent";
  try {
    const message = await run.compose(claim);
    const result = await session.send(claim, message, (batch) => gate(run, claim, batch));
    if (result.verdict === "aborted") return;
    end = endOf(result, claim);
    await conclude(run, claim, result);
  } finally {
    run.desk.done(claim, end);
    run.progress?.(delivered(run));
  }
}

/** True once the intent is committed and nobody objects. A ledger that cannot be written closes the gate for good. */
async function gate(run: Run, claim: Claim, batch = 0): Promise<boolean> {
  try {
    const refusal = await run.journal.intend(claim.delivery, batch);
    if (refusal === "stopped") run.tally.skipped++;
    if (refusal === "recalled") run.desk.drop(claim.issue);
    return refusal === null;
  } catch (error) {
    run.broken ??= { error };
    return false;
  }
}
