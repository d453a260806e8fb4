import type { Config } from "../config/config.ts";
import { emailKey } from "../base/email.ts";
import type { Email } from "../model.ts";
import type { ReaderEntry, Store } from "../store/store.ts";
import { count } from "./count.ts";
import { renderPosted, sendNotes } from "./notes.ts";
import type { Outcome, Session } from "./session.ts";
import { skippedLines, withLeft } from "./skipped.ts";

/**
 * Mails confirmations instead of making readers: who does not press the button in theirs hears nothing more. `left`: addresses that a
 * file says to leave alone.
 */
export async function inviteReaders(
  session: Session,
  store: Store,
  config: Config,
  entries: readonly ReaderEntry[],
  left: readonly Email[] = [],
): Promise<Outcome> {
  const readers = [...Map.groupBy(entries, ({ email }) => emailKey(email)).values()].map((rows) => ({
    email: rows[0]!.email,
    name: rows.findLast(({ name }) => name !== "")?.name ?? "",
    choices: rows.flatMap(({ subscriptions }) => subscriptions),
  }));
  const { invited, unchanged, ...rest } = await store.members.invite(readers, `invitation ${config.language}`);
  const skipped = withLeft(rest.skipped, left);
  const posted = await sendNotes(session, store, config);
  const parts = [`${count(invited, "reader", "readers")} invited`];
  if (unchanged > 0) parts.push(`${unchanged} asked or subscribed already`);
  if (skipped.length > 0) parts.push(`${skipped.length} skipped`);
  const lines = [`${parts.join(", ")}.`, ...skippedLines(skipped), renderPosted(posted)];
  return {
    exit: 0,
    document: { ok: true, invited, unchanged, skipped, notes: posted },
    text: lines.filter((line) => line !== "").join("\n"),
    problems: [],
  };
}
