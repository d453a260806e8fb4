import { textAt } from "../../json-at.ts";
import { isFresh, momentOf, type Provider } from "./event.ts";
import { hmac, same } from "./hmac.ts";

/** Mailgun signs timestamp and token, which stand in the body; the event's own id keeps it from counting twice. */
export function mailgun(key: string): Provider {
  return async ({ raw }, now) => {
    const body: unknown = JSON.parse(raw.toString("utf8"));
    const [timestamp, token] = [textAt(body, "signature", "timestamp"), textAt(body, "signature", "token")];
    const given = Buffer.from(textAt(body, "signature", "signature"), "hex");
    if (token === "" || !same(hmac(key, timestamp + token), given)) return null;
    if (!isFresh(Number(timestamp) * 1000, now)) return null;
    const event = (...path: string[]): string => textAt(body, "event-data", ...path);
    const name = event("event");
    const kind = name === "complained" ? "complaint" : name === "delivered" ? "delivered" : "failed";
    if (kind === "failed" && (name !== "failed" || event("severity") !== "permanent")) return [];
    const code = event("delivery-status", "code");
    return [
      {
        id: `mailgun ${event("id")}`,
        class: kind,
        email: event("recipient"),
        messageId: event("message", "headers", "message-id"),
        at: momentOf(event("timestamp"), now),
        status: event("delivery-status", "enhanced-code") || null,
        diagnostic: `${code} ${event("delivery-status", "message") || event("delivery-status", "description")}`,
      },
    ];
  };
}
