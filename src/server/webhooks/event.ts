import { hash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Instant } from "../../model.ts";
import type { FailureClass, ReturnClass } from "../../base/returns.ts";

/** What a provider tells of one letter to one reader. */
export interface ProviderEvent {
  /** The provider's own id of the event, with its name before it: what comes again counts once. */
  readonly id: string;
  /** `otherwise`: the words and the code of the server decide, and where they say nothing, the provider's own opinion. */
  readonly class: ReturnClass | { readonly otherwise: FailureClass };
  readonly email: string;
  /** Of the letter, with or without brackets, or the key of it that letters carry as a tag; empty where the event has neither. */
  readonly messageId: string;
  /** The provider's own name of the letter, which it gave when it took it. */
  readonly queueId: string;
  readonly at: Instant;
  readonly status: string | null;
  readonly diagnostic: string;
}

export interface Delivered {
  /** As it came: signatures are over bytes. */
  readonly raw: Buffer;
  readonly headers: IncomingHttpHeaders;
}

/** Events of a genuine request; null where the signature, its age or its form is wrong. Kinds that ask for nothing are left out. */
export type Provider = (request: Delivered, now: Instant) => Promise<readonly ProviderEvent[] | null>;

/** Older requests, and ones from the future, may be replayed by anybody who saw them. */
export const freshFor = 5 * 60_000;

export function isFresh(at: Instant, now: Instant): boolean {
  return Math.abs(now - at) <= freshFor;
}

/** A name for the event that is the same however often it comes: the provider's, or what is in it. */
export function eventId(provider: string, given: string, event: unknown): string {
  return `${provider} ${given === "" ? hash("sha256", JSON.stringify(event) ?? "", "base64url") : given}`;
}

/** ISO 8601 or seconds since the epoch; `now` where it is neither. */
export function momentOf(text: string, now: Instant): Instant {
  const moment = /^\d{9,10}(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(moment) ? now : Math.min(Math.round(moment), now);
}

/** RFC 3463 code in a text, or null. */
export function statusAt(text: string): string | null {
  return /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(text)?.[0] ?? null;
}
