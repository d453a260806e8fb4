import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { textAt } from "../../base/json-at.ts";
import { eventId, isFresh, momentOf, type Provider, type ProviderEvent } from "./event.ts";

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

function eventOf(event: unknown, now: number): readonly ProviderEvent[] {
  const text = (name: string): string => textAt(event, name);
  const kind = kindOf(text("event"), text("type"), text("bounce_classification"), text("reason"));
  if (kind === null) return [];
  return [
    {
      id: eventId("sendgrid", text("sg_event_id"), event),
      class: kind,
      email: text("email"),
      messageId: text("smtp-id"),
      queueId: text("sg_message_id"),
      at: momentOf(text("timestamp"), now),
      status: text("status") || null,
      diagnostic: text("reason"),
    },
  ];
}

/** SendGrid's own sorting of refusals. */
const classifications: ReadonlyMap<string, ProviderEvent["class"]> = new Map([
  ["invalid address", "hard"],
  ["reputation", "sender-side"],
  ["frequency or volume too high", "sender-side"],
  ["content", "content"],
]);

/** Why SendGrid did not even try. Who unsubscribed there is no bounce. */
const dropped: readonly (readonly [RegExp, ProviderEvent["class"] | null])[] = [
  [/unsubscribed/i, null],
  [/spam reporting/i, "complaint"],
  [/bounced address|invalid/i, "hard"],
  [/spam content/i, "content"],
];

/** `deferred` goes on being tried; `processed`, `open` and `click` ask for nothing. */
function kindOf(event: string, type: string, classification: string, reason: string): ProviderEvent["class"] | null {
  if (event === "spamreport") return "complaint";
  if (event === "delivered") return "delivered";
  if (event === "dropped") {
    const found = dropped.find(([words]) => words.test(reason));
    return found === undefined ? { otherwise: "soft" } : found[1];
  }
  if (event !== "bounce") return null;
  const otherwise = type === "blocked" ? "sender-side" : "hard";
  return classifications.get(classification.toLowerCase()) ?? { otherwise };
}
