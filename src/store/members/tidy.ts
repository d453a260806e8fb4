import { sql, type Transaction } from "kysely";
import type { Instant } from "../../model.ts";
import type { Schema } from "../schema.ts";

const patience = 7 * 24 * 3_600_000;

/** Pauses that are over end; who did not confirm is forgotten, the request's own trace included. */
export async function tidyMembers(
  tx: Transaction<Schema>,
  now: Instant,
): Promise<{ readonly resumed: number; readonly purged: number }> {
  const over = await tx.deleteFrom("pause").where("until", "<=", now).returning("reader").execute();
  for (const { reader } of over) {
    await tx
      .updateTable("reader")
      .set({ status: "active" })
      .where("id", "=", reader)
      .where("status", "=", "paused")
      .execute();
  }
  await tx
    .deleteFrom("application")
    .where("confirmed", "is", null)
    .where("asked", "<", now - patience)
    .execute();
  await tx
    .deleteFrom("move")
    .where("asked", "<", now - patience)
    .execute();
  const purged = await sql`delete from reader where status = 'pending' and created < ${now - patience}
    and not exists (select 1 from application where application.reader = reader.id)`.execute(tx);
  return { resumed: over.length, purged: Number(purged.numAffectedRows ?? 0) };
}
