import { type Kysely, sql, type Transaction } from "kysely";
import { emailKey } from "../base/email.ts";
import type { Instant, IssueId } from "../model.ts";
import type { Return, Returns, SentLetter } from "../base/returns.ts";
import type { Schema } from "./schema.ts";

const day = 24 * 3_600_000;
/** A mailbox that was full three times over a fortnight is one nobody empties; fewer or sooner may be a holiday. */
const softs = { most: 3, over: 14 * day };
/** Servers try for up to five days: a letter older than that, of which nothing came back, has arrived. */
const settled = 5 * day;
/** Readers whose servers refuse the letter itself before the rest of the issue waits for a person. */
const mostRefused = 5;
/** Gmail and Yahoo treat senders as spammers from here on. */
const mostComplaints = 0.003;

export function returnsOf(db: Kysely<Schema>, clock: () => Instant): Returns {
  return {
    letter: async (delivery) => (await letters(db, sql`d.id = ${delivery}`, 1))[0] ?? null,
    lettersTo: (email, most) => letters(db, sql`r.key = ${emailKey(email)}`, most),
    queuedAs: async (email, queueId) => {
      const taken = sql`r.key = ${emailKey(email)}
        and exists (select 1 from attempt where delivery = d.id and queue = ${queueId})`;
      return (await letters(db, taken, 1))[0] ?? null;
    },
    record: (what) => db.transaction().execute((tx) => recordReturn(tx, what, clock())),
  };
}

async function letters(
  db: Kysely<Schema>,
  which: ReturnType<typeof sql>,
  most: number,
): Promise<readonly SentLetter[]> {
  const { rows } = await sql<SentLetter>`select d.id as delivery, i.name as issue, r.id as reader, r.link
    from delivery d join issue i on i.id = d.issue join reader r on r.id = d.reader
    where ${which} order by d.id desc limit ${most}`.execute(db);
  return rows;
}

/** What a returned or refused letter does to its reader, and whether its issue must wait; the caller sees to that. */
export async function recordReturn(
  tx: Transaction<Schema>,
  what: Return,
  now: Instant,
): Promise<Awaited<ReturnType<Returns["record"]>>> {
  const delivery = what.delivery ?? (await likelyLetter(tx, what));
  const { id, reader, at, status } = what;
  const added = await tx
    .insertInto("bounce")
    .values({ id, reader, delivery, class: what.class, at: Math.min(at, now), status })
    .onConflict((key) => key.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (added === undefined) return { consequence: "repeated", pause: null };
  const pause = delivery === null ? null : await toBePaused(tx, what.class, delivery);
  if (what.class === "complaint") {
    await stop(tx, reader, "complained", now);
    return { consequence: "complained", pause };
  }
  if (what.class === "hard" || (what.class === "soft" && (await isGone(tx, reader, now)))) {
    await stop(tx, reader, "bounced", now);
    return { consequence: "bounced", pause };
  }
  return { consequence: what.class === "soft" ? "counted" : "noted", pause };
}

/** The latest letter before it of which nothing came back yet. */
async function likelyLetter(tx: Transaction<Schema>, { reader, at }: Return): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`select id from delivery d
    where reader = ${reader} and state = 'sent' and at between ${at - 2 * settled} and ${at}
      and not exists (select 1 from bounce where delivery = d.id) order by at desc limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}

/** Counts letters, not mails about them; a letter that arrived starts the count anew. */
async function isGone(tx: Transaction<Schema>, reader: number, now: Instant): Promise<boolean> {
  const { rows } = await sql<{ n: number; first: number; last: number }>`select
      count(distinct coalesce('letter ' || delivery, id)) as n, min(at) as first, max(at) as last
    from bounce where reader = ${reader} and class = 'soft' and at > max(
      coalesce((select max(at) from bounce where reader = ${reader} and class = 'delivered'), 0),
      coalesce((select max(d.at) from delivery d where d.reader = ${reader} and d.state = 'sent' and d.at <= ${now - settled}
        and not exists (select 1 from bounce where delivery = d.id and class <> 'delivered')), 0))`.execute(tx);
  const { n, first, last } = rows[0]!;
  return n >= softs.most && last - first >= softs.over;
}

/** A complaint outweighs whatever the address was suppressed for; a bounce leaves who left or complained as they are. */
async function stop(
  tx: Transaction<Schema>,
  reader: number,
  status: "bounced" | "complained",
  now: Instant,
): Promise<void> {
  const milder =
    status === "bounced" ? ["pending", "active", "paused"] : ["pending", "active", "paused", "left", "bounced"];
  const row = tx.updateTable("reader").set({ status }).where("id", "=", reader).where("status", "in", milder);
  await row.execute();
  await sql`insert into suppression (hash, reason, source, at) select hash, ${status}, 'mail', ${now} from reader
    where id = ${reader} on conflict (hash) do update set reason = excluded.reason, source = excluded.source, at = excluded.at
    where excluded.reason = 'complained' and suppression.reason <> 'complained'`.execute(tx);
  for (const table of ["pause", "note"] as const) await tx.deleteFrom(table).where("reader", "=", reader).execute();
}

/** Only an issue that still has something to send can wait. */
async function toBePaused(
  tx: Transaction<Schema>,
  name: Return["class"],
  delivery: number,
): Promise<{ readonly issue: IssueId; readonly reason: string } | null> {
  if (name !== "content" && name !== "complaint") return null;
  const { rows } = await sql<{ issue: IssueId; n: number; sent: number }>`select i.name as issue,
      (select count(distinct b.reader) from bounce b join delivery d on d.id = b.delivery
        where d.issue = i.id and b.class = ${name}) as n,
      (select count(*) from delivery where issue = i.id and state = 'sent') as sent
    from issue i where i.id = (select issue from delivery where id = ${delivery}) and i.state in ('made', 'sending')`.execute(
    tx,
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { issue, n, sent } = row;
  if (name === "content")
    return n < mostRefused ? null : { issue, reason: `${n} servers refuse its content; change it, or resume` };
  return n < sent * mostComplaints
    ? null
    : { issue, reason: `${n} of ${sent} readers called it spam (0.3 % is the limit)` };
}
