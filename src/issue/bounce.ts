import { hash } from "node:crypto";
import { verdictOn } from "../bounces/classify.ts";
import type { BounceClass, Failed } from "../bounces/verdict.ts";
import type { Instant } from "../model.ts";
import { refusalOf } from "../base/refusal.ts";
import { headerOf, readReturnedMail, type ReturnedMail } from "../base/returned-mail.ts";
import type { Consequence, FailureClass, Return } from "../base/returns.ts";
import { leaveByMail } from "./leave-by-mail.ts";
import { type BounceWork, byAddress, byMessageId, byQueueId, subjectsOf } from "./bounce-subject.ts";

/**
 * What was done about a mail. `left`: it asked to be unsubscribed. `ignored`: it asks for nothing (automatic replies, delays, no bounce at all). `unknown`: it is about
 * nobody we know. `unproven`: it came over the network and names no letter of ours by something that only its reader's servers know.
 */
export type Handled = Consequence | "left" | "ignored" | "unknown" | "unproven";

export interface Treatment {
  readonly class: BounceClass;
  /** The gravest of what was done. */
  readonly handled: Handled;
  /** Numbers, never addresses: these go to logs. */
  readonly readers: readonly number[];
}

/** The same with all that the mail says, for a person at a terminal: it holds addresses. */
export interface MailTreatment extends Treatment {
  readonly delayed: boolean;
  readonly evidence: string;
  /** Whom the mail names, and what was done about each. */
  readonly recipients: readonly {
    readonly address: string;
    readonly class: BounceClass;
    readonly status: string | null;
    readonly handled: Handled;
  }[];
}

/** Reads a mail and does what it asks for: the one place where a mail stops a reader or an issue. */
export async function treatMail(bytes: Uint8Array, work: BounceWork, envelope = ""): Promise<MailTreatment> {
  const mail = await readReturnedMail(bytes);
  const verdict = verdictOn(mail);
  const { class: name, delayed, evidence } = verdict;
  const all = (handled: Handled): MailTreatment["recipients"] =>
    verdict.recipients.map(({ address, class: its, status }) => {
      return { address, class: name === "complaint" ? name : its, status, handled };
    });
  const leave = (handled: Handled): MailTreatment => {
    return { class: name, handled, readers: [], delayed, evidence, recipients: all(handled) };
  };
  if (name === "none") {
    const left = await leaveByMail(mail, work, envelope);
    if (left !== null) return { ...leave("left"), readers: [left] };
  }
  if (name === "none" || name === "auto-reply" || delayed) return leave("ignored");
  const found = await subjectsOf(mail, verdict, work, envelope);
  if (!Array.isArray(found)) return leave(found);
  const done: Consequence[] = [];
  const named = new Map<Failed | null, Consequence>();
  for (const { subject, class: its, status, about } of found) {
    const id = hash("sha256", `${mailId(mail, bytes)}\n${subject.reader}`, "base64url");
    const consequence = await act({ id, class: its, ...subject, at: dateOf(mail, work.now), status }, work);
    done.push(consequence);
    named.set(about, consequence);
  }
  const recipients = all("unknown").map((one, i) => ({
    ...one,
    handled: named.get(verdict.recipients[i]!) ?? one.handled,
  }));
  const readers = found.map(({ subject }) => subject.reader);
  return { class: name, handled: gravest(done), readers, delayed, evidence, recipients };
}

function gravest(done: readonly Consequence[]): Consequence {
  const order: readonly Consequence[] = ["complained", "bounced", "counted", "noted", "repeated"];
  return order.find((one) => done.includes(one)) ?? "noted";
}

/** What a provider tells of one letter; its signature is the proof. */
export interface Told {
  readonly id: string;
  /** `otherwise`: what the server said decides, and where that says nothing, this. */
  readonly class: Return["class"] | { readonly otherwise: FailureClass };
  readonly email: string;
  readonly messageId: string;
  readonly queueId: string;
  readonly at: Instant;
  readonly status: string | null;
  readonly diagnostic: string;
}

/** Does what a provider's event asks for. */
export async function treatEvent(told: Told, work: BounceWork): Promise<Treatment> {
  const { id, at, status, diagnostic } = told;
  const name = typeof told.class === "string" ? told.class : refusalOf(status, diagnostic, "", told.class.otherwise);
  const messageId = told.messageId === "" ? null : `<${told.messageId.replace(/^<|>$/g, "")}>`;
  const subject =
    (await byMessageId({ messageId, recipients: [{ address: told.email, aliases: [] }] }, work)) ??
    (await byQueueId(told.queueId, told.email, work)) ??
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
