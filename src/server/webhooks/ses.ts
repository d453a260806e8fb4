import { verify, X509Certificate } from "node:crypto";
import type { Instant } from "../../model.ts";
import { at, listAt, textAt } from "../../json-at.ts";
import { momentOf, type Provider, type ProviderEvent, statusAt } from "./event.ts";

/** SNS tries again for up to an hour and keeps the time of the first; an event that comes twice counts once. */
const window = 3_600_000;

/** Fetches a text over https from a host that was checked; no redirects. */
export type Fetch = (url: string) => Promise<string>;

/**
 * Amazon SES, whose notices come by SNS: RSA over some fields of the body, by a certificate that SNS serves. Only the pinned topic
 * counts, so that nobody else's topic is believed or subscribed to; only addresses of SNS are fetched, or anybody could make us
 * ask hosts within our network.
 */
export function ses(topicArn: string, fetch: Fetch): Provider {
  const certificates = new Map<string, Promise<string>>();
  return async ({ raw }, now) => {
    const body: unknown = JSON.parse(raw.toString("utf8"));
    const url = textAt(body, "SigningCertURL");
    if (textAt(body, "TopicArn") !== topicArn || !isSns(url, ".pem")) return null;
    if (Math.abs(now - Date.parse(textAt(body, "Timestamp"))) > window) return null;
    const certificate = certificates.get(url) ?? fetch(url);
    certificates.set(url, certificate);
    certificate.catch(() => certificates.delete(url));
    if (!isSigned(body, await certificate)) return null;
    if (textAt(body, "Type") === "SubscriptionConfirmation") {
      const confirm = textAt(body, "SubscribeURL");
      if (isSns(confirm, null)) await fetch(confirm);
      return [];
    }
    return eventsOf(JSON.parse(textAt(body, "Message")), textAt(body, "MessageId"), now);
  };
}

/** `https://sns.<region>.amazonaws.com/…`; a certificate's address has no query, no port and no user. */
export function isSns(text: string, ending: string | null): boolean {
  const url = URL.parse(text);
  if (url === null || url.protocol !== "https:" || url.port !== "" || url.username !== "" || url.password !== "")
    return false;
  if (!/^sns\.[a-z0-9-]{3,30}\.amazonaws\.com(?:\.cn)?$/.test(url.hostname)) return false;
  return ending === null || (url.search === "" && url.hash === "" && url.pathname.endsWith(ending));
}

const signedFields = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
} as const;

function isSigned(body: unknown, certificate: string): boolean {
  const type = textAt(body, "Type");
  if (type !== "Notification" && type !== "SubscriptionConfirmation") return false;
  const fields = signedFields[type].filter((name) => at(body, name) !== undefined);
  const text = fields.map((name) => `${name}\n${textAt(body, name)}\n`).join("");
  const algorithm = textAt(body, "SignatureVersion") === "2" ? "sha256" : "sha1";
  const { publicKey } = new X509Certificate(certificate);
  return verify(algorithm, Buffer.from(text), publicKey, Buffer.from(textAt(body, "Signature"), "base64"));
}

function eventsOf(notice: unknown, id: string, now: Instant): readonly ProviderEvent[] {
  const name = textAt(notice, "notificationType") || textAt(notice, "eventType");
  const part = { Bounce: "bounce", Complaint: "complaint", Delivery: "delivery" }[name];
  if (part === undefined) return [];
  const kind = kindOf(part, textAt(notice, part, "bounceType"), textAt(notice, part, "bounceSubType"));
  if (kind === null || textAt(notice, part, "complaintFeedbackType") === "not-spam") return [];
  const list = { bounce: "bouncedRecipients", complaint: "complainedRecipients", delivery: "recipients" }[part]!;
  return listAt(notice, part, list).map((one, i) => {
    const diagnostic = textAt(one, "diagnosticCode");
    return {
      id: `ses ${id} ${i}`,
      class: kind,
      email: typeof one === "string" ? one : textAt(one, "emailAddress"),
      messageId: textAt(notice, "mail", "commonHeaders", "messageId"),
      at: momentOf(textAt(notice, part, "timestamp"), now),
      status: textAt(one, "status") || statusAt(diagnostic),
      diagnostic,
    };
  });
}

function kindOf(part: string, type: string, subType: string): ProviderEvent["class"] | null {
  if (part !== "bounce") return part === "complaint" ? "complaint" : "delivered";
  if (/^(ContentRejected|MessageTooLarge|AttachmentRejected)$/.test(subType)) return "content";
  return type === "Permanent" ? "hard" : type === "Transient" ? "soft" : "failed";
}
