import { type Kysely, sql, type Transaction } from "kysely";
import type { Note, NoteKind, Notes } from "../../base/membership.ts";
import type { Email, Instant } from "../../model.ts";
import type { Schema } from "../schema.ts";

const lease = 10 * 60_000;
/** After a day nobody waits for it any more. */
const useful = 24 * 3_600_000;

interface Queued {
  readonly kind: NoteKind;
  readonly reader: number;
  readonly subject: string;
  /** Null: the reader's own address. */
  readonly email: Email | null;
}

export async function queueNote(tx: Transaction<Schema>, note: Queued, now: Instant): Promise<void> {
  await tx
    .insertInto("note")
    .values({ ...note, asked: now, next: now, tries: 0 })
    .execute();
}

export function notesOf(db: Kysely<Schema>, clock: () => Instant): Notes {
  return {
    due: async () => {
      const { rows } = await sql<{
        due: number;
      }>`select exists (select 1 from note where next <= ${clock()}) as due`.execute(db);
      return rows[0]!.due === 1;
    },
    claim: async (most) => {
      const now = clock();
      await sql`delete from note where asked < ${now - useful}`.execute(db);
      const { rows } = await sql<Note>`update note set next = ${now + lease}, tries = tries + 1
        where id in (select id from note where next <= ${now} order by id limit ${most})
        returning id, kind, subject, asked, tries, reader,
          coalesce(email, (select r.email from reader r where r.id = note.reader)) as email,
          (select r.link from reader r where r.id = note.reader) as link`.execute(db);
      return rows;
    },
    done: async (id) => void (await db.deleteFrom("note").where("id", "=", id).execute()),
    defer: async (id, next) => void (await db.updateTable("note").set({ next }).where("id", "=", id).execute()),
  };
}
