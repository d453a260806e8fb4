import { hash } from "node:crypto";
import { textAt } from "../../base/json-at.ts";
import { eventId, freshFor, isFresh, momentOf, type Provider, type ProviderEvent } from "./event.ts";
import { hmac, same } from "./hmac.ts";

/**
 * Mailgun signs a timestamp and a token, which stand in the body, and nothing of the body itself. So a token is good for one body:
 * whoever has seen a request could otherwise say anything in Mailgun's name. The same body may come again, since Mailgun repeats
 * what was not answered.
 */
export function mailgun(key: string): Provider {
  const isFirst = tokens();
  return async ({ raw }, now) => {
    const body: unknown = JSON.parse(raw.toString("utf8"));
    const [timestamp, token] = [textAt(body, "signature", "timestamp"), textAt(body, "signature", "token")];
    const given = Buffer.from(textAt(body, "signature", "signature"), "hex");
    if (token === "" || !same(hmac(key, timestamp + token), given)) return null;
    if (!isFresh(Number(timestamp) * 1000, now) || !isFirst(token, raw, now)) return null;
    const event = (...path: string[]): string => textAt(body, "event-data", ...path);
    const kind = kindOf(event("event"), event("severity"), event("reason"));
    if (kind === null) return [];
    const code = event("delivery-status", "code");
    return [
      {
        id: eventId("mailgun", event("id"), body),
        class: kind,
        email: event("recipient"),
        messageId: event("message", "headers", "message-id"),
        queueId: event("message", "headers", "message-id"),
        at: momentOf(event("timestamp"), now),
        status: event("delivery-status", "enhanced-code") || null,
        diagnostic: `${code} ${event("delivery-status", "message") || event("delivery-status", "description")}`,
      },
    ];
  };
}

/** Remembers the body that came with each token, as long as the token is fresh. */
function tokens(): (token: string, raw: Buffer, now: number) => boolean {
  const seen = new Map<string, { readonly body: string; readonly until: number }>();
  return (token, raw, now) => {
    for (const [old, { until }] of seen) if (until < now) seen.delete(old);
    const body = hash("sha256", raw, "base64url");
    const first = seen.get(token) ?? { body, until: now + 2 * freshFor };
    seen.set(token, first);
    return first.body === body;
  };
}

/** Whom Mailgun itself suppresses, it says by the reason; who unsubscribed there is no bounce. */
function kindOf(name: string, severity: string, reason: string): ProviderEvent["class"] | null {
  if (name === "complained" || reason === "suppress-complaint") return "complaint";
  if (name === "delivered") return "delivered";
  if (name !== "failed" || severity !== "permanent" || reason === "suppress-unsubscribe") return null;
  return reason === "suppress-bounce" ? "hard" : { otherwise: "soft" };
}
