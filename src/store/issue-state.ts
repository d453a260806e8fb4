/**
 * An issue goes made → sending → done, aside to paused and back, or to cancelled; `empty` is where nothing was to be mailed.
 * Letters of which a byte may already have left are never touched by a person's pause or cancel: their end is recorded.
 */
import { type Kysely, sql, type Transaction } from "kysely";
import { fail } from "../errors.ts";
import type { IssueId } from "../model.ts";
import type { Schema } from "./schema.ts";
import type { IssueState } from "./store.ts";

export function pauseIssue(db: Kysely<Schema>, id: IssueId, reason: string): Promise<void> {
  return db.transaction().execute((tx) => stopIssue(tx, id, reason));
}

/** The same as a part of something larger. */
export function stopIssue(tx: Transaction<Schema>, id: IssueId, reason: string): Promise<void> {
  return change(tx, id, ["made", "sending", "paused"], async (issue) => {
    await tx.updateTable("issue").set({ state: "paused", reason }).where("id", "=", issue).execute();
    await giveBack(tx, issue, "queued");
  });
}

export function resumeIssue(db: Kysely<Schema>, id: IssueId): Promise<void> {
  return db.transaction().execute((tx) =>
    change(tx, id, ["made", "sending", "paused"], async (issue) => {
      await tx.updateTable("issue").set({ state: "sending", reason: null }).where("id", "=", issue).execute();
    }),
  );
}

export function cancelIssue(db: Kysely<Schema>, id: IssueId): Promise<void> {
  return db.transaction().execute((tx) =>
    change(tx, id, ["made", "sending", "paused", "cancelled"], async (issue) => {
      await tx.updateTable("issue").set({ state: "cancelled", reason: null }).where("id", "=", issue).execute();
      await giveBack(tx, issue, "skipped");
      await sql`update delivery set state = 'skipped', note = 'cancelled'
        where issue = ${issue} and state in ('queued', 'deferred')`.execute(tx);
    }),
  );
}

/** Claims that no byte of has left. */
async function giveBack(tx: Transaction<Schema>, issue: number, state: "queued" | "skipped"): Promise<void> {
  const note = state === "skipped" ? "cancelled" : null;
  await sql`update delivery set state = ${state}, note = ${note}
    where issue = ${issue} and state = 'sending' and intent = 0`.execute(tx);
}

async function change(
  tx: Transaction<Schema>,
  id: IssueId,
  from: readonly IssueState[],
  act: (issue: number) => Promise<void>,
): Promise<void> {
  const row = await tx.selectFrom("issue").select(["id", "state"]).where("name", "=", id).executeTakeFirst();
  if (row === undefined) fail("ISSUE_UNKNOWN", `there is no issue ${id}: \`courant issues\` lists them.`);
  if (!from.includes(row.state as IssueState))
    fail("ISSUE_STATE", `${id} is ${row.state}: nothing of it is left to send.`);
  await act(row.id);
}

/**
 * Issues with nothing left to try are done; but only when every delivery that was frozen is still accounted for. What came back
 * from the wire to a cancelled issue is skipped.
 */
export async function finishIssues(tx: Transaction<Schema>): Promise<void> {
  await sql`update delivery set state = 'skipped', note = 'cancelled' where state in ('queued', 'deferred')
    and issue in (select id from issue where state = 'cancelled')`.execute(tx);
  await sql`update issue set state = 'done' where ${nothingLeft}
    and recipients = (select count(*) from delivery d where d.issue = issue.id)`.execute(tx);
  await sql`update issue set state = 'paused', reason = 'the ledger does not add up: restore data/ from a backup'
    where ${nothingLeft}`.execute(tx);
}

/** Three look-ups rather than one list of states: each has a small index of its own. */
const nothingLeft = sql`state in ('made', 'sending')
  and not exists (select 1 from delivery d where d.issue = issue.id and d.state in ('queued', 'deferred'))
  and not exists (select 1 from delivery d where d.issue = issue.id and d.state = 'sending')
  and not exists (select 1 from delivery d where d.issue = issue.id and d.state = 'unsure')`;
