import { type Kysely, sql } from "kysely";
import type { DeliveryState, IssueId } from "../model.ts";
import type { Schema } from "./schema.ts";
import type { DeliveryRecord } from "./store.ts";

const pageSize = 1000;

/** Deliveries of an issue with what the last attempt said, in the order in which the readers came; in pages. */
export async function* listDeliveries(
  db: Kysely<Schema>,
  issue: IssueId,
  state?: DeliveryState,
): AsyncGenerator<DeliveryRecord> {
  let last = 0;
  for (;;) {
    const { rows } = await sql<
      DeliveryRecord & { id: number }
    >`select d.id, r.email, d.state, d.tries, d.at, a.code, a.text
      from delivery d
      left join reader r on r.id = d.reader
      left join attempt a on a.id = (select max(id) from attempt where delivery = d.id)
      where d.issue = (select id from issue where name = ${issue}) and d.id > ${last}
        and (${state ?? null} is null or d.state = ${state ?? null})
      order by d.id limit ${pageSize}`.execute(db);
    for (const { id: _, ...record } of rows) yield record;
    if (rows.length < pageSize) return;
    last = rows.at(-1)!.id;
  }
}
