import { randomBytes } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import { emailKey } from "../email.ts";
import type { Email, Instant, Reader, ReaderStatus, Subscription, TopicKey } from "../model.ts";
import { eraseReader } from "./erase.ts";
import type { Schema } from "./schema.ts";
import type { Hash } from "./secret.ts";
import type { Admission, ReaderEntry, Readers } from "./store.ts";

const pageSize = 1000;

export function readersOf(db: Kysely<Schema>, hash: Hash, clock: () => Instant): Readers {
  return {
    add: (entries) => db.transaction().execute((tx) => addAll(tx, entries, hash, clock())),
    find: (email) => findReader(db, email),
    list: () => listReaders(db),
    counts: () => countReaders(db),
    remove: (email) => db.transaction().execute((tx) => removeReader(tx, email, hash, clock())),
    erase: (email) => eraseReader(db, email, hash, clock()),
  };
}

async function addAll(
  tx: Transaction<Schema>,
  entries: readonly ReaderEntry[],
  hash: Hash,
  now: Instant,
): Promise<Admission> {
  const count = { added: 0, updated: 0, unchanged: 0 };
  const skipped: { email: Email; status: ReaderStatus }[] = [];
  for (const entry of entries) {
    const result = await addOne(tx, entry, hash(emailKey(entry.email)), now);
    if (typeof result === "string") count[result]++;
    else skipped.push({ email: entry.email, status: result.stopped });
  }
  return { ...count, skipped };
}

/** Who left, bounced or complained, by status or by a suppression that outlived the reader, stays away. */
async function addOne(
  tx: Transaction<Schema>,
  entry: ReaderEntry,
  hash: string,
  now: Instant,
): Promise<keyof Omit<Admission, "skipped"> | { readonly stopped: ReaderStatus }> {
  const suppression = await tx.selectFrom("suppression").select("reason").where("hash", "=", hash).executeTakeFirst();
  if (suppression !== undefined) return { stopped: stoppedBy(suppression.reason) };
  const known = await findReader(tx, entry.email);
  if (known === null) {
    const made = await tx
      .insertInto("reader")
      .values({
        email: entry.email,
        key: emailKey(entry.email),
        name: entry.name,
        status: "active",
        link: randomBytes(16).toString("base64url"),
        hash,
        created: now,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    for (const subscription of entry.subscriptions) await subscribe(tx, made.id, subscription);
    return "added";
  }
  if (isStopped(known.status)) return { stopped: known.status };
  return (await updateReader(tx, known, entry)) ? "updated" : "unchanged";
}

async function updateReader(tx: Transaction<Schema>, known: Reader, entry: ReaderEntry): Promise<boolean> {
  const name = entry.name === "" ? known.name : entry.name;
  const changed = entry.subscriptions.filter(
    (wanted) => !known.subscriptions.some((there) => JSON.stringify(there) === JSON.stringify(normal(wanted))),
  );
  for (const subscription of changed) await subscribe(tx, known.id, subscription);
  if (name === known.name && known.status === "active") return changed.length > 0;
  await tx.updateTable("reader").set({ name, status: "active" }).where("id", "=", known.id).execute();
  return true;
}

async function subscribe(tx: Transaction<Schema>, reader: number, subscription: Subscription): Promise<void> {
  const { digest, tags, threads } = normal(subscription);
  const topics = { tags: JSON.stringify(tags), threads: JSON.stringify(threads) };
  await tx
    .insertInto("subscription")
    .values({ digest, reader, ...topics })
    .onConflict((key) => key.columns(["digest", "reader"]).doUpdateSet(topics))
    .execute();
}

/** Equal choices, equal bytes: readers with the same ones share a letter. */
function normal({ digest, tags, threads }: Subscription): Subscription {
  return { digest, tags: [...new Set(tags)].toSorted(), threads: [...new Set(threads)].toSorted() };
}

function isStopped(status: ReaderStatus): boolean {
  return status === "left" || status === "bounced" || status === "complained";
}

function stoppedBy(reason: string): ReaderStatus {
  return reason === "bounced" || reason === "complained" ? reason : "left";
}

async function findReader(db: Kysely<Schema>, email: Email): Promise<Reader | null> {
  const row = await db.selectFrom("reader").selectAll().where("key", "=", emailKey(email)).executeTakeFirst();
  return row === undefined ? null : (await withSubscriptions(db, [row]))[0]!;
}

async function* listReaders(db: Kysely<Schema>): AsyncGenerator<Reader> {
  let last = 0;
  for (;;) {
    const rows = await db
      .selectFrom("reader")
      .selectAll()
      .where("id", ">", last)
      .orderBy("id")
      .limit(pageSize)
      .execute();
    yield* await withSubscriptions(db, rows);
    if (rows.length < pageSize) return;
    last = rows.at(-1)!.id;
  }
}

type ReaderRow = { readonly id: number; readonly email: string; readonly name: string; readonly status: string };

async function withSubscriptions(db: Kysely<Schema>, rows: readonly ReaderRow[]): Promise<readonly Reader[]> {
  const ids = JSON.stringify(rows.map((row) => row.id));
  const found = await sql<Schema["subscription"]>`select * from subscription
    where reader in (select value from json_each(${ids})) order by reader, digest`.execute(db);
  const byReader = Map.groupBy(found.rows, (row) => row.reader);
  return rows.map(({ id, email, name, status }) => ({
    id,
    email: email as Email,
    name,
    status: status as ReaderStatus,
    subscriptions: (byReader.get(id) ?? []).map((row) => ({
      digest: row.digest,
      tags: JSON.parse(row.tags) as readonly TopicKey[],
      threads: JSON.parse(row.threads) as readonly TopicKey[],
    })),
  }));
}

async function countReaders(db: Kysely<Schema>): Promise<Readonly<Record<ReaderStatus, number>>> {
  const counts = { pending: 0, active: 0, paused: 0, left: 0, bounced: 0, complained: 0 };
  const rows = await sql<{
    status: ReaderStatus;
    n: number;
  }>`select status, count(*) as n from reader group by status`.execute(db);
  for (const { status, n } of rows.rows) counts[status] = n;
  return counts;
}

async function removeReader(tx: Transaction<Schema>, email: Email, hash: Hash, now: Instant): Promise<Reader | null> {
  const reader = await findReader(tx, email);
  if (reader === null) return null;
  const status = isStopped(reader.status) ? reader.status : "left";
  await tx.updateTable("reader").set({ status }).where("id", "=", reader.id).execute();
  await tx
    .insertInto("suppression")
    .values({ hash: hash(emailKey(email)), reason: status, source: "editor", at: now })
    .onConflict((key) => key.column("hash").doNothing())
    .execute();
  return { ...reader, status };
}
