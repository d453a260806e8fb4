import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import type { Provider } from "../../../src/server/webhooks/event.ts";
import { postmark } from "../../../src/server/webhooks/postmark.ts";
import { resend } from "../../../src/server/webhooks/resend.ts";

const now = Date.UTC(2026, 10, 22, 8);
const key = "AAAAAAAAAAAAAAAAAAAAAA";

function svix(body: string): Record<string, string> {
  const seconds = String(now / 1000);
  const mac = createHmac("sha256", "resend key").update(`msg_1.${seconds}.${body}`).digest("base64");
  return { "svix-id": "msg_1", "svix-timestamp": seconds, "svix-signature": `v1,${mac}` };
}

test.each<[string, Provider, (body: string) => Record<string, string>, object, object]>([
  [
    "Postmark",
    postmark("courant:password"),
    () => ({ authorization: `Basic ${Buffer.from("courant:password").toString("base64")}` }),
    { RecordType: "Delivery", MessageID: "b7bc-1", Recipient: "ada@mail.example", Metadata: { courant: key } },
    { messageId: key, queueId: "b7bc-1" },
  ],
  [
    "Resend",
    resend(`whsec_${Buffer.from("resend key").toString("base64")}`),
    svix,
    { type: "email.delivered", data: { email_id: "ae20-1", to: ["ada@mail.example"], tags: { courant: key } } },
    { messageId: key, queueId: "ae20-1" },
  ],
])(
  "%s tells the key that our letters carry, and its own name of the letter",
  async (_, provider, headers, event, names) => {
    const body = JSON.stringify(event);
    expect(await provider({ raw: Buffer.from(body), headers: headers(body) }, now)).toMatchObject([names]);
  },
);
