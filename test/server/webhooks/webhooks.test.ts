import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import type { Env } from "../../../src/server/desk.ts";
import type { ProviderEvent } from "../../../src/server/webhooks/event.ts";
import { providersOf, webhookRoutes } from "../../../src/server/webhooks/webhooks.ts";

const now = Date.UTC(2026, 10, 22, 8);
const seconds = String(now / 1000);
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const environment = {
  SENDGRID_WEBHOOK_KEY: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
  MAILGUN_WEBHOOK_KEY: "mailgun key",
  POSTMARK_WEBHOOK_AUTH: "courant:long password",
  RESEND_WEBHOOK_SECRET: `whsec_${Buffer.from("resend key").toString("base64")}`,
  SES_TOPIC_ARN: "arn:aws:sns:eu-west-1:1:bounces",
};

interface Asked {
  readonly status: number;
  readonly body: string;
  readonly events: readonly ProviderEvent[];
}

async function post(provider: string, body: string, headers: Record<string, string> = {}, at = now): Promise<Asked> {
  const events: ProviderEvent[] = [];
  const app = new Hono<Env>();
  const providers = providersOf(environment, () => Promise.reject(new Error("nothing is fetched here")));
  webhookRoutes(
    providers,
    async (event) => void events.push(event),
    () => at,
  )(app);
  const answer = await app.request(`/webhooks/${provider}`, { method: "POST", body, headers });
  return { status: answer.status, body: await answer.text(), events };
}

const refused = { status: 401, body: "", events: [] };
const unknown = { status: 404, body: "", events: [] };

function svix(body: string, key = "resend key"): Record<string, string> {
  const mac = createHmac("sha256", key).update(`msg_1.${seconds}.${body}`).digest("base64");
  return { "svix-id": "msg_1", "svix-timestamp": seconds, "svix-signature": `v1,AAAA v1,${mac}` };
}

function ecdsa(body: string): Record<string, string> {
  const signature = createSign("sha256")
    .update(seconds + body)
    .sign(privateKey, "base64");
  return {
    "x-twilio-email-event-webhook-signature": signature,
    "x-twilio-email-event-webhook-timestamp": seconds,
  };
}

function mailgunBody(key = "mailgun key"): string {
  const signature = createHmac("sha256", key).update(`${seconds}token`).digest("hex");
  const event = {
    event: "failed",
    severity: "permanent",
    id: "e1",
    recipient: "reader@mail.example",
    message: { headers: { "message-id": "daily.2026-11-20.x@news.example" } },
    "delivery-status": { code: 550, message: "5.1.1 user unknown" },
  };
  return JSON.stringify({ signature: { timestamp: seconds, token: "token", signature }, "event-data": event });
}

describe("POST /webhooks/PROVIDER", () => {
  const resendBody = JSON.stringify({
    type: "email.bounced",
    created_at: "2026-11-22T07:59:00Z",
    data: { to: ["reader@mail.example"], bounce: { type: "Permanent", message: "550 5.1.1 no" } },
  });
  const sendgridBody = JSON.stringify([
    { event: "bounce", type: "bounce", sg_event_id: "s1", email: "reader@mail.example", status: "5.1.1", reason: "no" },
    { event: "open", sg_event_id: "s2", email: "reader@mail.example" },
  ]);
  const basic = { authorization: `Basic ${Buffer.from("courant:long password").toString("base64")}` };
  const postmarkBody = JSON.stringify({
    RecordType: "Bounce",
    Type: "HardBounce",
    ID: 7,
    Email: "reader@mail.example",
  });

  test("Resend: any of several signatures is enough", async () => {
    const { status, events } = await post("resend", resendBody, svix(resendBody));
    expect([status, events.map((event) => [event.id, event.class])]).toEqual([
      200,
      [["resend msg_1 0", { otherwise: "hard" }]],
    ]);
  });

  test("SendGrid: every event of the batch that is about an end", async () => {
    const { status, events } = await post("sendgrid", sendgridBody, ecdsa(sendgridBody));
    expect([status, events.map((event) => event.id)]).toEqual([200, ["sendgrid s1"]]);
  });

  test("Mailgun: with the Message-ID of the letter", async () => {
    const { status, events } = await post("mailgun", mailgunBody());
    expect([status, events[0]?.messageId]).toEqual([200, "daily.2026-11-20.x@news.example"]);
  });

  test("Postmark: by basic authentication", async () => {
    const { status, events } = await post("postmark", postmarkBody, basic);
    expect([status, events[0]?.class]).toEqual([200, "hard"]);
  });

  test.each([
    ["resend", resendBody, svix(resendBody, "another key")],
    ["resend", `${resendBody} `, svix(resendBody)],
    ["sendgrid", `${sendgridBody} `, ecdsa(sendgridBody)],
    ["mailgun", mailgunBody("another key"), {}],
    ["postmark", postmarkBody, { authorization: "Basic AAAA" }],
    ["postmark", postmarkBody, {}],
    ["ses", JSON.stringify({ TopicArn: "arn:aws:sns:eu-west-1:2:other" }), {}],
    ["resend", "no JSON", svix("no JSON")],
  ])("%s refuses what is not genuine, and does not say why", async (provider, body, headers) => {
    expect(await post(provider, body, headers)).toEqual(refused);
  });

  test.each([
    ["SES_TOPIC_ARN", "bounces"],
    ["SENDGRID_WEBHOOK_KEY", "-----BEGIN PUBLIC KEY-----"],
    ["POSTMARK_WEBHOOK_AUTH", "password"],
    ["RESEND_WEBHOOK_SECRET", "re_123"],
  ])("%s that cannot be one stops the start", (variable, value) => {
    expect(() => providersOf({ [variable]: value }, () => Promise.reject(new Error("none")))).toThrow(
      expect.objectContaining({ exit: 2, message: expect.stringContaining(variable) }),
    );
  });

  test("a provider whose key is not set does not exist", async () => {
    expect(await post("nobody", "{}")).toEqual(unknown);
  });

  test("Mailgun signs no body: its token is good for one, which may come again", async () => {
    const provider = providersOf(environment, () => Promise.reject(new Error("none"))).get("mailgun")!;
    const send = (body: string): ReturnType<typeof provider> => provider({ raw: Buffer.from(body), headers: {} }, now);
    expect([await send(mailgunBody()), await send(mailgunBody())]).toEqual([[expect.anything()], [expect.anything()]]);
    expect(await send(mailgunBody().replace("reader@", "other@"))).toBeNull();
  });

  test.each([
    ["Bounced Address", "hard"],
    ["Spam Reporting Address", "complaint"],
    ["Spam Content", "content"],
    ["Unsubscribed Address", undefined],
  ])("SendGrid: dropped for “%s” is %s", async (reason, expected) => {
    const body = JSON.stringify([{ event: "dropped", sg_event_id: "s3", email: "reader@mail.example", reason }]);
    expect((await post("sendgrid", body, ecdsa(body))).events[0]?.class).toBe(expected);
  });

  test("events without an id of their own are told apart by what they say", async () => {
    const events = ["a", "b"].map((name) => ({ event: "spamreport", email: `${name}@mail.example` }));
    const body = JSON.stringify(events);
    const ids = (await post("sendgrid", body, ecdsa(body))).events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  test("a request older than five minutes is refused", async () => {
    const later = now + 5 * 60_000 + 1;
    expect(await post("resend", resendBody, svix(resendBody), later)).toEqual(refused);
    expect(await post("sendgrid", sendgridBody, ecdsa(sendgridBody), later)).toEqual(refused);
    expect(await post("mailgun", mailgunBody(), {}, later)).toEqual(refused);
  });
});
