import type { Email } from "../model.ts";

/**
 * The text as one addr-spec, its domain in lower case, or undefined.
 * Stricter than RFC 5321 on purpose: a dot-atom local part (§4.1.2, at most 64 octets), an ASCII host name with a dot,
 * at most 254 octets in all; no quotes, comments, spaces or control characters, so it can stand in an envelope and a header as it is.
 */
export function parseEmail(text: string): Email | undefined {
  const match =
    /^([a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*)@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])$/i.exec(
      text,
    );
  if (match === null || match[1]!.length > 64 || text.length > 254) return undefined;
  return `${match[1]}@${match[2]!.toLowerCase()}` as Email;
}

/** Two addresses are one reader when these are equal: the whole address in lower case. No dots or plus tags are folded. */
export function emailKey(email: Email): string {
  return email.toLowerCase();
}
