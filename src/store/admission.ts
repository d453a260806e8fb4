import { randomBytes } from "node:crypto";
import { sql, type Transaction } from "kysely";
import { emailKey } from "../base/email.ts";
import type { Email, Instant, ReaderStatus, Subscription } from "../model.ts";
import { findReaders } from "./reader-rows.ts";
import type { Schema } from "./schema.ts";
import type { Hash } from "./secret.ts";
import type { Admission, ReaderEntry } from "./store.ts";

const pageSize = 1000;

/** A reader as the page leaves them; what is new or changed is written when the page is through. */
interface Guest {
  readonly email: Email;
  readonly key: string;
  name: string;
  /** Null: active, or about to be. */
  readonly stopped: ReaderStatus | null;
  readonly isNew: boolean;
  changed: boolean;
  /** An entry of this page has been taken in. */
  met: boolean;
  /** By digest; `tags` and `threads` as JSON. */
  readonly subscriptions: Map<string, { readonly tags: string; readonly threads: string }>;
  readonly wanted: Set<string>;
}

/** Lets readers in, a thousand with six statements. Who left, bounced or complained, by status or suppression, stays away. */
export async function admit(
  tx: Transaction<Schema>,
  entries: readonly ReaderEntry[],
  hash: Hash,
  now: Instant,
): Promise<Admission> {
  const count = { added: 0, updated: 0, unchanged: 0 };
  const skipped: { email: Email; status: ReaderStatus }[] = [];
  for (let i = 0; i < entries.length; i += pageSize) {
    const page = entries.slice(i, i + pageSize);
    const guests = await guestsOf(tx, page, hash);
    for (const entry of page) {
      const guest = guests.get(emailKey(entry.email))!;
      if (guest.stopped === null) count[welcome(guest, entry)]++;
      else skipped.push({ email: entry.email, status: guest.stopped });
    }
    await write(
      tx,
      [...guests.values()].filter(({ stopped }) => stopped === null),
      hash,
      now,
    );
  }
  return { ...count, skipped };
}

async function guestsOf(
  tx: Transaction<Schema>,
  page: readonly ReaderEntry[],
  hash: Hash,
): Promise<ReadonlyMap<string, Guest>> {
  const hashes = new Map(page.map(({ email }) => [emailKey(email), hash(emailKey(email))]));
  const known = new Map((await findReaders(tx, [...hashes.keys()])).map((reader) => [emailKey(reader.email), reader]));
  const suppressed = await suppressionsAmong(tx, [...hashes.values()]);
  return new Map(
    page.map(({ email, name }) => {
      const key = emailKey(email);
      const there = known.get(key);
      const reason = suppressed.get(hashes.get(key)!);
      const status = reason === undefined ? (there?.status ?? "active") : stoppedBy(reason);
      const stopped = status === "left" || status === "bounced" || status === "complained" ? status : null;
      const subscriptions = new Map(there?.subscriptions.map((one) => [one.digest, topicsOf(one)]));
      const changed = there !== undefined && there.status !== "active";
      const guest = {
        email,
        key,
        name: there?.name ?? name,
        stopped,
        isNew: there === undefined,
        changed,
        subscriptions,
      };
      return [key, { ...guest, met: false, wanted: new Set<string>() }];
    }),
  );
}

async function suppressionsAmong(
  tx: Transaction<Schema>,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ hash: string; reason: string }>`select hash, reason from suppression
    where hash in (select value from json_each(${JSON.stringify(hashes)}))`.execute(tx);
  return new Map(rows.map(({ hash, reason }) => [hash, reason]));
}

function stoppedBy(reason: string): ReaderStatus {
  return reason === "bounced" || reason === "complained" ? reason : "left";
}

/** Takes an entry in; a reader may stand in several, one a digest. */
function welcome(guest: Guest, { name, subscriptions }: ReaderEntry): keyof Omit<Admission, "skipped"> {
  const first = guest.isNew && !guest.met;
  guest.met = true;
  let changed = guest.changed;
  if (name !== "" && name !== guest.name) {
    guest.name = name;
    changed = true;
  }
  guest.changed = changed;
  for (const one of subscriptions) {
    const topics = topicsOf(one);
    const there = guest.subscriptions.get(one.digest);
    if (there?.tags === topics.tags && there.threads === topics.threads) continue;
    guest.subscriptions.set(one.digest, topics);
    guest.wanted.add(one.digest);
    changed = true;
  }
  return first ? "added" : changed ? "updated" : "unchanged";
}

/** Equal choices, equal bytes: readers with the same ones share a letter. */
function topicsOf({ tags, threads }: Subscription): { readonly tags: string; readonly threads: string } {
  return {
    tags: JSON.stringify([...new Set(tags)].toSorted()),
    threads: JSON.stringify([...new Set(threads)].toSorted()),
  };
}

async function write(tx: Transaction<Schema>, guests: readonly Guest[], hash: Hash, now: Instant): Promise<void> {
  const added = guests.filter(({ isNew }) => isNew);
  const rows = added.map(({ email, key, name }) => [
    email,
    key,
    name,
    randomBytes(16).toString("base64url"),
    hash(key),
  ]);
  await sql`insert into reader (email, key, name, status, link, hash, created)
    select value ->> 0, value ->> 1, value ->> 2, 'active', value ->> 3, value ->> 4, ${now}
    from json_each(${JSON.stringify(rows)})`.execute(tx);
  const changed = guests.filter(({ isNew, changed }) => changed && !isNew).map(({ key, name }) => [key, name]);
  await sql`update reader set name = g.value ->> 1, status = 'active'
    from json_each(${JSON.stringify(changed)}) g where reader.key = g.value ->> 0`.execute(tx);
  const wanted = guests.flatMap(({ key, wanted, subscriptions }) =>
    [...wanted].map((digest) => [key, digest, subscriptions.get(digest)!.tags, subscriptions.get(digest)!.threads]),
  );
  await sql`insert into subscription (digest, reader, tags, threads)
    select g.value ->> 1, r.id, g.value ->> 2, g.value ->> 3
    from json_each(${JSON.stringify(wanted)}) g join reader r on r.key = g.value ->> 0 where true
    on conflict (digest, reader) do update set tags = excluded.tags, threads = excluded.threads`.execute(tx);
}
