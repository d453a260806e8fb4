import type { Failed, Verdict } from "../bounces/verdict.ts";
import type { Config } from "../config/config.ts";
import { letterKey } from "../deliver/evidence/evidence.ts";
import { messageIdOf } from "../deliver/message.ts";
import { parseEmail } from "../base/email.ts";
import type { Instant } from "../model.ts";
import { findReturnPath, isOurs } from "../base/return-path.ts";
import { headerOf, type ReturnedMail } from "../base/returned-mail.ts";
import type { Return, SentLetter } from "../base/returns.ts";
import type { Store } from "../store/store.ts";

export interface BounceWork {
  readonly store: Pick<Store, "returns" | "readers" | "issues" | "members">;
  readonly config: Pick<Config, "from">;
  /** The one that signs return paths first, then the ones before it. */
  readonly secrets: readonly string[];
  readonly now: Instant;
  /**
   * Who vouches for the mail. An editor's file may name a reader by address alone; what anybody could have sent must hold a return
   * path or Message-ID of ours.
   */
  readonly trust: "editor" | "network";
}

/** Whom a mail is about, and which letter, as far as it tells. */
export interface Subject {
  readonly reader: number;
  readonly delivery: number | null;
}

export interface Found {
  readonly subject: Subject;
  readonly class: Return["class"];
  readonly status: string | null;
  /** Null: a return path or Message-ID tells whom the mail is about, and the mail names nobody. */
  readonly about: Failed | null;
}

/** Whom the mail is about: its return path first, then the letter's own Message-ID, and an address only where an editor vouches. */
export async function subjectsOf(
  mail: ReturnedMail,
  verdict: Verdict,
  work: BounceWork,
  envelope: string,
): Promise<Found[] | "unknown" | "unproven"> {
  const [first] = verdict.recipients;
  const is = verdict.class === "complaint" ? "complaint" : (verdict.class as Return["class"]);
  const proven = (await byReturnPath(mail, work, envelope)) ?? (await byMessageId(verdict, work));
  if (proven === "forged") return "unproven";
  if (proven !== null) return [{ subject: proven, class: is, status: first?.status ?? null, about: first ?? null }];
  if (work.trust === "network") return "unproven";
  const found: Found[] = [];
  for (const one of verdict.recipients) {
    const subject = await byAddress([one.address, ...one.aliases], work);
    if (subject === null) continue;
    found.push({ subject, class: is === "complaint" ? is : one.class, status: one.status, about: one });
  }
  return found.length === 0 ? "unknown" : found;
}

/** Whether an address of an envelope is a return path that we made, for a letter that we still know. */
export async function isReturnPath(address: string, { store, secrets }: BounceWork): Promise<boolean> {
  const path = findReturnPath(address);
  const letter = path === null ? null : await store.returns.letter(path.delivery);
  return letter !== null && isOurs(path!, letter.link, secrets);
}

/** The envelope's recipient, or the headers that keep it. A path of our form that we did not make is worse than none. */
export async function byReturnPath(
  mail: ReturnedMail,
  { store, secrets }: BounceWork,
  envelope: string,
): Promise<SentLetter | "forged" | null> {
  const names = ["delivered-to", "x-original-to", "envelope-to", "to"];
  const path = [envelope, ...names.map((name) => headerOf(mail, name))].map(findReturnPath).find((one) => one !== null);
  if (path === undefined) return null;
  const letter = await store.returns.letter(path.delivery);
  return letter !== null && isOurs(path, letter.link, secrets) ? letter : "forged";
}

/** How many letters back a Message-ID is looked for: half a year of a daily digest. */
const lookBack = 200;

export async function byMessageId(
  {
    messageId,
    recipients,
  }: Pick<Verdict, "messageId"> & { readonly recipients: readonly Pick<Failed, "address" | "aliases">[] },
  { store, config }: BounceWork,
): Promise<Subject | null> {
  const domain = config.from?.email?.replace(/^.*@/, "") ?? "";
  const key = letterKey(messageId ?? "");
  for (const address of recipients.flatMap((one) => [one.address, ...one.aliases])) {
    const email = parseEmail(address);
    if (email === undefined || key === "") continue;
    const letters = await store.returns.lettersTo(email, lookBack);
    const its = letters.find(({ issue, link }: SentLetter) => letterKey(messageIdOf(issue, link, domain)) === key);
    if (its !== undefined) return its;
  }
  return null;
}

/** By the name that a provider gave the letter when it took it. */
export async function byQueueId(queueId: string, address: string, { store }: BounceWork): Promise<Subject | null> {
  const email = parseEmail(address);
  return email === undefined || queueId === "" ? null : store.returns.queuedAs(email, queueId);
}

export async function byAddress(names: readonly string[], { store }: BounceWork): Promise<Subject | null> {
  for (const name of names) {
    const email = parseEmail(name);
    const reader = email === undefined ? null : await store.readers.find(email);
    if (reader !== null) return { reader: reader.id, delivery: null };
  }
  return null;
}
