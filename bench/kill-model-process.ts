/**
 * Two usual ways of remembering who got a letter, as models of what they promise; they are nobody's product. The wire is
 * Courant's own, so that only the memory differs: `node kill-model-process.ts DESIGN FILE SMTP-URL CONNECTIONS`.
 *
 * - `mark`: a row a reader, marked as sent once the server has replied; nothing is written before.
 * - `cursor`: one number for the whole issue, moved on when a batch is fetched.
 */
import Database from "better-sqlite3";
import { smtpTransport } from "../src/deliver/smtp.ts";
import { claimOf, letterFor } from "../test/deliver/letter.ts";

interface Row {
  readonly id: number;
  readonly email: string;
}

const [design, file, url, connections] = process.argv.slice(2) as ["mark" | "cursor", string, string, string];
const batch = 1000;
const db = new Database(file, { timeout: 10_000 });
db.pragma("synchronous = NORMAL");
const unmarked = db.prepare<[number], Row>("select id, email from reader where sent = 0 order by id limit ?");
const beyond = db.prepare<[number], Row>(
  "select id, email from reader where id > (select last from cursor) order by id limit ?",
);
const advance = db.prepare<[number]>("update cursor set last = ?");
const mark = db.prepare<[number]>("update reader set sent = 1 where id = ?");

const transport = smtpTransport(url, "SMTP_URL", Number(connections));
process.send?.("publisher");
for (let rows = fetch(); rows.length > 0; rows = fetch()) {
  const left = rows.toReversed();
  await Promise.all(Array.from({ length: transport.concurrency }, () => lane(left)));
}
db.close();
process.disconnect?.();

function fetch(): readonly Row[] {
  if (design === "mark") return unmarked.all(batch);
  const rows = beyond.all(batch);
  if (rows.length > 0) advance.run(rows.at(-1)!.id);
  return rows;
}

async function lane(left: Row[]): Promise<void> {
  const session = transport.open()!;
  for (let row = left.pop(); row !== undefined; row = left.pop()) {
    const claim = claimOf(row.email);
    const { verdict } = await session.send(claim, letterFor(claim), async () => true);
    if (verdict === "sent" && design === "mark") mark.run(row.id);
  }
  await session.close();
}
