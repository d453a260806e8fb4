import { type Kysely, sql, type Transaction } from "kysely";
import { fail } from "../errors.ts";
import type { Schema } from "./schema.ts";

/**
 * A transaction of the publisher with this fence. Whoever lost the lock (a data folder moved or restored under a running
 * process) finds a higher fence here and must stop before it writes or sends: PUBLISHER_REPLACED.
 */
export function fenced<T>(db: Kysely<Schema>, fence: number, act: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ fence: number }>`select fence from publisher`.execute(tx);
    if (rows[0]?.fence !== fence)
      fail("PUBLISHER_REPLACED", "another process has taken over the delivery; this one stops.");
    return act(tx);
  });
}
