import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { at, textAt } from "../../json-at.ts";
import { isFresh, momentOf, type Provider, type ProviderEvent } from "./event.ts";

/** SendGrid signs timestamp and body with ECDSA P-256; `key` is the verification key of its settings, base64 DER. */
export function sendgrid(key: string): Provider {
  const publicKey: KeyObject = createPublicKey({ key: Buffer.from(key, "base64"), format: "der", type: "spki" });
  return async ({ raw, headers }, now) => {
    const signature = String(headers["x-twilio-email-event-webhook-signature"] ?? "");
    const timestamp = String(headers["x-twilio-email-event-webhook-timestamp"] ?? "");
    const signed = Buffer.concat([Buffer.from(timestamp), raw]);
    if (!verify("sha256", signed, publicKey, Buffer.from(signature, "base64"))) return null;
    if (!isFresh(Number(timestamp) * 1000, now)) return null;
    const events: unknown = JSON.parse(raw.toString("utf8"));
    return Array.isArray(events) ? events.flatMap((event) => eventOf(event, now)) : [];
  };
}

/** `dropped` never left: SendGrid itself knows the address as bad. `deferred` goes on being tried. */
const kinds: ReadonlyMap<string, ProviderEvent["class"]> = new Map([
  ["bounce", "failed"],
  ["dropped", "failed"],
  ["blocked", "sender-side"],
  ["spamreport", "complaint"],
  ["delivered", "delivered"],
]);

function eventOf(event: unknown, now: number): readonly ProviderEvent[] {
  const name = textAt(event, "event");
  const kind = kinds.get(name === "bounce" && at(event, "type") === "blocked" ? "blocked" : name);
  if (kind === undefined) return [];
  return [
    {
      id: `sendgrid ${textAt(event, "sg_event_id")}`,
      class: kind,
      email: textAt(event, "email"),
      messageId: textAt(event, "smtp-id"),
      at: momentOf(textAt(event, "timestamp"), now),
      status: textAt(event, "status") || null,
      diagnostic: textAt(event, "reason"),
    },
  ];
}
