import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Everything that the database knows of a reader, in words that need no explanation; times in ISO 8601. */
export async function memberData(db: Kysely<Schema>, link: string): Promise<object | null> {
  const reader = await db.selectFrom("reader").selectAll().where("link", "=", link).executeTakeFirst();
  if (reader === undefined) return null;
  const of = reader.id;
  const subscriptions = await db.selectFrom("subscription").selectAll().where("reader", "=", of).execute();
  const consents = await db.selectFrom("application").selectAll().where("reader", "=", of).orderBy("id").execute();
  const pause = await db.selectFrom("pause").select("until").where("reader", "=", of).executeTakeFirst();
  const letters = await db
    .selectFrom("delivery")
    .innerJoin("issue", "issue.id", "delivery.issue")
    .select(["issue.name", "issue.subject", "delivery.state", "delivery.at"])
    .where("delivery.reader", "=", of)
    .orderBy("delivery.id")
    .execute();
  return {
    email: reader.email,
    name: reader.name,
    status: reader.status,
    since: iso(reader.created),
    pausedUntil: iso(pause?.until ?? null),
    subscriptions: subscriptions.map(({ digest, tags, threads }) => ({
      digest,
      tags: JSON.parse(tags) as unknown,
      threads: JSON.parse(threads) as unknown,
    })),
    consents: consents.map(({ asked, confirmed, form, network, choices }) => ({
      asked: iso(asked),
      confirmed: iso(confirmed),
      form,
      network,
      choices: JSON.parse(choices) as unknown,
    })),
    letters: letters.map(({ name, subject, state, at }) => ({ issue: name, subject, state, at: iso(at) })),
  };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
