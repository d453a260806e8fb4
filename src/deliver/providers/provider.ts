/** What every provider's API is to the rest: letters in, one request out; one answer in, a word on each letter out. */
import type { IncomingHttpHeaders } from "node:http";
import type { Claim, Phase, Verdict } from "../../base/ledger.ts";
import type { ProviderAccount } from "../../base/mail-url.ts";
import type { Instant } from "../../model.ts";
import type { Message } from "../message.ts";

/** A letter that is to leave, and whose it is. */
export interface Parcel {
  readonly claim: Claim;
  readonly message: Message;
}

export interface Request {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for GET. */
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What an answer says of one letter. `code`: the provider's own, else HTTP's. */
export interface Said {
  readonly verdict: Verdict;
  readonly phase: Phase;
  readonly code: number | null;
  /** RFC 3463, where the provider's code says as much. */
  readonly enhanced?: string;
  readonly text: string;
  /** The provider's name of the letter, which its events carry. */
  readonly queueId?: string;
}

export interface Provider {
  /** For people: "Postmark". */
  readonly name: string;
  /** Letters in one request. */
  readonly most: number;
  /** Octets of letters in one request. */
  readonly bytes: number;
  /** Milliseconds between requests at least. */
  readonly interval: number;
  /** The same request asked twice sends its letters once. */
  readonly idempotent: boolean;
  /** Equal letters give equal bodies and keys. */
  readonly request: (letters: readonly Parcel[], now: Instant) => Request;
  /** One word for each letter, in their order. */
  readonly read: (answer: Answer, letters: readonly Parcel[]) => readonly Said[];
  /** Nothing was taken, and the same request is welcome in a moment: too many came at once. */
  readonly isBusy: (answer: Answer) => boolean;
  /** A request that sends nothing and tells what the account may do; and what its answer means to its owner. */
  readonly probe: (now: Instant) => Request;
  readonly diagnose: (answer: Answer) => Diagnosis;
}

/** `found`: in a few words; `faults`: what would go wrong, and the way out. */
export interface Diagnosis {
  readonly found: string;
  readonly faults: readonly (readonly [level: "error" | "warning", message: string])[];
}

/**
 * What a status means where the provider says no more (RFC 9110 §15). A gateway that waited in vain for the one behind it (504) knows
 * no more than we do; any other 5xx says that nothing was done. 401 and 403 speak of the key, everything else of what was asked.
 */
export function saidByStatus(status: number, text: string): Said {
  const base = { code: status, text };
  if (status >= 200 && status < 300) return { ...base, verdict: "sent", phase: "dot" };
  if (status === 401 || status === 403) return { ...base, verdict: "refused", phase: "auth" };
  if (status === 504) return { ...base, verdict: "unsure", phase: "dot" };
  const later = status === 408 || status === 425 || status === 429 || status >= 500;
  return { ...base, verdict: later ? "deferred" : "refused", phase: "mail" };
}

/** The account may not send (now): its issue waits for a person. */
export function refusedAccount(code: number, text: string): Said {
  return { verdict: "refused", phase: "mail", code, text };
}

/** This reader cannot be written to: by what RFC 3463 calls a bad address (5.1.3) or a mailbox that takes nothing (5.2.1). */
export function refusedReader(code: number, enhanced: "5.1.3" | "5.2.1", text: string): Said {
  return { verdict: "failed", phase: "rcpt", code, enhanced, text };
}

/** What an account's owner alone may see; longest first, so that none is cut in two. */
export function secretsOf({ key, secret, session }: ProviderAccount): readonly string[] {
  return [key, secret, session ?? ""].filter((one) => one !== "").toSorted((a, b) => b.length - a.length);
}

/** Words of a provider, which may repeat what it was sent. */
export function withoutSecrets(words: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, "[secret]"), words);
}

/** JSON, or undefined where a proxy or a crash answered in its own words. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
