import { randomBytes } from "node:crypto";
import type { Transaction } from "kysely";
import { emailKey } from "../../base/email.ts";
import type { Invitation, Invitee } from "../../base/membership.ts";
import type { Email, Instant, ReaderStatus } from "../../model.ts";
import { findReader } from "../readers.ts";
import type { Schema } from "../schema.ts";
import type { Hash } from "../secret.ts";
import { has, insertPending } from "./applications.ts";
import { replaceSubscriptions } from "./choices.ts";
import { queueNote } from "./note-queue.ts";
import { mayHear } from "./rates.ts";

/**
 * Asks on an editor's word what a stranger asks through the form: the same confirmation, the same limit to one address, none to a
 * network. Who left, bounced or complained is not asked; who gets it all already, or was asked today, is left in peace.
 */
export async function invite(
  tx: Transaction<Schema>,
  invitees: readonly Invitee[],
  form: string,
  hash: Hash,
  now: Instant,
): Promise<Invitation> {
  const count = { invited: 0, unchanged: 0 };
  const skipped: { email: Email; status: ReaderStatus }[] = [];
  for (const invitee of invitees) {
    const status = await inviteOne(tx, invitee, form, hash, now);
    if (status === "invited" || status === "unchanged") count[status]++;
    else skipped.push({ email: invitee.email, status });
  }
  return { ...count, skipped };
}

async function inviteOne(
  tx: Transaction<Schema>,
  { email, name, choices }: Invitee,
  form: string,
  hash: Hash,
  now: Instant,
): Promise<"invited" | "unchanged" | ReaderStatus> {
  const key = emailKey(email);
  const known = await findReader(tx, email);
  const stopped = await stoppedAs(tx, known?.status, hash(key));
  if (stopped !== null) return stopped;
  const gets = known !== null && known.status !== "pending" ? known.subscriptions : [];
  if (choices.every((one) => has(gets, one)) || !(await mayHear(tx, hash, key, now))) return "unchanged";
  const reader = known?.id ?? (await insertPending(tx, { email, name, hash: hash(key) }, now));
  const waiting = known?.status === "pending" ? known.subscriptions : [];
  const wanted = [...waiting.filter(({ digest }) => !choices.some((one) => one.digest === digest)), ...choices];
  if (known === null || known.status === "pending") await replaceSubscriptions(tx, reader, wanted, now);
  const subject = randomBytes(16).toString("base64url");
  await tx
    .insertInto("application")
    .values({ subject, reader, choices: JSON.stringify(wanted), form, network: "editor", asked: now, confirmed: null })
    .execute();
  await queueNote(tx, { kind: "confirm", reader, subject, email: null }, now);
  return "invited";
}

async function stoppedAs(
  tx: Transaction<Schema>,
  status: ReaderStatus | undefined,
  hash: string,
): Promise<ReaderStatus | null> {
  const row = await tx.selectFrom("suppression").select("reason").where("hash", "=", hash).executeTakeFirst();
  if (row !== undefined) return row.reason === "bounced" || row.reason === "complained" ? row.reason : "left";
  return status === "left" || status === "bounced" || status === "complained" ? status : null;
}
