/** Who gets which stories of an issue. Read in pages of readers, so a million of them cost no more memory than a thousand. */
import { type Kysely, sql } from "kysely";
import type { ReaderStatus, Slug, TopicKey } from "../model.ts";
import type { Schema } from "./schema.ts";
import type { Audience, IssueStory } from "./store.ts";

const pageSize = 5000;

/** A subscriber of the digest: their set as positions in the issue (`0,2,3`), or why they get nothing. */
export type Match = { readonly reader: number } & Chosen;

type Chosen = { readonly set: string } | { readonly excluded: keyof Audience["excluded"] };

interface Row {
  readonly id: number;
  readonly status: ReaderStatus;
  readonly tags: string;
  readonly threads: string;
  readonly suppressed: number;
}

/** Every subscriber of a digest, in pages. A story that another issue took to a reader is not in their set. */
export async function* matchReaders(
  db: Kysely<Schema>,
  digest: string,
  stories: readonly IssueStory[],
): AsyncGenerator<readonly Match[]> {
  const earlier = await earlierMailings(db, stories);
  const choose = chooser(stories, earlier.positions);
  let last = 0;
  for (;;) {
    const { rows } = await sql<Row>`select r.id, r.status, s.tags, s.threads,
        exists (select 1 from suppression where suppression.hash = r.hash) as suppressed
      from subscription s join reader r on r.id = s.reader
      where s.digest = ${digest} and s.reader > ${last} order by s.reader limit ${pageSize}`.execute(db);
    if (rows.length === 0) return;
    const until = rows.at(-1)!.id;
    const mailed = await mailedTo(db, earlier.issues, last, until);
    yield rows.map((row) => choose(row, mailed.get(row.id) ?? []));
    last = until;
  }
}

interface Earlier {
  /** Issues that hold one of the stories. */
  readonly issues: readonly number[];
  /** What each of their variants holds of them, as positions in this issue. */
  readonly positions: ReadonlyMap<number, readonly number[]>;
}

async function earlierMailings(db: Kysely<Schema>, stories: readonly IssueStory[]): Promise<Earlier> {
  const position = new Map(stories.map(({ slug }, i) => [slug, i]));
  const slugs = JSON.stringify([...position.keys()]);
  const { rows } = await sql<{ variant: number; issue: number; slug: Slug }>`select vs.variant, v.issue, vs.slug
    from variant_story vs join variant v on v.id = vs.variant
    where vs.slug in (select value from json_each(${slugs}))`.execute(db);
  const positions = new Map<number, number[]>();
  for (const row of rows) positions.set(row.variant, [...(positions.get(row.variant) ?? []), position.get(row.slug)!]);
  return { issues: [...new Set(rows.map((row) => row.issue))], positions };
}

/** Variants that reached, or may yet reach, each reader between `after` and `until`. */
async function mailedTo(
  db: Kysely<Schema>,
  issues: readonly number[],
  after: number,
  until: number,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const mailed = new Map<number, number[]>();
  for (const issue of issues) {
    const { rows } = await sql<{ reader: number; variant: number }>`select reader, variant from delivery
      where issue = ${issue} and reader > ${after} and reader <= ${until}
        and state not in ('failed', 'skipped')`.execute(db);
    for (const { reader, variant } of rows) mailed.set(reader, [...(mailed.get(reader) ?? []), variant]);
  }
  return mailed;
}

/** Readers with equal choices and equal pasts share one answer, so the sets are worked out once each. */
function chooser(
  stories: readonly IssueStory[],
  positions: ReadonlyMap<number, readonly number[]>,
): (row: Row, mailed: readonly number[]) => Match {
  const known = new Map<string, Chosen>();
  return (row, mailed) => {
    if (row.status !== "active") return { reader: row.id, excluded: row.status };
    if (row.suppressed === 1) return { reader: row.id, excluded: "suppressed" };
    const key = `${row.tags}\n${row.threads}\n${mailed.join()}`;
    let answer = known.get(key);
    if (answer === undefined)
      known.set(
        key,
        (answer = setOf(
          stories,
          row,
          mailed.flatMap((id) => positions.get(id) ?? []),
        )),
      );
    return { reader: row.id, ...answer };
  };
}

function setOf(stories: readonly IssueStory[], row: Row, mailed: readonly number[]): Chosen {
  const tags = JSON.parse(row.tags) as readonly TopicKey[];
  const threads = JSON.parse(row.threads) as readonly TopicKey[];
  const all = tags.length === 0 && threads.length === 0;
  const onTopic = [...stories.keys()].filter((i) => {
    const story = stories[i]!;
    return (
      all || story.tags.some((tag) => tags.includes(tag)) || (story.thread !== null && threads.includes(story.thread))
    );
  });
  const left = onTopic.filter((i) => !mailed.includes(i));
  if (left.length > 0) return { set: left.join() };
  return { excluded: onTopic.length > 0 ? "mailed" : "topics" };
}

/** The stories of a set, in the issue's order. */
export function storiesOf(set: string, stories: readonly IssueStory[]): readonly Slug[] {
  return set.split(",").map((i) => stories[Number(i)]!.slug);
}

/** What `freeze` would find, without a trace. */
export async function audienceOf(
  db: Kysely<Schema>,
  digest: string,
  stories: readonly IssueStory[],
): Promise<Audience> {
  const excluded = { pending: 0, paused: 0, left: 0, bounced: 0, complained: 0, suppressed: 0, topics: 0, mailed: 0 };
  const sets = new Map<string, number>();
  for await (const page of matchReaders(db, digest, stories)) {
    for (const match of page) {
      if ("excluded" in match) excluded[match.excluded]++;
      else sets.set(match.set, (sets.get(match.set) ?? 0) + 1);
    }
  }
  const variants = [...sets].map(([set, recipients]) => ({ stories: storiesOf(set, stories), recipients }));
  return { recipients: variants.reduce((sum, { recipients }) => sum + recipients, 0), variants, excluded };
}
