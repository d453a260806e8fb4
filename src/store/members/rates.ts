import { sql, type Transaction } from "kysely";
import type { Instant } from "../../model.ts";
import type { Schema } from "../schema.ts";
import type { Hash } from "../secret.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** Confirmations in a day that are never too many, however quiet the days before were. */
const quietDay = 1000;

interface Asked {
  /** The address as it is counted: case, plus tags and Gmail's dots folded. Stored only as a keyed hash. */
  readonly address: string;
  readonly network: string;
  readonly signed: boolean;
}

/**
 * Whether one more note may be sent because of a stranger, and if so counts it. To one address 1 in 24 hours and 3 in 30 days; from
 * one network 10 an hour (5 through forms that the service did not make itself); in all 5 times the median of the last week's
 * days: "full" means that strangers of all networks together have used that up. Kept in the database, so a restart forgets
 * nothing; refusals add no row, so a flood costs no space.
 */
export async function mayAsk(
  tx: Transaction<Schema>,
  hash: Hash,
  asked: Asked,
  now: Instant,
): Promise<"yes" | "limited" | "full"> {
  const address = hash(`rate address ${asked.address}`);
  const network = hash(`rate network ${asked.network}`);
  const within = async (key: string, span: number, most: number): Promise<boolean> =>
    (await countSince(tx, key, now - span)) < most;
  const alone =
    (await within(network, hour, asked.signed ? 10 : 5)) &&
    (await within(address, day, 1)) &&
    (await within(address, 30 * day, 3));
  if (!alone) return "limited";
  if (!(await within("all", day, await dailyCap(tx, now)))) return "full";
  for (const key of [address, network, "all"]) await tx.insertInto("rate").values({ key, at: now }).execute();
  await tx
    .deleteFrom("rate")
    .where("at", "<", now - 30 * day)
    .execute();
  return "yes";
}

/** The limit to one address alone: for those whom an editor invites. */
export async function mayHear(tx: Transaction<Schema>, hash: Hash, key: string, now: Instant): Promise<boolean> {
  const address = hash(`rate address ${foldForRate(key)}`);
  if ((await countSince(tx, address, now - day)) >= 1 || (await countSince(tx, address, now - 30 * day)) >= 3)
    return false;
  await tx.insertInto("rate").values({ key: address, at: now }).execute();
  return true;
}

async function countSince(tx: Transaction<Schema>, key: string, since: Instant): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from rate where key = ${key} and at > ${since}`.execute(tx);
  return rows[0]!.n;
}

async function dailyCap(tx: Transaction<Schema>, now: Instant): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from rate
    where key = 'all' and at > ${now - 8 * day} and at <= ${now - day} group by (${now} - at) / ${day}`.execute(tx);
  const days = [...rows.map(({ n }) => n), ...Array<number>(7).fill(0)].slice(0, 7).toSorted((a, b) => a - b);
  return Math.max(quietDay, 5 * days[3]!);
}

/** `Ada.Love+news@gmail.com` and `adalove@gmail.com` are one mailbox to a flood; to us they stay two readers. */
export function foldForRate(key: string): string {
  const [local = "", domain = ""] = key.split("@");
  const plain = local.replace(/\+.*$/, "");
  return `${/^(?:gmail|googlemail)\.com$/.test(domain) ? plain.replaceAll(".", "") : plain}@${domain}`;
}
