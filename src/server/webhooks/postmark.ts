import { textAt } from "../../base/json-at.ts";
import { eventId, momentOf, type Provider, type ProviderEvent, statusAt } from "./event.ts";
import { hmac, same } from "./hmac.ts";

/** Postmark signs nothing: the address it is given holds `user:password@`, which comes as basic authentication. */
export function postmark(userAndPassword: string): Provider {
  const expected = `Basic ${Buffer.from(userAndPassword).toString("base64")}`;
  return async ({ raw, headers }, now) => {
    // Hashed first: the length of what was given must not tell the length of what is right.
    if (!same(hmac("courant", expected), hmac("courant", headers.authorization ?? ""))) return null;
    const body: unknown = JSON.parse(raw.toString("utf8"));
    const kind = kindOf(textAt(body, "RecordType"), textAt(body, "Type"));
    if (kind === null) return [];
    const diagnostic = `${textAt(body, "Description")} ${textAt(body, "Details")}`;
    return [
      {
        id: eventId(`postmark ${textAt(body, "RecordType")}`, textAt(body, "ID") || textAt(body, "MessageID"), body),
        class: kind,
        email: textAt(body, "Email") || textAt(body, "Recipient"),
        messageId: textAt(body, "Metadata", "courant"),
        queueId: textAt(body, "MessageID"),
        at: momentOf(textAt(body, "BouncedAt") || textAt(body, "DeliveredAt"), now),
        status: statusAt(textAt(body, "Details")),
        diagnostic,
      },
    ];
  };
}

const bounces = new Map<string, ProviderEvent["class"]>([
  ["HardBounce", "hard"],
  ["BadEmailAddress", "hard"],
  ["SoftBounce", "soft"],
  ["DnsError", "soft"],
  ["Undeliverable", "soft"],
  ["Unknown", { otherwise: "soft" }],
  ["Blocked", { otherwise: "sender-side" }],
  ["ISPBlocked", "sender-side"],
  ["DMARCPolicy", "sender-side"],
  ["SMTPApiError", "sender-side"],
  ["SpamNotification", "content"],
  ["VirusNotification", "content"],
  ["SpamComplaint", "complaint"],
]);

/** Automatic replies, challenges and changes of subscription are none of these. */
function kindOf(record: string, type: string): ProviderEvent["class"] | null {
  if (record === "SpamComplaint") return "complaint";
  if (record === "Delivery") return "delivered";
  return record === "Bounce" ? (bounces.get(type) ?? null) : null;
}
