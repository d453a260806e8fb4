import { listAt, textAt } from "../../base/json-at.ts";
import { isFresh, momentOf, type Provider, type ProviderEvent, statusAt } from "./event.ts";
import { hmac, same } from "./hmac.ts";

/** Resend sends by Svix: HMAC over `id.timestamp.body`, several signatures while a secret (`whsec_…`) is being changed. */
export function resend(secret: string): Provider {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return async ({ raw, headers }, now) => {
    const [id, timestamp, given] = ["svix-id", "svix-timestamp", "svix-signature"].map((name) =>
      String(headers[name] ?? ""),
    );
    const signature = hmac(key, Buffer.concat([Buffer.from(`${id}.${timestamp}.`), raw]));
    const versions = given!.split(" ").filter((each) => each.startsWith("v1,"));
    if (!versions.some((each) => same(signature, Buffer.from(each.slice(3), "base64")))) return null;
    if (!isFresh(Number(timestamp) * 1000, now)) return null;
    const body: unknown = JSON.parse(raw.toString("utf8"));
    const kind = kindOf(textAt(body, "type"), textAt(body, "data", "bounce", "type"));
    if (kind === null) return [];
    const diagnostic = textAt(body, "data", "bounce", "message");
    return listAt(body, "data", "to").map((to, i) => ({
      id: `resend ${id} ${i}`,
      class: kind,
      email: typeof to === "string" ? to : "",
      messageId: textAt(body, "data", "tags", "courant") || textAt(body, "data", "message_id"),
      queueId: textAt(body, "data", "email_id"),
      at: momentOf(textAt(body, "created_at"), now),
      status: statusAt(diagnostic),
      diagnostic,
    }));
  };
}

function kindOf(type: string, bounce: string): ProviderEvent["class"] | null {
  if (type === "email.complained") return "complaint";
  if (type === "email.delivered") return "delivered";
  if (type !== "email.bounced") return null;
  return { otherwise: bounce === "Permanent" ? "hard" : "soft" };
}
