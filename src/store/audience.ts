/** Who gets which stories of an issue. Read in pages of readers, so a million of them cost no more memory than a thousand. */
import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { ReaderStatus, Slug } from "../model.ts";
import { chooserFor, type Chosen, type LetterContent } from "./choose-letter.ts";
import { owedTo } from "./owed.ts";
import { type Brought, mailedTo, openCorrections, pastOf } from "./past.ts";
import type { Schema } from "./schema.ts";
import type { Audience, IssueContent, LetterSet } from "./store.ts";

/** Larger pages are no faster, and 5,000 cost 100 MiB more at a million readers. */
const pageSize = 1000;

/** A subscriber of the digest: the letter they get, or why they get nothing. */
export interface Match {
  readonly reader: number;
  readonly chosen: Chosen;
}

/** A subscription as the tables have it. */
export interface SubscriberRow {
  readonly id: number;
  readonly status: ReaderStatus;
  readonly tags: string;
  readonly threads: string;
  readonly suppressed: number;
}

/**
 * Every subscriber of each issue's digest, in pages; a page has one list an issue. The issues are taken to be made one after
 * another: what an earlier one brings a reader, a later one does not bring again.
 */
export async function* matchReaders(
  db: Kysely<Schema>,
  issues: readonly IssueContent[],
): AsyncGenerator<readonly (readonly Match[])[]> {
  const [first] = issues;
  if (first === undefined) return;
  const corrections = await openCorrections(db, first);
  const slugs = new Set<Slug>([...issues.flatMap(({ stories }) => stories), ...corrections].map(({ slug }) => slug));
  const past = await pastOf(db, slugs, first.names);
  const brought = new Map<number, Brought>(past.brought);
  const choosers = issues.map((issue) => chooserFor({ ...issue, corrections }, brought));
  let after = 0;
  for (;;) {
    const until = await lastOfPage(db, after);
    if (until === null) return;
    const mailed = await mailedTo(db, past.issues, after, until);
    const owed = await owedTo(db, first, after, until);
    const page: (readonly Match[])[] = [];
    for (const [i, issue] of issues.entries()) {
      const matches = (await subscribersOf(db, issue.digest, after, until)).map((row) => {
        const chosen = choosers[i]!(row, mailed.get(row.id) ?? [], owed.get(row.id) ?? []);
        if ("letter" in chosen) mailed.set(row.id, [...(mailed.get(row.id) ?? []), chosen.id]);
        return { reader: row.id, chosen };
      });
      page.push(matches);
    }
    yield page;
    after = until;
  }
}

async function lastOfPage(db: Kysely<Schema>, after: number): Promise<number | null> {
  const { rows } = await sql<{ until: number | null }>`select max(id) as until from
    (select id from reader where id > ${after} order by id limit ${pageSize})`.execute(db);
  return rows[0]!.until;
}

async function subscribersOf(
  db: Kysely<Schema>,
  digest: string,
  after: number,
  until: number,
): Promise<readonly SubscriberRow[]> {
  const { rows } = await sql<SubscriberRow>`select r.id, r.status, s.tags, s.threads,
      exists (select 1 from suppression where suppression.hash = r.hash) as suppressed
    from subscription s join reader r on r.id = s.reader
    where s.digest = ${digest} and s.reader > ${after} and s.reader <= ${until} order by s.reader`.execute(db);
  return rows;
}

/** What `freeze` of the issues would find, without a trace. */
export async function audienceOf(db: Kysely<Schema>, issues: readonly IssueContent[]): Promise<readonly Audience[]> {
  const counts = issues.map(() => ({
    excluded: { pending: 0, paused: 0, left: 0, bounced: 0, complained: 0, suppressed: 0, topics: 0, mailed: 0 },
    letters: new Map<string, Audience["variants"][number]>(),
    print: createHash("sha256"),
  }));
  for await (const page of matchReaders(db, issues)) {
    for (const [i, matches] of page.entries()) {
      const { excluded, letters, print } = counts[i]!;
      for (const { reader, chosen } of matches) {
        if ("excluded" in chosen) excluded[chosen.excluded]++;
        else {
          const one = letters.get(chosen.key) ?? { ...slugsOf(chosen.letter), recipients: 0 };
          letters.set(chosen.key, { ...one, recipients: one.recipients + 1 });
          print.update(`${reader} ${chosen.key}\n`);
        }
      }
    }
  }
  return counts.map(({ excluded, letters, print }) => {
    const variants = [...letters.values()];
    const recipients = variants.reduce((sum, one) => sum + one.recipients, 0);
    return { recipients, variants, fingerprint: print.digest("base64url"), excluded };
  });
}

function slugsOf({ stories, corrections }: LetterContent): LetterSet {
  return { stories: stories.map(({ slug }) => slug), corrections: corrections.map(({ slug }) => slug) };
}
