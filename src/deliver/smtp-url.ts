import { hostname } from "node:os";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import type { SMTPConnectionAuth, SMTPConnectionOptions } from "nodemailer/lib/smtp-connection";
import { fail } from "../errors.ts";
import { isLoopback } from "../base/mail-url.ts";

export interface Relay {
  /** `mail.example:587`; for people, without credentials. */
  readonly name: string;
  readonly options: SMTPConnectionOptions;
  readonly auth: SMTPConnectionAuth | null;
  /** Letters before a connection is made anew: servers cap it, 100 suits the ones that tell. */
  readonly maxMessages: number;
}

/**
 * A server from its URL, in nodemailer's form with its query options: `smtp://user:pass@host:587?name=news.example`.
 * Off loopback the connection must be encrypted and the certificate good; only `?ignoreTLS=true` says otherwise. On loopback
 * nothing is gained by it, and test servers offer certificates nobody signed. SECRET_INVALID; the URL itself is never shown.
 */
export function parseSmtpUrl(url: string, variable: string): Relay {
  if (!/^smtps?:\/\/[^/]/i.test(url) || !URL.canParse(url)) {
    fail(
      "SECRET_INVALID",
      `${variable} is not of the form smtp://user:password@host:587; encode "@", "/" and "#" in the password as %40, %2F, %23.`,
      2,
    );
  }
  const {
    auth,
    maxMessages,
    pool: _,
    ...given
  } = parseConnectionUrl(url) as SMTPConnectionOptions & {
    auth?: SMTPConnectionAuth;
    maxMessages?: number;
    pool?: boolean;
  };
  const host = given.host ?? "localhost";
  const plain = isLoopback(host) || given.ignoreTLS === true;
  return {
    name: `${host}:${given.port ?? (given.secure === true ? 465 : 587)}`,
    options: { name: hostname(), ...(plain ? { ignoreTLS: true } : { requireTLS: given.secure !== true }), ...given },
    auth: auth ?? null,
    maxMessages: maxMessages ?? 100,
  };
}
