/**
 * Where letters come back to (VERP): `b+<delivery>.<mac>@domain` in the envelope tells which letter to which reader a bounce is
 * about, whatever the bounce says. In lower case, since some servers fold it. The MAC covers the reader's own random link too, so
 * that a database restored from a backup never takes a bounce of one reader for one of another.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

export interface ReturnPath {
  readonly delivery: number;
  readonly mac: string;
}

/** 40 bits: who guesses has to send a mail for every guess. */
export function returnPathOf(secret: string, delivery: number, link: string, domain: string): string {
  return `b+${delivery.toString(36)}.${macOf(secret, delivery, link)}@${domain}`;
}

/** The first address in a text that has the form of a return path; whether it is one of ours, `isOurs` tells. */
export function findReturnPath(text: string): ReturnPath | null {
  const [, delivery, mac] = /(?<![\w.+-])b\+([0-9a-z]{1,10})\.([0-9a-z]{8})@/i.exec(text) ?? [];
  return delivery === undefined ? null : { delivery: parseInt(delivery, 36), mac: mac!.toLowerCase() };
}

/** Made with one of the secrets for this reader. Takes the same time for every wrong MAC. */
export function isOurs({ delivery, mac }: ReturnPath, link: string, secrets: readonly string[]): boolean {
  return secrets.some((secret) => timingSafeEqual(Buffer.from(macOf(secret, delivery, link)), Buffer.from(mac)));
}

function macOf(secret: string, delivery: number, link: string): string {
  const key = createHmac("sha256", secret).update("courant return path").digest();
  const mac = createHmac("sha256", key).update(`${delivery}\n${link}`).digest();
  return mac.readUIntBE(0, 5).toString(36).padStart(8, "0");
}
