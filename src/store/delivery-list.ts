import { type Kysely, sql } from "kysely";
import type { Phase } from "../base/ledger.ts";
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
    const { rows } = await sql<Row>`select d.id, r.email, d.state, d.tries, d.at, d.next, d.note,
        a.phase, a.code, a.enhanced, a.text, a.queue
      from delivery d
      left join reader r on r.id = d.reader
      left join attempt a on a.id = (select max(id) from attempt where delivery = d.id)
      where d.issue = (select id from issue where name = ${issue}) and d.id > ${last}
        and (${state ?? null} is null or d.state = ${state ?? null})
      order by d.id limit ${pageSize}`.execute(db);
    for (const row of rows) yield toRecord(row);
    if (rows.length < pageSize) return;
    last = rows.at(-1)!.id;
  }
}

interface Row {
  readonly id: number;
  readonly email: DeliveryRecord["email"];
  readonly state: DeliveryState;
  readonly tries: number;
  readonly at: DeliveryRecord["at"];
  readonly next: number;
  readonly note: string | null;
  readonly phase: Phase | null;
  readonly code: number | null;
  readonly enhanced: string | null;
  readonly text: string | null;
  readonly queue: string | null;
}

function toRecord({ email, state, tries, at, next, note, phase, code, enhanced, text, queue }: Row): DeliveryRecord {
  const why = state === "skipped" ? (whySkipped[note ?? ""] ?? text) : text;
  const again = state === "deferred" ? next : null;
  return { email, state, tries, at, next: again, code, text: why, enhanced, phase, queueId: queue };
}

/** What the notes of skipped deliveries say; the reader's status, most of them. */
const whySkipped: Readonly<Record<string, string>> = {
  cancelled: "the issue was cancelled",
  left: "left before it was sent",
  bounced: "bounced before it was sent",
  complained: "complained before it was sent",
  paused: "paused before it was sent",
  pending: "not confirmed",
  suppressed: "the address is suppressed",
  unsubscribed: "left the digest before it was sent",
  erased: "erased before it was sent",
};
