import { headerOf, type ReturnedMail } from "../base/returned-mail.ts";
import { type BounceWork, byReturnPath } from "./bounce-subject.ts";

/**
 * Unsubscribes the reader to whose letter's own address a mail came that asks for it, as `List-Unsubscribe` offers (RFC 2369 §3.2): a
 * person's mail with that one word as its subject. The address is as hard to guess as the link. Their number; null: no such mail.
 */
export async function leaveByMail(mail: ReturnedMail, work: BounceWork, envelope: string): Promise<number | null> {
  if (!/^\s*unsubscribe\s*$/i.test(headerOf(mail, "subject"))) return null;
  const letter = await byReturnPath(mail, work, envelope);
  return letter === null || letter === "forged" ? null : work.store.members.leave(letter.link);
}
