import { type Kysely, sql } from "kysely";
import type { FeedDay, Figures } from "../../base/membership.ts";
import type { Instant } from "../../model.ts";
import type { Schema } from "../schema.ts";
import { countLetterDays, countTotals } from "../totals.ts";

export function figuresOf(db: Kysely<Schema>, clock: () => Instant): Figures {
  return {
    totals: countTotals(db, clock),
    feedDays: async () => {
      const rows = await db.selectFrom("feed_day").selectAll().orderBy("day", "desc").limit(30).execute();
      return rows.toReversed();
    },
    keepFeedDay: async ({ day, requests, stated, pollers }: FeedDay) => {
      await sql`insert into feed_day (day, requests, stated, pollers) values (${day}, ${requests}, ${stated}, ${pollers})
        on conflict (day) do update set requests = max(requests, excluded.requests),
          stated = max(stated, excluded.stated), pollers = max(pollers, excluded.pollers)`.execute(db);
    },
    suppressed: async (since) => {
      const { rows } = await sql<{ reason: string; n: number }>`select reason, count(*) as n from suppression
        where at >= ${since} group by reason order by reason`.execute(db);
      return Object.fromEntries(rows.map(({ reason, n }) => [reason, n]));
    },
    letterDays: countLetterDays(db, clock),
  };
}
