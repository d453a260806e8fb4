import { type Kysely, sql, type Transaction } from "kysely";
import { emailKey } from "../base/email.ts";
import type { Email, Instant, Reader, ReaderStatus } from "../model.ts";
import { admit } from "./admission.ts";
import { eraseReader } from "./erase.ts";
import { findReaders, listReaders } from "./reader-rows.ts";
import type { Schema } from "./schema.ts";
import type { Hash } from "./secret.ts";
import type { Readers } from "./store.ts";

export function readersOf(db: Kysely<Schema>, hash: Hash, clock: () => Instant): Readers {
  return {
    add: (entries) => db.transaction().execute((tx) => admit(tx, entries, hash, clock())),
    find: (email) => findReader(db, email),
    list: () => listReaders(db),
    counts: () => countReaders(db),
    remove: (email) => db.transaction().execute((tx) => removeReader(tx, email, hash, clock())),
    erase: (email) => eraseReader(db, email, hash, clock()),
  };
}

export async function findReader(db: Kysely<Schema>, email: Email): Promise<Reader | null> {
  const [reader] = await findReaders(db, [emailKey(email)]);
  return reader ?? null;
}

async function countReaders(db: Kysely<Schema>): Promise<Readonly<Record<ReaderStatus, number>>> {
  const counts = { pending: 0, active: 0, paused: 0, left: 0, bounced: 0, complained: 0 };
  const { rows } = await sql<{ status: ReaderStatus; n: number }>`select status, count(*) as n from reader
    group by status`.execute(db);
  for (const { status, n } of rows) counts[status] = n;
  return counts;
}

/** A bounce or complaint is not made milder by leaving. */
async function removeReader(tx: Transaction<Schema>, email: Email, hash: Hash, now: Instant): Promise<Reader | null> {
  const reader = await findReader(tx, email);
  if (reader === null) return null;
  const status = reader.status === "bounced" || reader.status === "complained" ? reader.status : "left";
  await tx.updateTable("reader").set({ status }).where("id", "=", reader.id).execute();
  await tx
    .insertInto("suppression")
    .values({ hash: hash(emailKey(email)), reason: status, source: "editor", at: now })
    .onConflict((key) => key.column("hash").doNothing())
    .execute();
  return { ...reader, status };
}
