import { hash } from "node:crypto";
import { escapeHtml } from "../base/html.ts";
import type { Letter, Slot } from "../model.ts";
import { cutAtSlots } from "../base/slot.ts";
import { quotedPrintable, softBreak } from "./mime-quoted-printable.ts";

/** Header lines that all copies share, with CRLF at each end; a reader's own stand between the two. */
export interface SharedHeaders {
  readonly before: string;
  readonly after: string;
}

/** What is one reader's own: header lines with CRLF at each end, and what each slot holds before it is encoded. */
export interface OwnParts {
  readonly headers: string;
  readonly values: Readonly<Record<Slot, string>>;
}

/** A letter as MIME with gaps (RFC 2045–2047; multipart/alternative, quoted-printable UTF-8). */
export interface Cast {
  /** Octets without a reader's own. */
  readonly size: number;
  /** How many of the parts are the header, its blank line included. */
  readonly head: number;
  readonly fill: (own: OwnParts) => readonly Buffer[];
}

/** Bytes that all readers share, or a place for a reader's own. */
type Piece = Buffer | { readonly slot: Slot; readonly html: boolean } | "headers";

/** Encodes a letter once; `fill` then splices a reader's own values in as bytes. Equal input, equal bytes. */
export function castMould(letter: Letter, { before, after }: SharedHeaders): Cast {
  const boundary = boundaryOf(letter);
  const type = `MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n`;
  const head: readonly Piece[] = [Buffer.from(before), "headers", Buffer.from(after + type)];
  const pieces = [...head, ...merge(bodyPieces(letter, boundary))];
  return {
    size: pieces.reduce((sum, piece) => sum + (Buffer.isBuffer(piece) ? piece.length : 0), 0),
    head: head.length,
    fill: ({ headers, values }) => {
      // Links stand several times in a letter: each is encoded once.
      const ready = new Map<Slot, Buffer>();
      const readyHtml = new Map<Slot, Buffer>();
      return pieces.map((piece) => {
        if (Buffer.isBuffer(piece)) return piece;
        if (piece === "headers") return Buffer.from(headers);
        const made = piece.html ? readyHtml : ready;
        const bytes = made.get(piece.slot) ?? slotBytes(values[piece.slot], piece.html);
        made.set(piece.slot, bytes);
        return bytes;
      });
    },
  };
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

function slotBytes(value: string, html: boolean): Buffer {
  const line = /^[ -~]*$/.test(value) ? value : value.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ");
  return Buffer.from(quotedPrintable(html ? escapeHtml(line) : line) + softBreak);
}
