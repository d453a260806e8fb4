import { type Kysely, sql, type Transaction } from "kysely";
import type { Invitation, Member, Membership, Reception } from "../../base/membership.ts";
import type { Email, Instant, ReaderStatus } from "../../model.ts";
import { eraseReader } from "../erase.ts";
import { findReader } from "../readers.ts";
import type { Schema } from "../schema.ts";
import type { Hash } from "../secret.ts";
import { applyFor, confirmApplication, makeActive } from "./applications.ts";
import { replaceSubscriptions } from "./choices.ts";
import { invite } from "./invitations.ts";
import { memberData } from "./member-data.ts";
import { confirmMove, requestMove } from "./moves.ts";
import { queueNote } from "./note-queue.ts";
import { probe } from "./probe.ts";
import { tidyMembers } from "./tidy.ts";

const day = 24 * 3_600_000;
/** Invitations in one transaction: more would keep others, such as whoever unsubscribes, from the database for too long. */
const pageSize = 500;

export function membershipOf(db: Kysely<Schema>, hash: Hash, clock: () => Instant): Membership {
  const change = <T>(act: (tx: Transaction<Schema>, now: Instant) => Promise<T>): Promise<T> =>
    db.transaction().execute((tx) => act(tx, clock()));
  return {
    find: (link) => findMember(db, link),
    probe: () => change((tx, now) => probe(tx, hash, now)),
    apply: (application) => change((tx, now) => applyFor(tx, application, hash, now)),
    invite: async (invitees, form) => {
      const invitation = { invited: 0, unchanged: 0, skipped: [] as Invitation["skipped"] };
      for (let i = 0; i < invitees.length; i += pageSize) {
        const page = invitees.slice(i, i + pageSize);
        const { invited, unchanged, skipped } = await change((tx, now) => invite(tx, page, form, hash, now));
        invitation.invited += invited;
        invitation.unchanged += unchanged;
        invitation.skipped = [...invitation.skipped, ...skipped];
      }
      return invitation;
    },
    confirm: (subject) => change((tx, now) => confirmApplication(tx, subject, now)),
    leave: (link) => change((tx, now) => leave(tx, link, now)),
    choose: (link, choices) =>
      change(async (tx, now) => {
        const row = await rowOf(tx, link);
        if (row === undefined || row.status === "bounced" || row.status === "complained") return false;
        await replaceSubscriptions(tx, row.id, choices, now);
        if (row.status === "left" && choices.length > 0) await makeActive(tx, row.id, row.hash);
        return true;
      }),
    pause: (link, until) => change((tx) => pause(tx, link, until)),
    move: (link, email, network) =>
      change(async (tx, now) => {
        const row = await rowOf(tx, link);
        return row === undefined ? "suppressed" : requestMove(tx, row.id, email, network, hash, now);
      }),
    confirmMove: (subject) => change((tx, now) => confirmMove(tx, subject, hash, now)),
    remind: (link) => change((tx, now) => remind(tx, link, now)),
    data: (link) => memberData(db, link),
    erase: async (link) => {
      const row = await rowOf(db, link);
      return row !== undefined && eraseReader(db, row.email as Email, hash, clock());
    },
    tidy: () => change((tx, now) => tidyMembers(tx, now)),
  };
}

function rowOf(
  db: Kysely<Schema>,
  link: string,
): Promise<{ id: number; email: string; status: string; hash: string } | undefined> {
  return db.selectFrom("reader").select(["id", "email", "status", "hash"]).where("link", "=", link).executeTakeFirst();
}

async function findMember(db: Kysely<Schema>, link: string): Promise<Member | null> {
  const row = await rowOf(db, link);
  const reader = row === undefined ? null : await findReader(db, row.email as Email);
  if (reader === null) return null;
  const { rows } = await sql<{ until: number | null; sent: number | null; confirmed: number | null; created: number }>`
    select (select until from pause where reader = r.id) as until,
      (select max(at) from delivery where reader = r.id and state = 'sent') as sent,
      (select max(confirmed) from application where reader = r.id) as confirmed, r.created
    from reader r where r.id = ${reader.id}`.execute(db);
  const { until, sent, confirmed, created } = rows[0]!;
  return { reader, link, pausedUntil: until, linkSent: Math.max(sent ?? 0, confirmed ?? 0, created) };
}

async function leave(tx: Transaction<Schema>, link: string, now: Instant): Promise<number | null> {
  const row = await rowOf(tx, link);
  if (row === undefined) return null;
  const status = row.status as ReaderStatus;
  const reason = status === "pending" ? "refused" : status === "bounced" || status === "complained" ? status : "left";
  await tx
    .insertInto("suppression")
    .values({ hash: row.hash, reason, source: "reader", at: now })
    .onConflict((key) => key.column("hash").doNothing())
    .execute();
  if (reason === "refused") await tx.deleteFrom("reader").where("id", "=", row.id).execute();
  else await tx.updateTable("reader").set({ status: reason }).where("id", "=", row.id).execute();
  await tx.deleteFrom("pause").where("reader", "=", row.id).execute();
  await tx.deleteFrom("note").where("reader", "=", row.id).execute();
  return row.id;
}

async function pause(tx: Transaction<Schema>, link: string, until: Instant | null): Promise<boolean> {
  const row = await rowOf(tx, link);
  if (row === undefined || (row.status !== "active" && row.status !== "paused")) return false;
  await tx.deleteFrom("pause").where("reader", "=", row.id).execute();
  if (until !== null) await tx.insertInto("pause").values({ reader: row.id, until }).execute();
  await tx
    .updateTable("reader")
    .set({ status: until === null ? "active" : "paused" })
    .where("id", "=", row.id)
    .execute();
  return true;
}

/** Old links may be in many hands: one note a day, whoever asks however often. */
async function remind(tx: Transaction<Schema>, link: string, now: Instant): Promise<Reception> {
  const row = await rowOf(tx, link);
  if (row === undefined || row.status === "bounced" || row.status === "complained") return "suppressed";
  const last = await tx.selectFrom("reminder").select("at").where("reader", "=", row.id).executeTakeFirst();
  if (last !== undefined && last.at > now - day) return "limited";
  await tx
    .insertInto("reminder")
    .values({ reader: row.id, at: now })
    .onConflict((key) => key.column("reader").doUpdateSet({ at: now }))
    .execute();
  await queueNote(tx, { kind: "preferences", reader: row.id, subject: link, email: null }, now);
  return "mailed";
}
