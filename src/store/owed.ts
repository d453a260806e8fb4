/**
 * What digests that readers dropped for others still owed them. Whoever goes from a weekly to a daily on Wednesday has Monday's
 * stories coming, which the daily mailed on Monday to its readers of then; they ride along with the next letter.
 */
import { type Kysely, sql } from "kysely";
import type { Slug } from "../model.ts";
import { isDropped } from "./past.ts";
import type { Schema } from "./schema.ts";
import type { IssueContent, IssueStory } from "./store.ts";
import { isOnTopic, topicsOf } from "./topics.ts";

/** A monthly issue comes within 31 days; after 45 nobody waits for what a former digest owed. */
export const owedFor = 45 * 24 * 3_600_000;

type Carrying = Pick<IssueContent, "carried" | "names">;

/** By reader between `after` and `until`; nobody is there who dropped no digest. */
export async function owedTo(
  db: Kysely<Schema>,
  issue: Carrying,
  after: number,
  until: number,
): Promise<ReadonlyMap<number, readonly IssueStory[]>> {
  const { rows } = await sql<Schema["former"]>`select * from former
    where reader > ${after} and reader <= ${until} order by reader, digest`.execute(db);
  const owed = new Map<number, readonly IssueStory[]>();
  for (const row of rows) {
    const known = owed.get(row.reader) ?? [];
    const held = new Set(known.map(({ slug }) => slug));
    const more = (await owedBy(db, row, issue)).filter(({ slug }) => !held.has(slug));
    owed.set(row.reader, [...known, ...more]);
  }
  return owed;
}

async function owedBy(
  db: Kysely<Schema>,
  former: Schema["former"],
  { carried, names }: Carrying,
): Promise<readonly IssueStory[]> {
  const topics = topicsOf(former);
  const settled = await settledBy(db, former);
  const done = new Set(Array.from(settled, (slug) => names.get(slug) ?? slug));
  return (carried.get(former.digest) ?? []).filter((story) => !done.has(story.slug) && isOnTopic(story, topics));
}

/**
 * Stories that the digest had issued while the reader was with it, and whatever else reached them. A letter that was skipped
 * because they dropped the digest meanwhile settled nothing; one of a cancelled issue did.
 */
async function settledBy(db: Kysely<Schema>, { reader, digest, last }: Schema["former"]): Promise<ReadonlySet<Slug>> {
  const { rows } = await sql<{ slug: Slug }>`
    select s.slug from issue_story s join issue i on i.id = s.issue
      where i.digest = ${digest} and i.id <= ${last} and not exists (
        select 1 from delivery d join variant_story v on v.variant = d.variant
        where d.issue = i.id and d.reader = ${reader} and (d.state = 'skipped' or ${isDropped}) and i.state <> 'cancelled' and v.slug = s.slug)
    union select v.slug from delivery d join variant_story v on v.variant = d.variant
      where d.reader = ${reader} and d.state not in ('failed', 'skipped') and not ${isDropped}`.execute(db);
  return new Set(rows.map((row) => row.slug));
}
