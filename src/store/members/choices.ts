import type { Transaction } from "kysely";
import type { Subscription } from "../../model.ts";
import type { Schema } from "../schema.ts";

/** Replaces the reader's subscription to that digest, if any. Equal choices are kept as equal bytes: who shares them shares a letter. */
export async function subscribe(tx: Transaction<Schema>, reader: number, choice: Subscription): Promise<void> {
  const topics = {
    tags: JSON.stringify([...new Set(choice.tags)].toSorted()),
    threads: JSON.stringify([...new Set(choice.threads)].toSorted()),
  };
  await tx
    .insertInto("subscription")
    .values({ digest: choice.digest, reader, ...topics })
    .onConflict((key) => key.columns(["digest", "reader"]).doUpdateSet(topics))
    .execute();
}

export async function replaceSubscriptions(
  tx: Transaction<Schema>,
  reader: number,
  choices: readonly Subscription[],
): Promise<void> {
  await tx.deleteFrom("subscription").where("reader", "=", reader).execute();
  for (const choice of choices) await subscribe(tx, reader, choice);
}
