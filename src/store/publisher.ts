/**
 * One process delivers. A lock of the kernel says who, and goes with the process that held it; a number in the database, the fence,
 * says which of them is the latest; a pulse says that it is still at work. One that hangs keeps the lock but has no pulse: after a
 * quarter of an hour its place is taken, and its fence stops it should it ever wake.
 */
import { chmodSync } from "node:fs";
import { uptime } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { type Kysely, sql, type Transaction } from "kysely";
import { fail } from "../errors.ts";
import type { Instant } from "../model.ts";
import type { Schema } from "./schema.ts";
import type { Publisher, Store } from "./store.ts";

/** How often a waiting process asks whether the owner is gone. The kernel drops a lock with the process that held it. */
const askEvery = 100;
const beatEvery = 5000;
/** Longer than the ten minutes for which a server may keep back its reply (RFC 5321 §4.5.3.2.6). */
const lease = 15 * 60_000;

/** Milliseconds since the machine was started: no clock that is set forwards or back takes the place of a publisher. */
export function sinceBoot(): number {
  return Math.round(uptime() * 1000);
}

export interface PublisherPlace {
  readonly db: Kysely<Schema>;
  readonly lockFile: string;
  readonly clock: () => Instant;
  readonly sinceBoot: () => number;
  /** Done once the place is taken, before any letter can leave. */
  readonly prepare: () => void;
}

export async function becomePublisher(
  place: PublisherPlace,
  { wait, unsure, signal }: Parameters<Store["publisher"]>[0],
): Promise<Publisher | null> {
  for (;;) {
    if (signal?.aborted === true) return null;
    const publisher = await tryToBe(place, unsure);
    if (publisher !== null) return publisher;
    if (!wait) return null;
    await sleep(askEvery);
  }
}

type Owner = Pick<Schema["publisher"], "fence" | "pid" | "beat" | "seized">;

async function tryToBe(place: PublisherPlace, unsure: "resend" | "hold"): Promise<Publisher | null> {
  const lock = tryLock(place.lockFile);
  try {
    const { rows } = await sql<Owner>`select fence, pid, beat, seized from publisher`.execute(place.db);
    const owner = rows[0]!;
    const mine = lock === null ? isSilent(owner, place) : !isElsewhere(owner, place);
    const fence = mine ? await takeOver(place, owner, lock === null, unsure) : null;
    if (fence !== null) return inOffice(place, lock, fence);
    lock?.close();
    return null;
  } catch (error) {
    lock?.close();
    throw error;
  }
}

/**
 * It keeps the lock, and has not moved for longer than any server's reply takes. Where the last owner has gone, the lock is with
 * somebody who is about to write down that it is theirs.
 */
function isSilent({ pid, beat }: Owner, place: PublisherPlace): boolean {
  return place.sinceBoot() - beat > lease && pid !== null && isAlive(pid);
}

/** The lock is free because a silent owner died at last, but another process had taken its place without it. */
function isElsewhere({ seized, pid, beat }: Owner, place: PublisherPlace): boolean {
  const since = place.sinceBoot() - beat;
  return seized === 1 && pid !== null && since >= 0 && since <= lease && isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** SQLite's own exclusive file lock, since Node offers none: held by the open transaction, in a file that stays empty. */
function tryLock(file: string): Database.Database | null {
  const lock = openLock(file);
  try {
    lock.exec("begin exclusive");
    return lock;
  } catch (error) {
    lock.close();
    if (error instanceof Error && "code" in error && error.code === "SQLITE_BUSY") return null;
    return unwritable(error);
  }
}

function openLock(file: string): Database.Database {
  try {
    const lock = new Database(file, { timeout: 0 });
    chmodSync(file, 0o600);
    return lock;
  } catch (error) {
    return unwritable(error);
  }
}

function unwritable(error: unknown): never {
  const words = error instanceof Error ? error.message : String(error);
  fail(
    "STORE_UNWRITABLE",
    `data/publisher.lock cannot be written (${words}): free disk space or mend its permissions.`,
  );
}

/** Null where another process was quicker. */
async function takeOver(
  { db, clock, sinceBoot, prepare }: PublisherPlace,
  owner: Owner,
  seized: boolean,
  unsure: "resend" | "hold",
): Promise<number | null> {
  prepare();
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ fence: number }>`update publisher
      set fence = fence + 1, pid = ${process.pid}, beat = ${sinceBoot()}, seized = ${seized ? 1 : 0}
      where fence = ${owner.fence} returning fence`.execute(tx);
    if (rows[0] === undefined) return null;
    await settleLeftovers(tx, unsure, clock());
    return rows[0].fence;
  });
}

function inOffice({ db, sinceBoot }: PublisherPlace, lock: Database.Database | null, fence: number): Publisher {
  const mine = db.updateTable("publisher").where("fence", "=", fence);
  // A ledger that cannot be written speaks up where letters are recorded.
  const tell = (sign: Partial<Owner>): Promise<unknown> =>
    mine
      .set(sign)
      .execute()
      .catch(() => {});
  const pulse = setInterval(() => void tell({ beat: sinceBoot() }), beatEvery);
  pulse.unref();
  return {
    fence,
    release: async () => {
      clearInterval(pulse);
      await tell({ pid: null, seized: 0 });
      lock?.close();
    },
  };
}

/**
 * What a dead owner had claimed: without intent nothing left and it waits again; with one it may have been sent, and that
 * stands in its log. Under `resend` it goes out once more with the same Message-ID; so does what was held before the
 * policy changed, but for letters that a server has left without an answer twice: those wait for a person.
 */
async function settleLeftovers(tx: Transaction<Schema>, unsure: "resend" | "hold", now: Instant): Promise<void> {
  await sql`update delivery set state = 'queued' where state = 'sending' and intent = 0`.execute(tx);
  await sql`insert into attempt (delivery, at, verdict, phase, text)
    select id, ${now}, 'unsure', 'dot', 'the process ended before the server''s reply was recorded'
    from delivery where state = 'sending'`.execute(tx);
  await sql`update delivery set state = ${unsure === "resend" ? "queued" : "unsure"}, next = 0, intent = 0, at = ${now},
      tries = tries + 1, doubts = doubts + 1
    where state = 'sending'`.execute(tx);
  if (unsure === "hold") return;
  await sql`update delivery set state = 'queued', next = 0 where state = 'unsure' and doubts < 2`.execute(tx);
}
