import { hash } from "node:crypto";
import { verdictOn } from "../bounces/classify.ts";
import type { BounceClass, Failed, Verdict } from "../bounces/verdict.ts";
import type { Config } from "../config/config.ts";
import { messageIdOf } from "../deliver/message.ts";
import { parseEmail } from "../email.ts";
import type { Instant } from "../model.ts";
import { refusalOf } from "../refusal.ts";
import { findReturnPath, isOurs } from "../return-path.ts";
import { headerOf, readReturnedMail, type ReturnedMail } from "../returned-mail.ts";
import type { Consequence, Return, SentLetter } from "../returns.ts";
import type { Store } from "../store/store.ts";

/**
 * What was done about a mail. `ignored`: it asks for nothing (automatic replies, delays, no bounce at all). `unknown`: it is about
 * nobody we know. `unproven`: it came over the network and names no letter of ours by something that only its reader's servers know.
 */
export type Handled = Consequence | "ignored" | "unknown" | "unproven";

export interface Treatment {
  readonly class: BounceClass;
  readonly handled: Handled;
  /** Numbers, never addresses: this goes to logs. */
  readonly readers: readonly number[];
}

export interface BounceWork {
  readonly store: Pick<Store, "returns" | "readers" | "issues">;
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
interface Subject {
  readonly reader: number;
  readonly delivery: number | null;
}

/** Reads a mail and does what it asks for: the one place where a mail stops a reader or an issue. */
export async function treatMail(bytes: Uint8Array, work: BounceWork, envelope = ""): Promise<Treatment> {
  const mail = await readReturnedMail(bytes);
  const verdict = verdictOn(mail);
  const name = verdict.class;
  if (name === "none" || name === "auto-reply" || verdict.delayed)
    return { class: name, handled: "ignored", readers: [] };
  const found = await subjectsOf(mail, verdict, work, envelope);
  if (!Array.isArray(found)) return { class: name, handled: found, readers: [] };
  const done: Consequence[] = [];
  for (const { subject, class: its, status } of found) {
    const id = hash("sha256", `${mailId(mail, bytes)}\n${subject.reader}`, "base64url");
    done.push(await act({ id, class: its, ...subject, at: dateOf(mail, work.now), status }, work));
  }
  return { class: name, handled: done[0] ?? "unknown", readers: found.map(({ subject }) => subject.reader) };
}

interface Found {
  readonly subject: Subject;
  readonly class: Return["class"];
  readonly status: string | null;
}

async function subjectsOf(
  mail: ReturnedMail,
  verdict: Verdict,
  work: BounceWork,
  envelope: string,
): Promise<Found[] | "unknown" | "unproven"> {
  const [first] = verdict.recipients;
  const is = verdict.class === "complaint" ? "complaint" : (verdict.class as Return["class"]);
  const proven = (await byReturnPath(mail, work, envelope)) ?? (await byMessageId(verdict, work));
  if (proven === "forged") return "unproven";
  if (proven !== null) return [{ subject: proven, class: is, status: first?.status ?? null }];
  if (work.trust === "network") return "unproven";
  const found: Found[] = [];
  for (const one of verdict.recipients) {
    const subject = await byAddress([one.address, ...one.aliases], work);
    if (subject !== null) found.push({ subject, class: is === "complaint" ? is : one.class, status: one.status });
  }
  return found.length === 0 ? "unknown" : found;
}

/** The envelope's recipient, or the headers that keep it. A path of our form that we did not make is worse than none. */
async function byReturnPath(
  mail: ReturnedMail,
  { store, secrets }: BounceWork,
  envelope: string,
): Promise<Subject | "forged" | null> {
  const names = ["delivered-to", "x-original-to", "envelope-to", "to"];
  const path = [envelope, ...names.map((name) => headerOf(mail, name))].map(findReturnPath).find((one) => one !== null);
  if (path === undefined) return null;
  const letter = await store.returns.letter(path.delivery);
  return letter !== null && isOurs(path, letter.link, secrets) ? letter : "forged";
}

/** How many letters back a Message-ID is looked for: half a year of a daily digest. */
const lookBack = 200;

async function byMessageId(
  {
    messageId,
    recipients,
  }: Pick<Verdict, "messageId"> & { readonly recipients: readonly Pick<Failed, "address" | "aliases">[] },
  { store, config }: BounceWork,
): Promise<Subject | null> {
  const domain = config.from?.email?.replace(/^.*@/, "") ?? "";
  for (const address of recipients.flatMap((one) => [one.address, ...one.aliases])) {
    const email = parseEmail(address);
    if (email === undefined || messageId === null) continue;
    const letters = await store.returns.lettersTo(email, lookBack);
    const its = letters.find(({ issue, link }: SentLetter) => messageIdOf(issue, link, domain) === messageId);
    if (its !== undefined) return its;
  }
  return null;
}

async function byAddress(names: readonly string[], { store }: BounceWork): Promise<Subject | null> {
  for (const name of names) {
    const email = parseEmail(name);
    const reader = email === undefined ? null : await store.readers.find(email);
    if (reader !== null) return { reader: reader.id, delivery: null };
  }
  return null;
}

/** What a provider tells of one letter; its signature is the proof. */
export interface Told {
  readonly id: string;
  readonly class: Return["class"] | "failed";
  readonly email: string;
  readonly messageId: string;
  readonly at: Instant;
  readonly status: string | null;
  readonly diagnostic: string;
}

/** Does what a provider's event asks for. */
export async function treatEvent(told: Told, work: BounceWork): Promise<Treatment> {
  const { id, at, status, diagnostic } = told;
  const name = told.class === "failed" ? refusalOf(status, diagnostic) : told.class;
  const messageId = told.messageId === "" ? null : `<${told.messageId.replace(/^<|>$/g, "")}>`;
  const subject =
    (await byMessageId({ messageId, recipients: [{ address: told.email, aliases: [] }] }, work)) ??
    (await byAddress([told.email], work));
  const kind = name === "delivered" ? "none" : name;
  if (subject === null) return { class: kind, handled: "unknown", readers: [] };
  const { reader, delivery } = subject;
  const handled = await act({ id, class: name, reader, delivery, at: Math.min(at, work.now), status }, work);
  return { class: kind, handled, readers: [reader] };
}

/** Keeps what came back, and pauses its issue where that is due. */
async function act(what: Return, { store }: Pick<BounceWork, "store">): Promise<Consequence> {
  const { consequence, pause } = await store.returns.record(what);
  if (pause !== null) await store.issues.pause(pause.issue, pause.reason);
  return consequence;
}

function mailId(mail: ReturnedMail, bytes: Uint8Array): string {
  return headerOf(mail, "message-id") || hash("sha256", bytes, "base64url");
}

/** When it was written, so that a folder read late tells the same as one read daily; never in the future. */
function dateOf(mail: ReturnedMail, now: Instant): Instant {
  const written = Date.parse(headerOf(mail, "date"));
  return Number.isNaN(written) ? now : Math.min(written, now);
}
