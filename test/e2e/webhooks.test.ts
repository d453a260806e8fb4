/** What mail providers tell the running service, over HTTP. */
import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { courant } from "../courant.ts";
import { freePort, type Running, servedNewsroom, startService } from "./service-process.ts";

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const env = {
  SENDGRID_WEBHOOK_KEY: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
  RESEND_WEBHOOK_SECRET: `whsec_${Buffer.from("resend key").toString("base64")}`,
  POSTMARK_WEBHOOK_AUTH: "courant:long password",
};

test("signed events act on their readers once, and nothing else does", async () => {
  const port = await freePort();
  const dir = servedNewsroom(port);
  const names = ["gone", "full", "angry", "listed", "fine"];
  for (const name of names) courant(["subscribers", "add", `${name}@mail.example`, "--yes"], { cwd: dir });
  const service = await startService(dir, port, env);
  const post = sender(service);
  const states = (): readonly string[] => {
    const { readers } = courant(["subscribers", "list", "--json"], { cwd: dir }).json();
    return names.map((name) => readers.find((one: { email: string }) => one.email === `${name}@mail.example`).status);
  };

  const bounce = (email: string, reason: string, status = ""): object => {
    return {
      event: "bounce",
      type: "bounce",
      sg_event_id: `id ${email}`,
      email: `${email}@mail.example`,
      reason,
      status,
    };
  };
  const events = JSON.stringify([
    bounce("gone", "550 5.1.1 user unknown", "5.1.1"),
    bounce("full", "552 5.2.2 mailbox full", "5.2.2"),
    bounce("listed", "550 5.7.1 blocked using a blocklist", "5.7.1"),
    { event: "open", email: "fine@mail.example", sg_event_id: "o" },
  ]);
  const forged = { ...ecdsa(events), "x-twilio-email-event-webhook-timestamp": "1700000000" };
  expect(await post("sendgrid", events, forged)).toBe(401);
  expect(await post("sendgrid", events)).toBe(401);
  expect(await post("postmark", JSON.stringify({ RecordType: "SpamComplaint", Email: "angry@mail.example" }))).toBe(
    401,
  );
  expect(await post("mailgun", "{}")).toBe(404); // its key is not set
  expect(states()).toEqual(Array(5).fill("active"));

  expect(await post("sendgrid", events, ecdsa(events))).toBe(200);
  expect(await post("sendgrid", events, ecdsa(events))).toBe(200);
  expect(states()).toEqual(["bounced", "active", "active", "active", "active"]);
  expect(service.log().match(/"handled":"\w+"/g)).toEqual(
    ["bounced", "counted", "noted", "repeated", "repeated", "repeated"].map((what) => `"handled":"${what}"`),
  );

  const complaint = JSON.stringify({ type: "email.complained", data: { to: ["angry@mail.example"] } });
  expect(await post("resend", complaint, svix(complaint))).toBe(200);
  expect(states()).toEqual(["bounced", "active", "complained", "active", "active"]);
  const large = `[${" ".repeat(1024 * 1024)}]`; // told so, or cut off before it is through
  expect(await post("sendgrid", large, ecdsa(large)).catch(() => 413)).toBe(413);
  expect(service.log()).not.toContain("@mail.example");
}, 60_000);

function sender({ url }: Running) {
  return async (provider: string, body: string, headers: Record<string, string> = {}): Promise<number> => {
    const answer = await fetch(`${url}/webhooks/${provider}`, { method: "POST", body, headers });
    expect(await answer.text()).toMatch(/^(Payload Too Large)?$/); // no word about why
    return answer.status;
  };
}

function ecdsa(body: string): Record<string, string> {
  const seconds = String(Math.floor(Date.now() / 1000));
  const signature = createSign("sha256")
    .update(seconds + body)
    .sign(privateKey, "base64");
  return {
    "x-twilio-email-event-webhook-signature": signature,
    "x-twilio-email-event-webhook-timestamp": seconds,
  };
}

function svix(body: string): Record<string, string> {
  const seconds = String(Math.floor(Date.now() / 1000));
  const mac = createHmac("sha256", "resend key").update(`msg_1.${seconds}.${body}`).digest("base64");
  return { "svix-id": "msg_1", "svix-timestamp": seconds, "svix-signature": `v1,${mac}` };
}
