import { randomBytes } from "node:crypto";
import type { Transaction } from "kysely";
import { emailKey } from "../../base/email.ts";
import type { Confirmation, Reception } from "../../base/membership.ts";
import type { Email, Instant } from "../../model.ts";
import type { Schema } from "../schema.ts";
import type { Hash } from "../secret.ts";
import { queueNote } from "./note-queue.ts";
import { foldForRate, mayAsk } from "./rates.ts";

/** Asks at the new address. An address that must not be mailed, or is a reader's already, hears nothing; the asker cannot tell. */
export async function requestMove(
  tx: Transaction<Schema>,
  reader: number,
  email: Email,
  network: string,
  hash: Hash,
  now: Instant,
): Promise<Reception> {
  const key = emailKey(email);
  const allowed = await mayAsk(tx, hash, { address: foldForRate(key), network, signed: true }, now);
  if (allowed !== "yes") return allowed;
  const suppressed = await tx.selectFrom("suppression").select("hash").where("hash", "=", hash(key)).executeTakeFirst();
  const taken = await tx.selectFrom("reader").select("id").where("key", "=", key).executeTakeFirst();
  if (suppressed !== undefined || taken !== undefined) return "suppressed";
  const subject = randomBytes(16).toString("base64url");
  await tx.deleteFrom("move").where("reader", "=", reader).execute();
  await tx.insertInto("move").values({ subject, reader, email, asked: now }).execute();
  await queueNote(tx, { kind: "address", reader, subject, email }, now);
  return "mailed";
}

/** The old address is told, in case it was not its owner who asked. */
export async function confirmMove(
  tx: Transaction<Schema>,
  subject: string,
  hash: Hash,
  now: Instant,
): Promise<Confirmation> {
  const row = await tx
    .selectFrom("move")
    .innerJoin("reader", "reader.id", "move.reader")
    .select(["reader.id", "reader.email as old", "reader.link", "move.email"])
    .where("move.subject", "=", subject)
    .executeTakeFirst();
  if (row === undefined) return "unknown";
  const email = row.email as Email;
  const key = emailKey(email);
  const other = await tx.selectFrom("reader").select("id").where("key", "=", key).executeTakeFirst();
  if (other?.id === row.id) return "done";
  if (other !== undefined) return "taken";
  await tx
    .updateTable("reader")
    .set({ email, key, hash: hash(key) })
    .where("id", "=", row.id)
    .execute();
  await queueNote(tx, { kind: "moved", reader: row.id, subject: row.link, email: row.old as Email }, now);
  return "done";
}
