import { setImmediate as pause } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { Figures, Totals } from "../base/membership.ts";
import type { DeliveryState, Instant, IssueId } from "../model.ts";
import type { Schema } from "./schema.ts";

type Counts = Partial<Record<DeliveryState, number>>;

const hour = 3_600_000;
const nothing = { queued: 0, sending: 0, sent: 0, deferred: 0, failed: 0, unsure: 0, skipped: 0 };

/**
 * Counts issue by issue, letting go of the thread after each (10 ms for 20,000 readers; two million rows at once would be a second
 * without an answer for anybody). What is over changes by a late bounce at most, so it is counted once an hour.
 */
export function countTotals(db: Kysely<Schema>, clock: () => Instant): () => Promise<Totals> {
  const over = new Map<number, { readonly at: Instant; readonly counts: Counts }>();
  return async () => {
    const rows = await db.selectFrom("issue").select(["id", "name", "state"]).where("state", "!=", "empty").execute();
    const deliveries = { ...nothing };
    for (const { id, state } of rows) {
      const kept = over.get(id);
      const fresh = kept === undefined || clock() - kept.at > hour || !["done", "cancelled"].includes(state);
      const counts = fresh ? await countsOf(db, id) : kept.counts;
      if (fresh) over.set(id, { at: clock(), counts });
      for (const [each, n] of Object.entries(counts)) deliveries[each as DeliveryState] += n;
    }
    const latest = rows.toSorted((a, b) => b.id - a.id).slice(0, 5);
    return { issues: rows.length, latest: latest.map(({ name }) => name as IssueId), deliveries };
  };
}

const day = 24 * hour;

type LetterDays = Awaited<ReturnType<Figures["letterDays"]>>;

/** The last thirty days, one after the other; those before yesterday are counted once. */
export function countLetterDays(db: Kysely<Schema>, clock: () => Instant): Figures["letterDays"] {
  const over = new Map<Instant, LetterDays>();
  return async () => {
    const today = Math.floor(clock() / day) * day;
    const days: LetterDays[] = [];
    for (let from = today - 29 * day; from <= today; from += day) {
      const counted = over.get(from) ?? (await letterDay(db, from));
      // A delivery log that is settled later is settled within a day.
      if (from < today - day) over.set(from, counted);
      days.push(counted);
    }
    for (const from of over.keys()) if (from < today - 29 * day) over.delete(from);
    return days.flat();
  };
}

async function letterDay(db: Kysely<Schema>, from: Instant): Promise<LetterDays> {
  const { rows } = await sql<{ state: string; letters: number }>`select verdict as state, count(*) as letters
    from attempt where at >= ${from} and at < ${from + day} group by verdict order by verdict`.execute(db);
  await pause();
  const name = new Date(from).toISOString().slice(0, 10);
  return rows.map(({ state, letters }) => ({ day: name, state, letters }));
}

async function countsOf(db: Kysely<Schema>, issue: number): Promise<Counts> {
  const { rows } = await sql<{ state: DeliveryState; n: number }>`select state, count(*) as n from delivery
    where issue = ${issue} group by state`.execute(db);
  await pause();
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}
