import { sql, type Transaction } from "kysely";
import type { Instant, Subscription } from "../../model.ts";
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

/** A digest that a reader drops for others is remembered, with the latest issue of that moment: it may still owe them stories. */
export async function replaceSubscriptions(
  tx: Transaction<Schema>,
  reader: number,
  choices: readonly Subscription[],
  now: Instant,
): Promise<void> {
  if (choices.length > 0) await keepFormer(tx, reader, choices, now);
  await tx.deleteFrom("subscription").where("reader", "=", reader).execute();
  for (const choice of choices) await subscribe(tx, reader, choice);
}

async function keepFormer(
  tx: Transaction<Schema>,
  reader: number,
  choices: readonly Subscription[],
  now: Instant,
): Promise<void> {
  const kept = JSON.stringify(choices.map(({ digest }) => digest));
  await sql`insert into former (reader, digest, tags, threads, last, ended)
    select s.reader, s.digest, s.tags, s.threads, coalesce((select max(id) from issue), 0), ${now}
      from subscription s join reader r on r.id = s.reader
      where s.reader = ${reader} and r.status = 'active' and s.digest not in (select value from json_each(${kept}))
    on conflict (reader, digest) do update set tags = excluded.tags, threads = excluded.threads,
      last = excluded.last, ended = excluded.ended`.execute(tx);
}
