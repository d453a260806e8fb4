import { hash } from "node:crypto";
import type { Config, Digest } from "../config/config.ts";
import { fail } from "../errors.ts";
import { absolute } from "../base/site.ts";
import type { Author, Email, Instant, IssueId, Letter, Slot } from "../model.ts";
import { headerDate, headerLine, headerMailbox, headerText } from "./mime-header.ts";
import { castMould, type SharedHeaders } from "./mime-mould.ts";

/** What makes a letter one reader's own. */
export interface Addressee {
  readonly email: Email;
  /** May be empty. */
  readonly name: string;
  /** The reader's stored random id (base64url), which unsubscribe and preferences links end with. */
  readonly id: string;
  /** One sentence: why this reader gets the letter. */
  readonly reason: string;
  /** An address of the letter's own, where what comes back is read: bounces, and mail that asks to be unsubscribed. */
  readonly returnPath?: string;
}

/** A letter addressed: what SMTP takes and what an .eml file holds, byte for byte. */
export interface Message {
  readonly envelope: { readonly from: string; readonly to: Email };
  /** `<weekly.2026-W47.…@news.example>`: equal for equal (issue, reader), so every retry carries the same. */
  readonly messageId: string;
  /** In order; CRLF only, no line begins with ".", so SMTP needs no dot-stuffing. Most are shared by all readers: do not write to them. */
  readonly parts: readonly Buffer[];
  /** How many of the parts are the header, its blank line included; the rest is the body. */
  readonly head: number;
}

/** A letter as MIME with gaps; made once per letter, addressed once per reader. */
export interface Mould {
  /** Octets of a message without the reader's own values. */
  readonly size: number;
  readonly address: (addressee: Addressee) => Message;
}

/** What a message's headers tell beside its letter. */
export interface MessageFacts {
  readonly config: Pick<Config, "title" | "url" | "service" | "from" | "replyTo">;
  readonly issue: IssueId;
  readonly digest: Pick<Digest, "name" | "title">;
  /** When the issue was frozen: the Date of every copy. */
  readonly date: Instant;
}

/** All bytes of a message in one buffer. */
export function messageBytes(message: Pick<Message, "parts">): Buffer {
  return Buffer.concat(message.parts);
}

/**
 * A letter as a MIME message (RFC 5322, 2045–2047; multipart/alternative, quoted-printable UTF-8) with the headers that bulk
 * senders must give (RFC 2369, 2919, 8058). A function of its arguments alone: equal input, equal bytes.
 * Throws SEND_NOT_CONFIGURED without `from`, CONFIG_INVALID where `service` cannot stand in a header.
 */
export function composeMessage(letter: Letter, facts: MessageFacts): Mould {
  const { config } = facts;
  const from = config.from?.email;
  if (config.from === null || from === undefined)
    fail("SEND_NOT_CONFIGURED", "add `from: Name <address>` to courant.yaml");
  if (!/^https?:\/\/[!-;=?-~]+$/.test(config.service))
    fail("CONFIG_INVALID", "`service` must be an http(s) address in ASCII without blanks", 2);
  const cast = castMould(letter, sharedHeaders(letter, facts, config.from));
  const domain = from.slice(from.lastIndexOf("@") + 1);
  return {
    size: cast.size,
    address: (addressee) => {
      const messageId = messageIdOf(facts.issue, addressee.id, domain);
      const values = valuesOf(addressee, config.service);
      const headers = ownHeaders(addressee, messageId, values.unsubscribe);
      return {
        envelope: { from: addressee.returnPath ?? from, to: addressee.email },
        messageId,
        parts: cast.fill({ headers, values }),
        head: cast.head,
      };
    },
  };
}

/** `<weekly.2026-W47.HASH@domain>`; the hash hides the reader's id, which opens the unsubscribe page. */
export function messageIdOf(issue: IssueId, reader: string, domain: string): string {
  const digest = hash("sha256", `${issue}\n${reader}`, "base64url").slice(0, 22);
  return `<${issue.replace(/[^A-Za-z0-9-]+/g, ".")}.${digest}@${domain}>`;
}

function sharedHeaders(letter: Letter, { config, digest, issue, date }: MessageFacts, from: Author): SharedHeaders {
  const host = new URL(config.url).hostname;
  return {
    before: senderHeaders(letter, config, from, date),
    after:
      headerLine("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") +
      headerLine("List-Id", headerMailbox(digest.title, `${digest.name}.${host}`, 9)) +
      headerLine("List-Archive", `<${absolute(config, `/issues/${digest.name}/`)}>`) +
      headerLine("Feedback-ID", feedbackId(issue, digest.name, host)) +
      headerLine("Precedence", "bulk") +
      headerLine("Content-Language", letter.lang),
  };
}

/** From, Reply-To, Subject and Date. */
export function senderHeaders(
  letter: Letter,
  { replyTo }: Pick<Config, "replyTo">,
  from: Author,
  date: Instant,
): string {
  return (
    mailboxLine("From", from) +
    (replyTo === null ? "" : mailboxLine("Reply-To", replyTo)) +
    headerLine("Subject", headerText(letter.subject, 9)) +
    headerLine("Date", headerDate(date))
  );
}

function mailboxLine(name: string, author: Author): string {
  return headerLine(name, headerMailbox(author.name, author.email ?? "", name.length + 2));
}

/** `weekly.2026-W47:weekly:digest:news-example`: the last field names the sender in 5 to 15 characters; nothing per reader. */
function feedbackId(issue: IssueId, digest: string, host: string): string {
  const sender = host
    .replace(/^www\./, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 15)
    .padEnd(5, "-");
  return `${issue.replace(/[^A-Za-z0-9-]+/g, ".").slice(0, 64)}:${digest}:digest:${sender}`;
}

/** What a reader's own places hold before it is encoded. */
function valuesOf(addressee: Addressee, service: string): Readonly<Record<Slot, string>> {
  const id = encodeURIComponent(addressee.id);
  return {
    unsubscribe: `${service}/unsubscribe/${id}`,
    preferences: `${service}/preferences/${id}`,
    name: addressee.name,
    reason: addressee.reason,
    action: "",
  };
}

/** RFC 8058 asks for the https link alone; some programs still know none but `mailto:` (RFC 2369), offered where that mail is read. */
function ownHeaders(addressee: Addressee, messageId: string, unsubscribe: string): string {
  const to = headerMailbox(addressee.name, addressee.email, 4);
  const { returnPath } = addressee;
  // A "+" in a mailto: may be read as a blank by programs that take it for a form.
  const mailto = returnPath === undefined ? "" : `, <mailto:${returnPath.replace("+", "%2B")}?subject=unsubscribe>`;
  return `To: ${to}\r\nMessage-ID: ${messageId}\r\nList-Unsubscribe: <${unsubscribe}>${mailto}\r\n`;
}
