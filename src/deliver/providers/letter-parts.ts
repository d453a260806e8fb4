import type { Message } from "../message.ts";

/** A message as APIs without MIME want it. */
export interface LetterParts {
  /** As they stand, unfolded. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly text: string;
  /** Null: the letter is text alone. */
  readonly html: string | null;
}

/**
 * Reads back what message.ts wrote: our own header lines, text and HTML in quoted-printable (RFC 2045 §6.7). From the bytes, not
 * from what they were made of, so that an API gets the very letter that SMTP would.
 */
export function letterParts(message: Message): LetterParts {
  const { parts, head } = message;
  const headers = letterHeaders(message);
  const body = Buffer.concat(parts.slice(head)).toString("latin1");
  const boundary = /boundary="([^"]+)"/.exec(headerOf(headers, "content-type"))?.[1];
  if (boundary === undefined) return { headers, text: lines(body), html: null };
  const sections = body.split(`--${boundary}\r\n`).slice(1);
  return { headers, text: sectionOf(sections, "text/plain") ?? "", html: sectionOf(sections, "text/html") };
}

/** The value of the first header of that name, empty where there is none. */
export function headerOf(headers: LetterParts["headers"], name: string): string {
  return headers.find((header) => header.name.toLowerCase() === name)?.value ?? "";
}

/** Unstructured text (RFC 2047 §6.2): what stands between two encoded words is no space. */
export function headerWords(value: string): string {
  return value
    .replace(/(?<=\?=)[ \t]+(?==\?)/g, "")
    .replace(/=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=/g, (_, word: string) => Buffer.from(word, "base64").toString());
}

/** A mailbox of RFC 5322 §3.4; `name` without quotes or encoding, empty where there is none. */
export function headerAddress(value: string): { readonly name: string; readonly address: string } {
  const parts = /^(.*?)[ \t]*<([^<>]*)>$/.exec(value);
  if (parts === null) return { name: "", address: value };
  const phrase = parts[1]!;
  const name = phrase.startsWith('"') ? phrase.slice(1, -1).replace(/\\(.)/g, "$1") : headerWords(phrase);
  return { name, address: parts[2]! };
}

/** Headers that an API has fields of its own for, or makes itself; a signature over them would not hold. */
const own = new Set(
  "from to subject reply-to date mime-version content-type content-transfer-encoding dkim-signature".split(" "),
);

/** The other headers, for an API's own list of them. */
export function otherHeaders({ headers }: LetterParts): LetterParts["headers"] {
  return headers
    .filter(({ name }) => !own.has(name.toLowerCase()))
    .map(({ name, value }) => ({ name, value: headerWords(value) }));
}

export function letterHeaders({ parts, head }: Message): LetterParts["headers"] {
  return Buffer.concat(parts.slice(0, head))
    .toString("latin1")
    .split(/\r\n(?![\t ])/)
    .filter((line) => line !== "")
    .map((line) => {
      const colon = line.indexOf(":");
      return {
        name: line.slice(0, colon),
        value: line
          .slice(colon + 1)
          .replaceAll("\r\n", "")
          .trim(),
      };
    });
}

function sectionOf(sections: readonly string[], type: string): string | null {
  const section = sections.find((one) => one.startsWith(`Content-Type: ${type};`));
  if (section === undefined) return null;
  const content = section.slice(section.indexOf("\r\n\r\n") + 4).replace(/\r\n(?:--[^\r\n]*--\r\n)?$/, "");
  return lines(unquoted(content));
}

function unquoted(text: string): string {
  const bytes = text
    .replaceAll("=\r\n", "")
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

function lines(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
