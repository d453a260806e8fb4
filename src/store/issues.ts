import { type Kysely, sql } from "kysely";
import type { Instant, IssueId, Letter, Slug } from "../model.ts";
import { audienceOf } from "./audience.ts";
import { listDeliveries } from "./delivery-list.ts";
import { coverStories, freezeIssue, startDigest } from "./freeze.ts";
import { cancelIssue, pauseIssue, resumeIssue } from "./issue-state.ts";
import { pruneIssues } from "./prune.ts";
import { reportsOf } from "./reports.ts";
import type { Schema } from "./schema.ts";
import type { DigestHistory, FrozenIssue, Issues, IssueStanding, IssueState, Variant } from "./store.ts";

export function issuesOf(db: Kysely<Schema>, clock: () => Instant): Issues {
  const report = async (id: IssueId): Promise<FrozenIssue["report"]> => (await reportsOf(db, { ids: [id] }))[0]!;
  return {
    history: (digest) => historyOf(db, digest),
    audience: (issues) => audienceOf(db, issues),
    freeze: async (issue) => {
      await freezeIssue(db, issue, clock());
      return (await findIssue(db, issue.id))!;
    },
    cover: (digest, slugs, at) =>
      db.transaction().execute(async (tx) => {
        await startDigest(tx, digest, at);
        await coverStories(tx, digest, slugs);
      }),
    keepLetter: async (variant, letter) => {
      const row = db.updateTable("variant").set({ letter: JSON.stringify(letter) });
      await row.where("id", "=", variant).where("letter", "is", null).execute();
    },
    letter: (variant) => letterOf(db, variant),
    find: (id) => findIssue(db, id),
    latest: async () => {
      const { rows } = await sql<{ frozen: number | null; tried: number | null }>`select
        (select max(frozen) from issue) as frozen, (select max(at) from attempt) as tried`.execute(db);
      const { frozen, tried } = rows[0]!;
      return frozen === null ? null : Math.max(frozen, tried ?? 0);
    },
    reports: (which) => reportsOf(db, which ?? {}),
    standings: async (ids) => {
      const { rows } = await sql<{ name: IssueId } & IssueStanding>`select name, state, reason from issue
        where name in (select value from json_each(${JSON.stringify(ids)}))`.execute(db);
      return new Map(rows.map(({ name, state, reason }) => [name, { state, reason }]));
    },
    readers: (id, state) => listDeliveries(db, id, state),
    prune: (before) => pruneIssues(db, before),
    pause: async (id, reason) => {
      await pauseIssue(db, id, reason);
      return report(id);
    },
    resume: async (id) => {
      await resumeIssue(db, id);
      return report(id);
    },
    cancel: async (id) => {
      await cancelIssue(db, id);
      return report(id);
    },
  };
}

async function historyOf(db: Kysely<Schema>, digest: string): Promise<DigestHistory> {
  const start = await db.selectFrom("digest").select("started").where("name", "=", digest).executeTakeFirst();
  const issues = await db.selectFrom("issue").select(["id", "name", "due"]).where("digest", "=", digest).execute();
  const told = await sql<{ issue: number; slug: Slug }>`select s.issue, s.slug from issue_story s
    join issue i on i.id = s.issue where i.digest = ${digest} order by s.issue, s.position`.execute(db);
  const byIssue = Map.groupBy(told.rows, (row) => row.issue);
  return {
    started: start?.started ?? null,
    lastDue: issues.length === 0 ? null : Math.max(...issues.map((issue) => issue.due)),
    issues: new Map(issues.map(({ id, name }) => [name as IssueId, (byIssue.get(id) ?? []).map((row) => row.slug)])),
    covered: await slugsIn(db, "covered", digest),
    waiting: await slugsIn(db, "waiting", digest),
  };
}

async function slugsIn(db: Kysely<Schema>, table: "covered" | "waiting", digest: string): Promise<ReadonlySet<Slug>> {
  const rows = await db.selectFrom(table).select("slug").where("digest", "=", digest).execute();
  return new Set(rows.map((row) => row.slug as Slug));
}

async function findIssue(db: Kysely<Schema>, id: IssueId): Promise<FrozenIssue | null> {
  const row = await db.selectFrom("issue").selectAll().where("name", "=", id).executeTakeFirst();
  if (row === undefined) return null;
  return {
    id,
    state: row.state as IssueState,
    reason: row.reason,
    due: row.due,
    made: row.made,
    report: (await reportsOf(db, { ids: [id] }))[0]!,
    variants: await variantsOf(db, row.id),
  };
}

async function letterOf(db: Kysely<Schema>, variant: number): Promise<Letter | null> {
  const row = await db.selectFrom("variant").select("letter").where("id", "=", variant).executeTakeFirst();
  return row?.letter == null ? null : (JSON.parse(row.letter) as Letter);
}

async function variantsOf(db: Kysely<Schema>, issue: number): Promise<readonly Variant[]> {
  const variants = await db.selectFrom("variant").selectAll().where("issue", "=", issue).orderBy("id").execute();
  const stories = await sql<{ variant: number; slug: Slug }>`select s.variant, s.slug from variant_story s
    join variant v on v.id = s.variant where v.issue = ${issue} order by s.variant, s.position`.execute(db);
  const told = await sql<{ variant: number; slug: Slug }>`select c.variant, c.slug from variant_correction c
    join variant v on v.id = c.variant where v.issue = ${issue} order by c.variant, c.position`.execute(db);
  const byVariant = Map.groupBy(stories.rows, (row) => row.variant);
  const toldBy = Map.groupBy(told.rows, (row) => row.variant);
  return variants.map(({ id, recipients, letter }) => ({
    id,
    stories: (byVariant.get(id) ?? []).map((row) => row.slug),
    corrections: (toldBy.get(id) ?? []).map((row) => row.slug),
    recipients,
    letter: letter === null ? null : (JSON.parse(letter) as Letter),
  }));
}
