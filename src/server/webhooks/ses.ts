import { verify, X509Certificate } from "node:crypto";
import type { Instant } from "../../model.ts";
import { at, listAt, textAt } from "../../base/json-at.ts";
import { momentOf, type Provider, type ProviderEvent, statusAt } from "./event.ts";

/** SNS tries again for up to an hour and keeps the time of the first; an event that comes twice counts once. */
const window = 3_600_000;
/** SNS changes its certificate about once a year. More of them are somebody's who knows the topic and wants us to fetch. */
const mostCertificates = 8;

/** Fetches a text over https from a host that was checked; no redirects. */
export type Fetch = (url: string) => Promise<string>;

/**
 * Amazon SES, whose notices come by SNS: RSA over some fields of the body, by a certificate that SNS serves. Only the pinned topic
 * counts, so that nobody else's topic is believed or subscribed to; only the SNS host of the topic's own region is fetched from, or
 * anybody could make us ask hosts within our network.
 */
export function ses(topicArn: string, fetch: Fetch): Provider {
  const certificates = new Map<string, Promise<X509Certificate>>();
  const certificateAt = async (url: string): Promise<X509Certificate> => {
    const known = certificates.get(url);
    if (known !== undefined) return known;
    if (certificates.size >= mostCertificates) certificates.clear();
    const fetched = fetch(url).then((pem) => new X509Certificate(pem));
    certificates.set(url, fetched);
    fetched.catch(() => certificates.delete(url));
    return fetched;
  };
  return async ({ raw }, now) => {
    const body: unknown = JSON.parse(raw.toString("utf8"));
    const url = textAt(body, "SigningCertURL") || textAt(body, "SigningCertUrl");
    if (textAt(body, "TopicArn") !== topicArn || !isSns(url, topicArn, ".pem")) return null;
    if (!(Math.abs(now - Date.parse(textAt(body, "Timestamp"))) <= window)) return null;
    if (!isSigned(body, await certificateAt(url), now)) return null;
    const type = textAt(body, "Type");
    if (type === "SubscriptionConfirmation") {
      const confirm = textAt(body, "SubscribeURL");
      if (!isSns(confirm, topicArn, null)) return null;
      await fetch(confirm);
    }
    return type === "Notification" ? eventsOf(JSON.parse(textAt(body, "Message")), textAt(body, "MessageId"), now) : [];
  };
}

/** `https://sns.<the topic's region>.amazonaws.com/…`; a certificate's address has no query, no port and no user. */
export function isSns(text: string, topicArn: string, ending: string | null): boolean {
  const url = URL.parse(text);
  if (url === null || url.protocol !== "https:" || url.port !== "" || url.username !== "" || url.password !== "")
    return false;
  const [, partition, , region] = topicArn.split(":");
  if (url.hostname !== `sns.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`) return false;
  return ending === null || (url.search === "" && url.hash === "" && url.pathname.endsWith(ending));
}

/** What SNS signs of each type of message: every field as its name, its value, each on a line. */
const signedFields: ReadonlyMap<string, readonly string[]> = new Map([
  ["Notification", ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]],
  ["SubscriptionConfirmation", ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]],
  ["UnsubscribeConfirmation", ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]],
]);

function isSigned(body: unknown, certificate: X509Certificate, now: Instant): boolean {
  const fields = signedFields.get(textAt(body, "Type"))?.filter((name) => at(body, name) !== undefined);
  if (fields === undefined) return false;
  if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo)) return false;
  const text = fields.map((name) => `${name}\n${textAt(body, name)}\n`).join("");
  const algorithm = new Map([
    ["1", "sha1"],
    ["2", "sha256"],
  ]).get(textAt(body, "SignatureVersion"));
  const signature = Buffer.from(textAt(body, "Signature"), "base64");
  return algorithm !== undefined && verify(algorithm, Buffer.from(text), certificate.publicKey, signature);
}

/** Where each kind has its details, and in them its recipients. */
const parts: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["Bounce", ["bounce", "bouncedRecipients"]],
  ["Complaint", ["complaint", "complainedRecipients"]],
  ["Delivery", ["delivery", "recipients"]],
]);

/** Of a notification or of an event that a configuration set publishes: both have the same parts. */
function eventsOf(notice: unknown, id: string, now: Instant): readonly ProviderEvent[] {
  const name = textAt(notice, "notificationType") || textAt(notice, "eventType");
  const [part, list] = parts.get(name) ?? [];
  if (part === undefined || list === undefined) return [];
  const kind = kindOf(part, textAt(notice, part, "bounceType"), textAt(notice, part, "bounceSubType"));
  if (textAt(notice, part, "complaintFeedbackType") === "not-spam") return [];
  return listAt(notice, part, list).map((one, i) => {
    const diagnostic = textAt(one, "diagnosticCode");
    return {
      id: `ses ${id} ${i}`,
      class: kind,
      email: typeof one === "string" ? one : textAt(one, "emailAddress"),
      messageId: textAt(notice, "mail", "tags", "courant", 0) || textAt(notice, "mail", "commonHeaders", "messageId"),
      queueId: textAt(notice, "mail", "messageId"),
      at: momentOf(textAt(notice, part, "timestamp"), now),
      status: textAt(one, "status") || statusAt(diagnostic),
      diagnostic,
    };
  });
}

function kindOf(part: string, type: string, subType: string): ProviderEvent["class"] {
  if (part !== "bounce") return part === "complaint" ? "complaint" : "delivered";
  if (/^(ContentRejected|MessageTooLarge|AttachmentRejected)$/.test(subType)) return "content";
  return { otherwise: type === "Permanent" ? "hard" : "soft" };
}
