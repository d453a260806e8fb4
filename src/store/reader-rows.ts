import { type Kysely, sql } from "kysely";
import type { Email, Reader, ReaderStatus, TopicKey } from "../model.ts";
import type { Schema } from "./schema.ts";

const pageSize = 1000;

/** Readers by `emailKey`, in no order; who is not there is left out. */
export async function findReaders(db: Kysely<Schema>, keys: readonly string[]): Promise<readonly Reader[]> {
  const { rows } = await sql<ReaderRow>`select id, email, name, status from reader
    where key in (select value from json_each(${JSON.stringify(keys)}))`.execute(db);
  return withSubscriptions(db, rows);
}

/** Everyone, in the order in which they came. */
export async function* listReaders(db: Kysely<Schema>): AsyncGenerator<Reader> {
  let last = 0;
  for (;;) {
    const { rows } = await sql<ReaderRow>`select id, email, name, status from reader
      where id > ${last} order by id limit ${pageSize}`.execute(db);
    yield* await withSubscriptions(db, rows);
    if (rows.length < pageSize) return;
    last = rows.at(-1)!.id;
  }
}

interface ReaderRow {
  readonly id: number;
  readonly email: Email;
  readonly name: string;
  readonly status: ReaderStatus;
}

async function withSubscriptions(db: Kysely<Schema>, rows: readonly ReaderRow[]): Promise<readonly Reader[]> {
  const ids = JSON.stringify(rows.map((row) => row.id));
  const found = await sql<Schema["subscription"]>`select * from subscription
    where reader in (select value from json_each(${ids})) order by reader, digest`.execute(db);
  const byReader = Map.groupBy(found.rows, (row) => row.reader);
  return rows.map((row) => ({
    ...row,
    subscriptions: (byReader.get(row.id) ?? []).map(({ digest, tags, threads }) => ({
      digest,
      tags: JSON.parse(tags) as readonly TopicKey[],
      threads: JSON.parse(threads) as readonly TopicKey[],
    })),
  }));
}
