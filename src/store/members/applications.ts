import { randomBytes } from "node:crypto";
import type { Transaction } from "kysely";
import { emailKey } from "../../base/email.ts";
import type { Application, Confirmation, Reception } from "../../base/membership.ts";
import type { Email, Instant, ReaderStatus, Subscription } from "../../model.ts";
import { findReader } from "../readers.ts";
import type { Schema } from "../schema.ts";
import type { Hash } from "../secret.ts";
import { replaceSubscriptions, subscribe } from "./choices.ts";
import { queueNote } from "./note-queue.ts";
import { foldForRate, mayAsk } from "./rates.ts";

/** After a hard bounce an address may be tried again once somebody there asks for it. */
const bounceRest = 90 * 24 * 3_600_000;

/** Limits come first and ask nothing about the reader, so whoever is refused learns nothing from it. */
export async function applyFor(
  tx: Transaction<Schema>,
  { email, choices, network, form, signed }: Application,
  hash: Hash,
  now: Instant,
): Promise<Reception> {
  const key = emailKey(email);
  const allowed = await mayAsk(tx, hash, { address: foldForRate(key), network, signed }, now);
  if (allowed !== "yes") return allowed;
  if (!(await mayBeMailed(tx, hash(key), now))) return "suppressed";
  const known = await findReader(tx, email);
  if (known !== null && known.status === "active" && choices.every((one) => has(known.subscriptions, one))) {
    const { link } = await tx.selectFrom("reader").select("link").where("id", "=", known.id).executeTakeFirstOrThrow();
    await queueNote(tx, { kind: "known", reader: known.id, subject: link, email: null }, now);
    return "mailed";
  }
  const reader = known?.id ?? (await insertPending(tx, { email, name: "", hash: hash(key) }, now));
  if (known === null || known.status === "pending") await replaceSubscriptions(tx, reader, choices, now);
  const subject = randomBytes(16).toString("base64url");
  await tx
    .insertInto("application")
    .values({ subject, reader, choices: JSON.stringify(choices), form, network, asked: now, confirmed: null })
    .execute();
  await queueNote(tx, { kind: "confirm", reader, subject, email: null }, now);
  return "mailed";
}

/** Complaints and "never again" hold until the editor says otherwise; who left may come back by their own word. */
async function mayBeMailed(tx: Transaction<Schema>, hash: string, now: Instant): Promise<boolean> {
  const row = await tx.selectFrom("suppression").select(["reason", "at"]).where("hash", "=", hash).executeTakeFirst();
  if (row === undefined || row.reason === "left" || row.reason === "erased") return true;
  return row.reason === "bounced" && row.at < now - bounceRest;
}

/** Whether they hold all that is wanted of its digest. */
export function has(subscriptions: readonly Subscription[], wanted: Subscription): boolean {
  const there = subscriptions.find(({ digest }) => digest === wanted.digest);
  if (there === undefined) return false;
  if (there.tags.length + there.threads.length === 0) return true;
  const all = wanted.tags.length + wanted.threads.length === 0;
  return (
    !all &&
    wanted.tags.every((tag) => there.tags.includes(tag)) &&
    wanted.threads.every((thread) => there.threads.includes(thread))
  );
}

export async function insertPending(
  tx: Transaction<Schema>,
  { email, name, hash }: { readonly email: Email; readonly name: string; readonly hash: string },
  now: Instant,
): Promise<number> {
  const link = randomBytes(16).toString("base64url");
  const row = { email, key: emailKey(email), name, status: "pending", link, hash, created: now };
  const { id } = await tx.insertInto("reader").values(row).returning("id").executeTakeFirstOrThrow();
  return id;
}

/**
 * Makes the applicant an active reader, and keeps when and how they agreed. A link clicked again after they left again brings
 * nobody back.
 */
export async function confirmApplication(
  tx: Transaction<Schema>,
  subject: string,
  now: Instant,
): Promise<Confirmation> {
  const row = await tx
    .selectFrom("application")
    .innerJoin("reader", "reader.id", "application.reader")
    .select(["reader.id", "reader.status", "reader.hash", "application.choices", "application.confirmed"])
    .where("application.subject", "=", subject)
    .executeTakeFirst();
  if (row === undefined) return "unknown";
  if (row.confirmed !== null) return "done";
  const choices = JSON.parse(row.choices) as readonly Subscription[];
  const status = row.status as ReaderStatus;
  if (status === "pending" || status === "left" || status === "bounced")
    await replaceSubscriptions(tx, row.id, choices, now);
  else for (const choice of choices) await subscribe(tx, row.id, choice);
  await tx.updateTable("application").set({ confirmed: now }).where("subject", "=", subject).execute();
  await makeActive(tx, row.id, row.hash);
  return "done";
}

/** Back by their own word: what they once said against it is void. */
export async function makeActive(tx: Transaction<Schema>, reader: number, hash: string): Promise<void> {
  await tx.updateTable("reader").set({ status: "active" }).where("id", "=", reader).execute();
  await tx.deleteFrom("pause").where("reader", "=", reader).execute();
  await tx.deleteFrom("suppression").where("hash", "=", hash).execute();
}
