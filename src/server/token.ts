import { createHmac, hash, timingSafeEqual } from "node:crypto";
import type { Instant } from "../model.ts";

/** What a token allows; one made for one purpose is nothing for another. */
export type Purpose = "confirm" | "preferences" | "address" | "form";

interface Key {
  /** Tells which key of the ring made a token; says nothing about the key. */
  readonly id: string;
  readonly secret: string;
}

/** The first key signs; all of them verify, so that links outlive a change of secret. */
export type KeyRing = readonly [Key, ...Key[]];

export interface Token {
  /** Who or what the token is about: never an address, since it stands in URLs. */
  readonly subject: string;
  readonly expired: boolean;
}

/** COURANT_SECRET first, then the ones before it. */
export function makeKeyRing(secrets: readonly [string, ...string[]]): KeyRing {
  const [current, ...previous] = secrets;
  return [makeKey(current), ...previous.map(makeKey)];
}

function makeKey(secret: string): Key {
  return { id: hash("sha256", `courant key id\n${secret}`, "base64url").slice(0, 6), secret };
}

/** `v1.key.purpose.subject.expiry.mac`: 256 bits of HMAC over all before it. `subject` is of base64url's letters. */
export function signToken(ring: KeyRing, purpose: Purpose, subject: string, expires: Instant): string {
  const [key] = ring;
  const signed = `v1.${key.id}.${purpose}.${subject}.${Math.ceil(expires / 1000).toString(36)}`;
  return `${signed}.${macOf(key, signed)}`;
}

/** What a token says, or null where no key of the ring made it for this purpose. Takes the same time for every wrong MAC. */
export function readToken(ring: KeyRing, purpose: Purpose, token: string, now: Instant): Token | null {
  const parts = /^(v1\.([\w-]+)\.([a-z]+)\.([\w-]+)\.([0-9a-z]{1,9}))\.([\w-]{43})$/.exec(token);
  if (parts === null) return null;
  const [, signed = "", id, made, subject = "", expiry = "", mac = ""] = parts;
  const key = ring.find((each) => each.id === id);
  if (key === undefined || made !== purpose) return null;
  if (!timingSafeEqual(Buffer.from(macOf(key, signed)), Buffer.from(mac))) return null;
  return { subject, expired: now >= parseInt(expiry, 36) * 1000 };
}

/** Keyed apart from every other use of the secret, such as the hashes of suppressed addresses. */
function macOf({ secret }: Key, signed: string): string {
  const key = createHmac("sha256", secret).update("courant token").digest();
  return createHmac("sha256", key).update(signed).digest("base64url");
}
