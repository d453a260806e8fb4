/** What earlier letters brought their readers, as far as it bears on the letters to be made. */
import { type Kysely, sql, type Transaction } from "kysely";
import type { Slug } from "../model.ts";
import { finishIssues } from "./issue-state.ts";
import type { Schema } from "./schema.ts";
import type { Correction, IssueContent } from "./store.ts";

/** A correction that was first told so long ago is told to nobody else: every digest has had three issues since. */
const toldFor = 90 * 24 * 3_600_000;

/** What a variant brought: stories by the version of each (null: unknown), and corrections told. */
export interface Brought {
  readonly stories: ReadonlyMap<Slug, string | null>;
  readonly corrections: ReadonlyMap<Slug, string>;
}

export interface Past {
  /** Issues with a variant that matters. */
  readonly issues: readonly number[];
  readonly brought: ReadonlyMap<number, Brought>;
}

interface Row {
  readonly variant: number;
  readonly issue: number;
  readonly slug: Slug;
  readonly version: string | null;
  readonly told: number;
}

/** Variants that hold one of the stories, or tell of a correction to one, whatever it was called then. */
export async function pastOf(
  db: Kysely<Schema>,
  slugs: ReadonlySet<Slug>,
  names: ReadonlyMap<Slug, Slug>,
): Promise<Past> {
  const former = [...names].flatMap(([old, now]) => (slugs.has(now) ? [old] : []));
  const list = JSON.stringify([...slugs, ...former]);
  const { rows } = await sql<Row>`
    select s.variant, v.issue, s.slug, s.version, 0 as told from variant_story s join variant v on v.id = s.variant
      where s.slug in (select value from json_each(${list}))
    union all
    select c.variant, v.issue, c.slug, c.version, 1 as told from variant_correction c join variant v on v.id = c.variant
      where c.slug in (select value from json_each(${list}))`.execute(db);
  const brought = new Map<number, { stories: Map<Slug, string | null>; corrections: Map<Slug, string> }>();
  for (const { variant, slug: then, version, told } of rows) {
    const slug = names.get(then) ?? then;
    const one = brought.get(variant) ?? { stories: new Map(), corrections: new Map() };
    brought.set(variant, one);
    if (told === 0) one.stories.set(slug, version);
    else one.corrections.set(slug, version ?? "");
  }
  return { issues: [...new Set(rows.map((row) => row.issue))], brought };
}

/** Of a delivery `d`: still to leave, for a digest that its reader has dropped meanwhile. It never will. */
export const isDropped = sql`(d.state in ('queued', 'deferred') and not exists (
  select 1 from issue i join subscription s on s.digest = i.digest where i.id = d.issue and s.reader = d.reader))`;

/** Gives up letters for dropped digests, so that what is frozen next may bring their stories: a reader who comes back gets none twice. */
export async function skipDropped(tx: Transaction<Schema>): Promise<void> {
  const { numAffectedRows = 0n } = await sql`update delivery as d set state = 'skipped' where ${isDropped}`.execute(tx);
  if (numAffectedRows > 0n) await finishIssues(tx);
}

/** Variants that reached, or may yet reach, each reader between `after` and `until`. */
export async function mailedTo(
  db: Kysely<Schema>,
  issues: readonly number[],
  after: number,
  until: number,
): Promise<Map<number, readonly number[]>> {
  const mailed = new Map<number, readonly number[]>();
  for (const issue of issues) {
    const { rows } = await sql<{ reader: number; variant: number }>`select d.reader, d.variant from delivery d
      where d.issue = ${issue} and d.reader > ${after} and d.reader <= ${until}
        and d.state not in ('failed', 'skipped') and not ${isDropped}`.execute(db);
    for (const { reader, variant } of rows) mailed.set(reader, [...(mailed.get(reader) ?? []), variant]);
  }
  return mailed;
}

/** The corrections that somebody who was mailed another version may not have heard of. */
export async function openCorrections(
  db: Kysely<Schema>,
  { corrections, names, made }: Pick<IssueContent, "corrections" | "names" | "made">,
): Promise<readonly Correction[]> {
  if (corrections.length === 0) return [];
  const versions = new Map(corrections.map(({ slug, version }) => [slug, version]));
  const former = [...names].flatMap(([old, now]) => {
    const version = versions.get(now);
    return version === undefined ? [] : [{ slug: old, version }];
  });
  const list = JSON.stringify([...corrections, ...former]);
  const { rows } = await sql<{ slug: Slug; mailed: number; told: number }>`select value ->> 'slug' as slug,
      exists (select 1 from variant_story s
        where s.slug = value ->> 'slug' and s.version <> value ->> 'version') as mailed,
      exists (select 1 from variant_correction c join variant v on v.id = c.variant join issue i on i.id = v.issue
        where c.slug = value ->> 'slug' and c.version = value ->> 'version' and i.made < ${made - toldFor}) as told
    from json_each(${list})`.execute(db);
  const having = (one: "mailed" | "told"): ReadonlySet<Slug> =>
    new Set(rows.filter((row) => row[one] === 1).map(({ slug }) => names.get(slug) ?? slug));
  const [mailed, told] = [having("mailed"), having("told")];
  return corrections.filter(({ slug }) => mailed.has(slug) && !told.has(slug));
}
