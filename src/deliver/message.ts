import { hash } from "node:crypto";
import type { Config, Digest } from "../config/config.ts";
import { fail } from "../errors.ts";
import { escapeHtml } from "../html.ts";
import { absolute } from "../site.ts";
import { cutAtSlots } from "../slot.ts";
import type { Author, Email, Instant, IssueId, Letter, Slot } from "../model.ts";
import { headerDate, headerLine, headerMailbox, headerText } from "./mime-header.ts";
import { quotedPrintable, softBreak } from "./mime-quoted-printable.ts";

/** What makes a letter one reader's own. */
export interface Addressee {
  readonly email: Email;
  /** May be empty. */
  readonly name: string;
  /** The reader's stored random id (base64url), which unsubscribe and preferences links end with. */
  readonly id: string;
  /** One sentence: why this reader gets the letter. */
  readonly reason: string;
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

/** Bytes that all readers share, or a place for a reader's own: a slot in one of the parts, or the headers that name them. */
type Piece = Buffer | { readonly slot: Slot; readonly html: boolean } | { readonly slot: "headers" };

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
  const boundary = boundaryOf(letter);
  const head = headerPieces(letter, facts, config.from, boundary);
  const pieces = [...head, ...merge(bodyPieces(letter, boundary))];
  const domain = from.slice(from.lastIndexOf("@") + 1);
  return {
    size: pieces.reduce((sum, piece) => sum + (Buffer.isBuffer(piece) ? piece.length : 0), 0),
    address: (addressee) => {
      const messageId = messageIdOf(facts.issue, addressee.id, domain);
      const values = valuesOf(addressee, config.service);
      // Links stand several times in a letter: each is encoded once.
      const ready = new Map<Slot, Buffer>();
      const readyHtml = new Map<Slot, Buffer>();
      const parts = pieces.map((piece) => {
        if (Buffer.isBuffer(piece)) return piece;
        if (piece.slot === "headers") return ownHeaders(addressee, messageId, values.unsubscribe);
        const made = piece.html ? readyHtml : ready;
        const bytes = made.get(piece.slot) ?? slotBytes(values[piece.slot], piece.html);
        made.set(piece.slot, bytes);
        return bytes;
      });
      return { envelope: { from, to: addressee.email }, messageId, parts, head: head.length };
    },
  };
}

/** `<weekly.2026-W47.HASH@domain>`; the hash hides the reader's id, which opens the unsubscribe page. */
export function messageIdOf(issue: IssueId, reader: string, domain: string): string {
  const digest = hash("sha256", `${issue}\n${reader}`, "base64url").slice(0, 22);
  return `<${issue.replace(/[^A-Za-z0-9-]+/g, ".")}.${digest}@${domain}>`;
}

function headerPieces(letter: Letter, facts: MessageFacts, from: Author, boundary: string): readonly Piece[] {
  const { config, digest, issue } = facts;
  const replyTo = config.replyTo === null ? "" : mailboxLine("Reply-To", config.replyTo);
  const host = new URL(config.url).hostname;
  return [
    Buffer.from(
      mailboxLine("From", from) +
        replyTo +
        headerLine("Subject", headerText(letter.subject, 9)) +
        headerLine("Date", headerDate(facts.date)),
    ),
    { slot: "headers" },
    Buffer.from(
      headerLine("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") +
        headerLine("List-Id", headerMailbox(digest.title, `${digest.name}.${host}`, 9)) +
        headerLine("List-Archive", `<${absolute(config, `/issues/${digest.name}/`)}>`) +
        headerLine("Feedback-ID", feedbackId(issue, digest.name, host)) +
        headerLine("Precedence", "bulk") +
        headerLine("Content-Language", letter.lang) +
        headerLine("MIME-Version", "1.0") +
        `Content-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n`,
    ),
  ];
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

/** A function of the letter; "=_" cannot occur in quoted-printable, so no body holds it. */
function boundaryOf(letter: Letter): string {
  return `=_${hash("sha256", `${letter.text}\0${letter.html}`, "base64url").slice(0, 24)}`;
}

function bodyPieces(letter: Letter, boundary: string): readonly Piece[] {
  return [
    Buffer.from(partHead(boundary, "text/plain")),
    ...encodedPieces(letter.text, false),
    Buffer.from(`\r\n${partHead(boundary, "text/html")}`),
    ...encodedPieces(letter.html, true),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ];
}

function partHead(boundary: string, type: string): string {
  return `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;
}

/** Every slot gets lines of its own, held to its neighbours by soft breaks, so neither's encoding depends on the other. */
function encodedPieces(text: string, html: boolean): readonly Piece[] {
  const pieces = cutAtSlots(text);
  return pieces.map((piece, i): Piece => {
    if (i % 2 === 1) return { slot: piece as Slot, html };
    const encoded = quotedPrintable(piece);
    const open = i < pieces.length - 1 && encoded !== "" && !encoded.endsWith("\r\n");
    return Buffer.from(open ? encoded + softBreak : encoded);
  });
}

function merge(pieces: readonly Piece[]): readonly Piece[] {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (Buffer.isBuffer(piece) && Buffer.isBuffer(last)) merged[merged.length - 1] = Buffer.concat([last, piece]);
    else merged.push(piece);
  }
  return merged;
}

/** What a reader's own places hold before it is encoded. */
function valuesOf(addressee: Addressee, service: string): Readonly<Record<Slot, string>> {
  const id = encodeURIComponent(addressee.id);
  return {
    unsubscribe: `${service}/unsubscribe/${id}`,
    preferences: `${service}/preferences/${id}`,
    name: addressee.name,
    reason: addressee.reason,
  };
}

function ownHeaders(addressee: Addressee, messageId: string, unsubscribe: string): Buffer {
  const to = headerMailbox(addressee.name, addressee.email, 4);
  return Buffer.from(`To: ${to}\r\nMessage-ID: ${messageId}\r\nList-Unsubscribe: <${unsubscribe}>\r\n`);
}

function slotBytes(value: string, html: boolean): Buffer {
  const line = /^[ -~]*$/.test(value) ? value : value.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ");
  return Buffer.from(quotedPrintable(html ? escapeHtml(line) : line) + softBreak);
}
