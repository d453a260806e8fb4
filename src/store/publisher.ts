/** One process delivers: a lock of the kernel says who, and a number in the database says which of them is the latest. */
import { chmodSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Instant } from "../model.ts";
import type { Schema } from "./schema.ts";
import type { Publisher, Store } from "./store.ts";

/** How often a waiting process asks whether the owner is gone. The kernel drops a lock with the process that held it. */
const askEvery = 100;

export async function becomePublisher(
  db: Kysely<Schema>,
  lockFile: string,
  clock: () => Instant,
  { wait, unsure, signal }: Parameters<Store["publisher"]>[0],
): Promise<Publisher | null> {
  for (;;) {
    if (signal?.aborted === true) return null;
    const lock = tryLock(lockFile);
    if (lock !== null) return takeOver(db, lock, clock, unsure);
    if (!wait) return null;
    await sleep(askEvery);
  }
}

/** SQLite's own exclusive file lock, since Node offers none: held by the open transaction, in a file that stays empty. */
function tryLock(file: string): Database.Database | null {
  const lock = new Database(file, { timeout: 0 });
  try {
    chmodSync(file, 0o600);
    lock.exec("begin exclusive");
    return lock;
  } catch (error) {
    lock.close();
    if (error instanceof Error && "code" in error && error.code === "SQLITE_BUSY") return null;
    throw error;
  }
}

async function takeOver(
  db: Kysely<Schema>,
  lock: Database.Database,
  clock: () => Instant,
  unsure: "resend" | "hold",
): Promise<Publisher> {
  try {
    const fence = await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ fence: number }>`update publisher set fence = fence + 1, pid = ${process.pid}
        returning fence`.execute(tx);
      await settleLeftovers(tx, unsure, clock());
      return rows[0]!.fence;
    });
    return { fence, release: async () => void lock.close() };
  } catch (error) {
    lock.close();
    throw error;
  }
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
