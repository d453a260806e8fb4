/**
 * The schema, one step a version. A step that has been released is never edited: a change is a new step.
 * Plain SQL that both SQLite and Postgres read, but for the identity columns.
 */
import { type Kysely, sql } from "kysely";
import { fail } from "../errors.ts";
import type { Schema } from "./schema.ts";

const steps: readonly (readonly string[])[] = [
  [
    `create table publisher (id integer primary key check (id = 1), fence integer not null, pid integer)`,
    `insert into publisher (id, fence) values (1, 0)`,
    `create table reader (
       id integer primary key, email text not null, key text not null unique, name text not null, status text not null,
       link text not null unique, hash text not null, created integer not null)`,
    `create table subscription (
       digest text not null, reader integer not null references reader (id) on delete cascade,
       tags text not null, threads text not null, primary key (digest, reader)) without rowid`,
    `create index subscription_reader on subscription (reader)`,
    `create table suppression (
       hash text primary key, reason text not null, source text not null, at integer not null) without rowid`,
    `create table digest (name text primary key, started integer not null) without rowid`,
    `create table covered (digest text not null, slug text not null, primary key (digest, slug)) without rowid`,
    `create table waiting (digest text not null, slug text not null, primary key (digest, slug)) without rowid`,
    `create table issue (
       id integer primary key, name text not null unique, digest text not null, period text not null,
       due integer not null, made integer not null, frozen integer not null, subject text not null,
       state text not null, reason text, recipients integer not null)`,
    `create table issue_story (
       issue integer not null references issue (id), position integer not null, slug text not null,
       primary key (issue, position)) without rowid`,
    `create table variant (
       id integer primary key, issue integer not null references issue (id), recipients integer not null, letter text)`,
    `create index variant_issue on variant (issue)`,
    `create table variant_story (
       variant integer not null references variant (id), position integer not null, slug text not null,
       primary key (variant, position)) without rowid`,
    `create index variant_story_slug on variant_story (slug)`,
    // One row for (issue, reader), ever: the unique key is what makes a second letter impossible.
    `create table delivery (
       id integer primary key, issue integer not null references issue (id), reader integer not null,
       variant integer not null references variant (id), state text not null,
       intent integer not null default 0, tries integer not null default 0, doubts integer not null default 0,
       next integer not null default 0, at integer, unique (issue, reader))`,
    // Partial, so that it shrinks as letters leave: a claim costs the same at the first and at the millionth.
    `create index delivery_open on delivery (issue, next) where state in ('queued', 'deferred')`,
    `create index delivery_claimed on delivery (issue) where state = 'sending'`,
    `create index delivery_unsure on delivery (issue) where state = 'unsure'`,
    `create table attempt (
       id integer primary key, delivery integer not null references delivery (id), at integer not null,
       verdict text not null, phase text not null, code integer, enhanced text, text text not null, queue text)`,
    `create index attempt_delivery on attempt (delivery)`,
  ],
  // What readers do for themselves through the service.
  [
    `create table application (
       id integer primary key, subject text not null unique, reader integer not null references reader (id) on delete cascade,
       choices text not null, form text not null, network text not null, asked integer not null, confirmed integer)`,
    `create index application_reader on application (reader)`,
    `create table pause (
       reader integer primary key references reader (id) on delete cascade, until integer not null)`,
    `create table move (
       reader integer primary key references reader (id) on delete cascade, subject text not null unique,
       email text not null, asked integer not null)`,
    `create table reminder (
       reader integer primary key references reader (id) on delete cascade, at integer not null)`,
    `create table note (
       id integer primary key, kind text not null, reader integer not null references reader (id) on delete cascade,
       subject text not null, email text, asked integer not null, next integer not null, tries integer not null)`,
    `create index note_next on note (next)`,
    `create index note_reader on note (reader)`,
    `create table rate (id integer primary key, key text not null, at integer not null)`,
    `create index rate_key on rate (key, at)`,
    `create index rate_at on rate (at)`,
    `create index attempt_at on attempt (at)`,
    `create index delivery_reader on delivery (reader)`,
    `create table feed_day (
       day text primary key, requests integer not null, stated integer not null, pollers integer not null) without rowid`,
  ],
  // Which corrections readers know of, and what a digest that they dropped still owed them.
  [
    `alter table variant_story add column version text`,
    `create table variant_correction (
       variant integer not null references variant (id), position integer not null, slug text not null, version text not null,
       primary key (variant, position)) without rowid`,
    `create index variant_correction_slug on variant_correction (slug)`,
    `create table former (
       reader integer not null references reader (id) on delete cascade, digest text not null, tags text not null,
       threads text not null, last integer not null, ended integer not null, primary key (reader, digest)) without rowid`,
    `create index former_ended on former (ended)`,
  ],
  // What came back of letters.
  [
    `create table bounce (
       id text primary key, reader integer not null references reader (id) on delete cascade, delivery integer,
       class text not null, at integer not null, status text) without rowid`,
    `create index bounce_reader on bounce (reader, class, at)`,
    `create index bounce_delivery on bounce (delivery)`,
  ],
  // A publisher's pulse; why a letter was skipped; whether a person went on with an issue that servers had refused.
  [
    `alter table publisher add column beat integer not null default 0`,
    `alter table publisher add column seized integer not null default 0`,
    `alter table delivery add column note text`,
    `alter table issue add column refused integer not null default 0`,
  ],
  // Letters that leave in one request to a provider, which must be made again from the same ones.
  [`alter table delivery add column batch integer not null default 0`],
];

/** Brings the database to this version, in one transaction; STORE_NEWER where it is past it. */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`create table if not exists meta (key text primary key, value text not null)`.execute(tx);
    const row = await tx.selectFrom("meta").select("value").where("key", "=", "schema").executeTakeFirst();
    const version = Number(row?.value ?? 0);
    if (version > steps.length) {
      fail("STORE_NEWER", `the database has version ${version}, this Courant knows ${steps.length}: update Courant.`);
    }
    for (const step of steps.slice(version)) for (const statement of step) await sql.raw(statement).execute(tx);
    const value = String(steps.length);
    if (version < steps.length) {
      await sql`insert into meta (key, value) values ('schema', ${value})
        on conflict (key) do update set value = excluded.value`.execute(tx);
    }
  });
}
