import { type Kysely, sql } from "kysely";
import type { DeliveryState, IssueId, IssueReport, Slug } from "../model.ts";
import type { Schema } from "./schema.ts";

type Counts = { [state in DeliveryState]: number };

/** Issues as `publish`, `issues` and `status` show them, in the order in which they were frozen; empty ones only by name. */
export async function reportsOf(
  db: Kysely<Schema>,
  which: { readonly ids?: readonly IssueId[]; readonly open?: boolean },
): Promise<readonly IssueReport[]> {
  let query = db.selectFrom("issue").select(["id", "name", "digest", "period", "subject"]);
  if (which.ids === undefined) query = query.where("state", "!=", "empty");
  if (which.open === true) query = query.where("state", "in", ["made", "sending"]);
  const rows = (await query.orderBy("id").execute()).filter(({ name }) => which.ids?.includes(name as IssueId) ?? true);
  const ids = JSON.stringify(rows.map((row) => row.id));
  const counts = await countsOf(db, ids);
  const told = await sql<{ issue: number; slug: Slug }>`select issue, slug from issue_story
    where issue in (select value from json_each(${ids})) order by issue, position`.execute(db);
  const stories = Map.groupBy(told.rows, (row) => row.issue);
  return rows.map(({ id, name, digest, period, subject }) => {
    const states = counts.get(id) ?? none();
    return {
      id: name as IssueId,
      digest,
      period,
      subject,
      stories: (stories.get(id) ?? []).map((row) => row.slug),
      recipients: Object.values(states).reduce((sum, n) => sum + n, 0),
      ...states,
    };
  });
}

async function countsOf(db: Kysely<Schema>, issues: string): Promise<ReadonlyMap<number, Counts>> {
  const counts = new Map<number, Counts>();
  const { rows } = await sql<{ issue: number; state: DeliveryState; n: number }>`select issue, state, count(*) as n
    from delivery where issue in (select value from json_each(${issues})) group by issue, state`.execute(db);
  for (const { issue, state, n } of rows) {
    const states = counts.get(issue) ?? none();
    states[state] = n;
    counts.set(issue, states);
  }
  return counts;
}

function none(): Counts {
  return { queued: 0, sending: 0, sent: 0, deferred: 0, failed: 0, unsure: 0, skipped: 0 };
}
