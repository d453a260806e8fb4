import { type Kysely, sql } from "kysely";
import type { Instant } from "../model.ts";
import type { Schema } from "./schema.ts";

/** Rows that go in one commit: some 20 ms, which nobody who waits for the database notices. */
const pageSize = 10_000;

/**
 * Of issues that were over before `before`: the attempts of letters that were sent, and the compiled letters. Deliveries stay, and
 * so does every word about a letter that failed; an issue goes on telling who got it, who did not, and why. A kept letter is
 * also the mark of an issue that was not pruned yet, so a run with nothing to do costs one look-up.
 */
export async function pruneIssues(db: Kysely<Schema>, before: Instant): Promise<void> {
  const { rows } = await sql<{
    id: number;
  }>`select id from issue where state in ('done', 'cancelled') and frozen < ${before}
    and exists (select 1 from variant where issue = issue.id and letter is not null)`.execute(db);
  for (const { id } of rows) {
    for (let gone = pageSize; gone === pageSize;) gone = await dropAttempts(db, id);
    await db.updateTable("variant").set({ letter: null }).where("issue", "=", id).execute();
  }
}

async function dropAttempts(db: Kysely<Schema>, issue: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`delete from attempt where id in (
    select a.id from delivery d join attempt a on a.delivery = d.id
    where d.issue = ${issue} and d.state = 'sent' limit ${pageSize}) returning id`.execute(db);
  return rows.length;
}
