import { type Kysely, sql, type Transaction } from "kysely";
import type { Addressee, Doubt, Doubts, Settlement } from "../base/ledger.ts";
import type { Instant, IssueId } from "../model.ts";
import { fenced } from "./fence.ts";
import { finishIssues } from "./issue-state.ts";
import type { Schema } from "./schema.ts";

export function doubtsOf(db: Kysely<Schema>): Doubts {
  return {
    list: () => listDoubts(db),
    settle: (fence, settlements, now) => fenced(db, fence, (tx) => settle(tx, settlements, now)),
  };
}

interface DoubtRow {
  readonly id: number;
  readonly issue: IssueId;
  readonly email: Addressee["email"];
  readonly link: string;
}

/** Each half finds its letters by a partial index of its own. */
const inDoubt = sql`(d.state = 'unsure' or (d.state in ('queued', 'deferred') and d.doubts > 0))`;

async function listDoubts(db: Kysely<Schema>): Promise<readonly Doubt[]> {
  const { rows } = await sql<DoubtRow>`select d.id, i.name as issue, r.email, r.link
    from issue i join delivery d on d.issue = i.id join reader r on r.id = d.reader
    where i.state in ('made', 'sending', 'paused', 'cancelled') and ${inDoubt} order by d.id`.execute(db);
  return rows.map(({ id, issue, email, link }) => ({ delivery: id, issue, reader: { email, id: link } }));
}

async function settle(tx: Transaction<Schema>, settlements: readonly Settlement[], now: Instant): Promise<number> {
  const rows = settlements.map(({ delivery, verdict, attempt }) => [
    delivery,
    verdict,
    attempt.phase,
    attempt.code,
    attempt.enhanced,
    attempt.text,
    attempt.queueId,
  ]);
  const json = JSON.stringify(rows);
  // `at` stays: a letter counts against the quota of the day on which it left.
  const changed = await sql<{ id: number }>`update delivery as d set state = o.value ->> 1, next = 0
    from json_each(${json}) o where d.id = o.value ->> 0 and ${inDoubt} returning id`.execute(tx);
  const ids = JSON.stringify(changed.rows.map(({ id }) => id));
  await sql`insert into attempt (delivery, at, verdict, phase, code, enhanced, text, queue)
    select value ->> 0, ${now}, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
    from json_each(${json}) where value ->> 0 in (select value from json_each(${ids}))`.execute(tx);
  await finishIssues(tx);
  return changed.rows.length;
}
