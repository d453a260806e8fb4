import { parseEmail } from "../base/email.ts";
import type { Email } from "../model.ts";

export interface Mailbox {
  readonly name: string;
  readonly email: Email;
}

/**
 * `The Courant <news@news.example>` or `news@news.example` (RFC 5322 §3.4, one mailbox); quotes around the name fall away.
 * Undefined where it is neither, or where the name could break out of a header line.
 */
export function parseMailbox(text: string): Mailbox | undefined {
  const match = /^([^<>]*)<([^<>\s]+)>$/.exec(text.trim());
  const email = parseEmail(match === null ? text.trim() : match[2]!);
  const name = (match?.[1] ?? "").trim().replace(/^"(.*)"$/, "$1");
  return email === undefined || /[\0-\x1F\x7F"]/.test(name) ? undefined : { name, email };
}
