import { type Kysely, sql, type Transaction } from "kysely";
import { CourantError } from "../errors.ts";
import type { Addressee, Claim, Ledger, Outcome, Refusal, Returned } from "../base/ledger.ts";
import type { Instant, IssueId } from "../model.ts";
import { fenced } from "./fence.ts";
import { finishIssues, stopIssue } from "./issue-state.ts";
import { recordReturn } from "./returns.ts";
import type { Schema } from "./schema.ts";

/**
 * `durable` resolves when the commit before it is as safe as the store was asked to make it. `makeRoom` frees some space on a full
 * disk, once; what is gained is for outcomes alone, so that no letter leaves on it.
 */
export function ledgerOf(db: Kysely<Schema>, durable: () => Promise<void>, makeRoom: () => boolean): Ledger {
  const record: Ledger["record"] = async (fence, outcomes, intents, batches) => {
    const refused = await fenced(db, fence, async (tx) => {
      if (outcomes.length > 0) await settle(tx, outcomes);
      if (batches !== undefined && batches.size > 0) await bringTogether(tx, batches);
      return intents.length === 0 ? new Map<number, Refusal>() : intend(tx, intents);
    });
    await durable();
    return refused;
  };
  /** The publisher that found the disk full. The next one made sure of some room before it began. */
  let full: { readonly fence: number; readonly error: unknown } | undefined;
  const refuseIfFull = (fence: number): void => {
    if (full?.fence === fence) throw full.error;
  };
  return {
    claim: async (fence, now, most) => {
      refuseIfFull(fence);
      return fenced(db, fence, (tx) => claim(tx, now, most));
    },
    record: async (fence, outcomes, intents, batches) => {
      if (intents.length > 0) refuseIfFull(fence);
      try {
        return await record(fence, outcomes, intents, batches);
      } catch (error) {
        if (intents.length > 0 || !isUnwritable(error) || !makeRoom()) throw error;
        full = { fence, error };
        return record(fence, outcomes, intents);
      }
    },
    postpone: (fence, deliveries, until) =>
      fenced(db, fence, async (tx) => {
        await sql`update delivery set state = 'deferred', next = ${until} where state = 'sending' and intent = 0
          and id in (select value from json_each(${JSON.stringify(deliveries)}))`.execute(tx);
      }),
    returned: (fence, returns) => fenced(db, fence, (tx) => takeBack(tx, returns)),
    release: (fence, deliveries) =>
      fenced(db, fence, async (tx) => {
        await sql`update delivery set state = 'queued' where state = 'sending' and intent = 0
          and id in (select value from json_each(${JSON.stringify(deliveries)}))`.execute(tx);
        await finishIssues(tx);
      }),
    pause: (fence, issue, reason, failed) =>
      fenced(db, fence, async (tx) => {
        await sql`update delivery set state = 'queued' where state = 'failed'
          and id in (select value from json_each(${JSON.stringify(failed)}))`.execute(tx);
        await stopIssue(tx, issue, reason);
        await tx.updateTable("issue").set({ refused: 1 }).where("name", "=", issue).execute();
      }),
    sentSince: async (since) => {
      const { rows } = await sql<{ n: number }>`select count(*) as n from attempt
        where at >= ${since} and verdict in ('sent', 'unsure')`.execute(db);
      return rows[0]!.n;
    },
  };
}

function isUnwritable(error: unknown): boolean {
  return error instanceof CourantError && error.problems.some(({ code }) => code === "STORE_UNWRITABLE");
}

interface ClaimRow {
  readonly id: number;
  readonly issue: IssueId;
  readonly variant: number;
  readonly made: Instant;
  readonly since: Instant | null;
  readonly tries: number;
  readonly doubts: number;
  readonly refused: number;
  readonly resumed: number;
  readonly batch: number;
  readonly email: Addressee["email"];
  readonly name: string;
  readonly link: string;
  readonly tags: string;
  readonly threads: string;
}

/** Active, subscribed to the issue's digest, not suppressed: asked at the claim and again in the commit before the dot. */
const listening = sql`r.status = 'active' and not exists (select 1 from suppression where hash = r.hash)`;

/** Why a reader who is not listening any more is not. */
const whySkipped = sql`coalesce((select case when r.status <> 'active' then r.status
  when exists (select 1 from suppression where hash = r.hash) then 'suppressed' else 'unsubscribed' end
  from reader r where r.id = delivery.reader), 'erased')`;

