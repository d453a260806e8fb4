import { createHmac, timingSafeEqual } from "node:crypto";

/** HMAC-SHA256 of the text. */
export function hmac(key: string | Buffer, text: string | Buffer): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** Equal, in a time that tells nothing of how much of it is. */
export function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
