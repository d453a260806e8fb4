/** What earlier letters brought their readers, as far as it bears on the letters to be made. */
import { type Kysely, sql } from "kysely";
import type { Instant, Slug } from "../model.ts";
import type { Schema } from "./schema.ts";
import type { Correction } from "./store.ts";

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

/** Variants that hold one of the stories, or tell of a correction to one. */
export async function pastOf(db: Kysely<Schema>, slugs: readonly Slug[]): Promise<Past> {
  const list = JSON.stringify(slugs);
  const { rows } = await sql<Row>`
    select s.variant, v.issue, s.slug, s.version, 0 as told from variant_story s join variant v on v.id = s.variant
      where s.slug in (select value from json_each(${list}))
    union all
    select c.variant, v.issue, c.slug, c.version, 1 as told from variant_correction c join variant v on v.id = c.variant
      where c.slug in (select value from json_each(${list}))`.execute(db);
  const brought = new Map<number, { stories: Map<Slug, string | null>; corrections: Map<Slug, string> }>();
  for (const { variant, slug, version, told } of rows) {
    const one = brought.get(variant) ?? { stories: new Map(), corrections: new Map() };
    brought.set(variant, one);
    if (told === 0) one.stories.set(slug, version);
    else one.corrections.set(slug, version ?? "");
  }
  return { issues: [...new Set(rows.map((row) => row.issue))], brought };
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
    const { rows } = await sql<{ reader: number; variant: number }>`select reader, variant from delivery
      where issue = ${issue} and reader > ${after} and reader <= ${until}
        and state not in ('failed', 'skipped')`.execute(db);
    for (const { reader, variant } of rows) mailed.set(reader, [...(mailed.get(reader) ?? []), variant]);
  }
  return mailed;
}

/** The corrections that somebody who was mailed another version may not have heard of. */
export async function openCorrections(
  db: Kysely<Schema>,
  corrections: readonly Correction[],
  now: Instant,
): Promise<readonly Correction[]> {
  if (corrections.length === 0) return [];
  const list = JSON.stringify(corrections);
  const { rows } = await sql<{ slug: Slug }>`select value ->> 'slug' as slug from json_each(${list})
    where exists (select 1 from variant_story s where s.slug = value ->> 'slug' and s.version <> value ->> 'version')
      and not exists (select 1 from variant_correction c join variant v on v.id = c.variant join issue i on i.id = v.issue
        where c.slug = value ->> 'slug' and c.version = value ->> 'version' and i.made < ${now - toldFor})`.execute(db);
  const open = new Set(rows.map((row) => row.slug));
  return corrections.filter(({ slug }) => open.has(slug));
}