async function claim(tx: Transaction<Schema>, now: Instant, most: number): Promise<readonly Claim[]> {
  const taken = await sql<{ id: number }>`update delivery set state = 'sending', intent = 0
    where id in (select d.id from issue i join delivery d on d.issue = i.id and d.state in ('queued', 'deferred')
      where i.state in ('made', 'sending') and d.next <= ${now} order by i.id, d.next, d.id limit ${most})
    returning id`.execute(tx);
  if (taken.rows.length === 0) return [];
  await sql`update issue set state = 'sending' where state = 'made'
    and exists (select 1 from delivery where issue = issue.id and state = 'sending')`.execute(tx);
  const ids = JSON.stringify(taken.rows.map((row) => row.id));
  const { rows } = await sql<ClaimRow>`select d.id, i.name as issue, d.variant, i.made, d.tries, d.doubts,
      case when d.tries > 0 then (select min(at) from attempt where delivery = d.id) end as since,
      d.tries > 0 and exists (select 1 from attempt where delivery = d.id and verdict in ('refused', 'failed')
        and phase in ('rcpt', 'data', 'dot')) as refused, i.refused as resumed, d.batch,
      r.email, r.name, r.link, s.tags, s.threads
    from delivery d join issue i on i.id = d.issue join reader r on r.id = d.reader
    join subscription s on s.digest = i.digest and s.reader = r.id
    where d.id in (select value from json_each(${ids})) and ${listening} order by d.issue, d.next, d.id`.execute(tx);
  if (rows.length < taken.rows.length) {
    await sql`update delivery set state = 'skipped', at = ${now}, note = ${whySkipped} where id in (select value from json_each(${ids}))
      and id not in (select value from json_each(${JSON.stringify(rows.map((row) => row.id))}))`.execute(tx);
  }
  return rows.map(toClaim);
}

function toClaim(row: ClaimRow): Claim {
  const { id, issue, variant, made, since, tries, doubts, batch, email, name, link } = row;
  const tags = JSON.parse(row.tags) as Addressee["tags"];
  const threads = JSON.parse(row.threads) as Addressee["threads"];
  return {
    delivery: id,
    issue,
    variant,
    made,
    since,
    tries,
    doubts,
    refused: row.refused === 1,
    resumed: row.resumed === 1,
    batch,
    reader: { email, name, id: link, tags, threads },
  };
}

/** Outcomes as they come, one row each in the log that is only ever added to. */
async function settle(tx: Transaction<Schema>, outcomes: readonly Outcome[]): Promise<void> {
  const rows = outcomes.map(({ delivery, attempt, verdict, at, state, next }) => [
    delivery,
    at,
    verdict,
    state,
    next ?? 0,
    attempt.phase,
    attempt.code,
    attempt.enhanced,
    attempt.text,
    attempt.queueId,
  ]);
  const json = JSON.stringify(rows);
  await sql`update delivery set state = o.value ->> 3, next = o.value ->> 4, at = o.value ->> 1, intent = 0,
      tries = tries + 1, doubts = doubts + (o.value ->> 2 = 'unsure'),
      batch = case when o.value ->> 2 = 'unsure' or doubts > 0 then batch else 0 end
    from json_each(${json}) o where delivery.id = o.value ->> 0 and delivery.state = 'sending'`.execute(tx);
  await sql`insert into attempt (delivery, at, verdict, phase, code, enhanced, text, queue)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9
    from json_each(${json})`.execute(tx);
}

/** A letter is refused for good once, so its number is name enough. */
async function takeBack(tx: Transaction<Schema>, returns: readonly Returned[]): Promise<void> {
  for (const { delivery, class: name, status, at } of returns) {
    const row = await tx.selectFrom("delivery").select("reader").where("id", "=", delivery).executeTakeFirst();
    const known = await tx
      .selectFrom("reader")
      .select("id")
      .where("id", "=", row?.reader ?? 0)
      .executeTakeFirst();
    if (known === undefined) continue;
    const what = { id: `wire ${delivery}`, class: name, reader: known.id, delivery, at, status };
    const { pause } = await recordReturn(tx, what, at);
    if (pause !== null) await stopIssue(tx, pause.issue, pause.reason);
  }
}

/** Names the request in which letters are about to leave; while they are in doubt the name stays. */
async function bringTogether(tx: Transaction<Schema>, batches: ReadonlyMap<number, number>): Promise<void> {
  await sql`update delivery set batch = o.value ->> 1 from json_each(${JSON.stringify([...batches])}) o
    where delivery.id = o.value ->> 0 and delivery.state = 'sending'`.execute(tx);
}

/** Marks letters that are about to leave, and says which must not. */
async function intend(tx: Transaction<Schema>, intents: readonly number[]): Promise<ReadonlyMap<number, Refusal>> {
  const ids = JSON.stringify(intents);
  const { rows } = await sql<{ id: number }>`update delivery set intent = 1
    where id in (select value from json_each(${ids})) and state = 'sending' and intent = 0
      and exists (select 1 from issue i join reader r on r.id = delivery.reader
        join subscription s on s.digest = i.digest and s.reader = r.id
        where i.id = delivery.issue and i.state = 'sending' and ${listening})
    returning id`.execute(tx);
  if (rows.length === intents.length) return new Map();
  const allowed = new Set(rows.map((row) => row.id));
  return refuse(
    tx,
    intents.filter((id) => !allowed.has(id)),
  );
}

/** Who stopped is skipped; of the others the ledger has thought better since they were claimed. */
async function refuse(tx: Transaction<Schema>, ids: readonly number[]): Promise<ReadonlyMap<number, Refusal>> {
  const { rows } = await sql<{ id: number }>`update delivery set state = 'skipped', note = ${whySkipped}
    where id in (select value from json_each(${JSON.stringify(ids)})) and state = 'sending' and intent = 0
      and exists (select 1 from issue i where i.id = delivery.issue and i.state = 'sending')
    returning id`.execute(tx);
  const stopped = new Set(rows.map((row) => row.id));
  return new Map(ids.map((id) => [id, stopped.has(id) ? "stopped" : "recalled"]));
}
