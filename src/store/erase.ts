import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { emailKey } from "../base/email.ts";
import { fail } from "../errors.ts";
import type { Email, Instant } from "../model.ts";
import type { Schema } from "./schema.ts";
import type { Hash } from "./secret.ts";

/**
 * Takes a reader out of the file, not only out of the tables: `secure_delete` blanks the pages, and the write-ahead log,
 * which still holds them, is folded in and cut to nothing. The suppression stays, so that no import brings the address back;
 * deliveries stay as numbers without a person, so that an issue's totals go on adding up.
 */
export async function eraseReader(db: Kysely<Schema>, email: Email, hash: Hash, now: Instant): Promise<boolean> {
  const key = emailKey(email);
  const erased = await db.transaction().execute(async (tx) => {
    const gone = await tx.deleteFrom("reader").where("key", "=", key).returning("id").executeTakeFirst();
    if (gone === undefined) return false;
    await tx
      .insertInto("suppression")
      .values({ hash: hash(key), reason: "erased", source: "editor", at: now })
      .onConflict((row) => row.column("hash").doNothing())
      .execute();
    return true;
  });
  if (erased) await cutLog(db);
  return erased;
}

/** Another process that reads at this moment holds the log back; it is asked again for ten seconds. */
async function cutLog(db: Kysely<Schema>): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
    if (rows[0]?.busy !== 1) return;
    await sleep(100);
  }
  fail(
    "STORE_UNWRITABLE",
    "the reader is erased, but another program holds the database's log: erase once more when it has ended.",
  );
}
