import { createSign } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { ProviderEvent } from "../../../src/server/webhooks/event.ts";
import { isSns, ses } from "../../../src/server/webhooks/ses.ts";
import { makeCertificate } from "../../deliver/certificate.ts";

const now = Date.UTC(2026, 10, 22, 8);
const topic = "arn:aws:sns:eu-west-1:123456789012:bounces";
const host = "https://sns.eu-west-1.amazonaws.com";
const own = makeCertificate("DNS:sns.amazonaws.com", [2020, 2049], "rsa");
const old = makeCertificate("DNS:sns.amazonaws.com", [2020, 2021], "rsa");

const bounce = {
  notificationType: "Bounce",
  mail: { messageId: "0102018-1-000000", commonHeaders: { messageId: "<daily.2026-11-20.x@news.example>" } },
  bounce: {
    bounceType: "Permanent",
    bounceSubType: "General",
    timestamp: "2026-11-22T07:59:00.000Z",
    bouncedRecipients: [
      { emailAddress: "reader@mail.example", status: "5.1.1", diagnosticCode: "smtp; 550 5.1.1 user unknown" },
      { emailAddress: "other@mail.example", diagnosticCode: "smtp; 550 5.7.1 blocked using blocklist.example" },
    ],
  },
};

const notification = {
  Type: "Notification",
  MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
  TopicArn: topic,
  Message: JSON.stringify(bounce),
  Timestamp: "2026-11-22T07:59:30.000Z",
  SignatureVersion: "2",
  SigningCertURL: `${host}/SimpleNotificationService-1.pem`,
};
const subscription = {
  ...notification,
  Type: "SubscriptionConfirmation",
  Token: "2336412f37",
  SubscribeURL: `${host}/?Action=ConfirmSubscription&TopicArn=${topic}&Token=2336412f37`,
  Message: "You have chosen to subscribe to the topic.",
};

/** As Amazon's documentation of SNS gives the string to sign, byte by byte: names in order, each value on a line of its own. */
function signed<T extends Record<string, string>>(message: T, key = own.key): T {
  const fields =
    message["Type"] === "Notification"
      ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
      : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
  const text = fields.flatMap((name) => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`])).join("");
  const algorithm = message["SignatureVersion"] === "1" ? "sha1" : "sha256";
  return { ...message, Signature: createSign(algorithm).update(text).sign(key, "base64") };
}

describe("Amazon SES, by SNS", () => {
  let fetched: string[];
  let certificate: string;
  let provider: ReturnType<typeof ses>;
  beforeEach(() => {
    [fetched, certificate] = [[], own.cert];
    provider = ses(topic, async (url) => {
      fetched.push(url);
      return certificate;
    });
  });
  const send = (message: object, at = now): Promise<readonly ProviderEvent[] | null> =>
    provider({ raw: Buffer.from(JSON.stringify(message)), headers: {} }, at);

  test.each(["1", "2"])("gives an event for each recipient, signed by version %s", async (SignatureVersion) => {
    const events = await send(signed({ ...notification, SignatureVersion }));
    expect(events).toEqual([
      {
        id: `ses ${notification.MessageId} 0`,
        class: { otherwise: "hard" },
        email: "reader@mail.example",
        messageId: "<daily.2026-11-20.x@news.example>",
        queueId: "0102018-1-000000",
        at: Date.UTC(2026, 10, 22, 7, 59),
        status: "5.1.1",
        diagnostic: "smtp; 550 5.1.1 user unknown",
      },
      expect.objectContaining({ email: "other@mail.example", status: "5.7.1" }),
    ]);
  });

  test("a Subject is signed along", async () => {
    const message = signed({ ...notification, Subject: "Amazon SES Email Event Notification" });
    expect(await send(message)).toHaveLength(2);
    expect(await send({ ...message, Subject: "another" })).toBeNull();
  });

  test("fetches a certificate once", async () => {
    for (const MessageId of ["1", "2", "3"]) await send(signed({ ...notification, MessageId }));
    expect(fetched).toEqual([notification.SigningCertURL]);
  });

  test("a certificate that could not be fetched is asked for again", async () => {
    const answers = [Promise.reject(new Error("down")), Promise.resolve("no certificate"), Promise.resolve(own.cert)];
    const flaky = ses(topic, () => answers.shift()!);
    const raw = Buffer.from(JSON.stringify(signed(notification)));
    await expect(flaky({ raw, headers: {} }, now)).rejects.toThrow("down");
    await expect(flaky({ raw, headers: {} }, now)).rejects.toThrow("PEM");
    expect(await flaky({ raw, headers: {} }, now)).toHaveLength(2);
  });

  test("confirms the subscription of its topic, at the address that was signed", async () => {
    expect(await send(signed(subscription))).toEqual([]);
    expect(fetched).toEqual([notification.SigningCertURL, subscription.SubscribeURL]);
  });

  test.each([
    ["a value that was changed", { ...signed(notification), Message: JSON.stringify({ ...bounce, x: 1 }) }],
    ["another's key", signed(notification, old.key)],
    ["no signature", notification],
    ["another topic", signed({ ...notification, TopicArn: `${topic}2` })],
    ["a certificate of another host", signed({ ...notification, SigningCertURL: "https://evil.example/x.pem" })],
    ["an address of another host to confirm at", signed({ ...subscription, SubscribeURL: "http://127.0.0.1/admin" })],
    ["an unknown type", signed({ ...notification, Type: "Other" })],
    ["an unknown version", { ...signed(notification), SignatureVersion: "3" }],
    ["no time", signed({ ...notification, Timestamp: "" })],
  ])("refuses %s", async (_, message) => {
    expect(await send(message)).toBeNull();
    expect(fetched.every((url) => url === notification.SigningCertURL)).toBe(true);
  });

  test("refuses what is older than an hour, and a certificate that has expired", async () => {
    expect(await send(signed(notification), now + 3_600_000)).toBeNull();
    certificate = old.cert;
    const fresh = { ...notification, SigningCertURL: `${host}/old.pem` };
    expect(await send(signed(fresh, old.key))).toBeNull();
  });

  test("praise, delays and opens ask for nothing; complaints and deliveries are told", async () => {
    const told = async (notice: object): Promise<unknown> =>
      (await send(signed({ ...notification, Message: JSON.stringify(notice) })))?.map((event) => event.class);
    const complainedRecipients = [{ emailAddress: "reader@mail.example" }];
    expect(await told({ notificationType: "Complaint", complaint: { complainedRecipients } })).toEqual(["complaint"]);
    const praise = { complainedRecipients, complaintFeedbackType: "not-spam" };
    expect(await told({ eventType: "Complaint", complaint: praise })).toEqual([]);
    expect(await told({ eventType: "Delivery", delivery: { recipients: ["reader@mail.example"] } })).toEqual([
      "delivered",
    ]);
    expect(await told({ eventType: "Open", open: {} })).toEqual([]);
  });
});

describe("addresses that SNS may send us to", () => {
  test("those of the topic's own region", () => {
    expect(isSns(`${host}/SimpleNotificationService-1.pem`, topic, ".pem")).toBe(true);
    const chinese = "arn:aws-cn:sns:cn-north-1:1:bounces";
    expect(isSns("https://sns.cn-north-1.amazonaws.com.cn/x.pem", chinese, ".pem")).toBe(true);
  });

  test.each([
    "http://sns.eu-west-1.amazonaws.com/x.pem",
    "https://sns.us-east-1.amazonaws.com/x.pem",
    "https://sns.eu-west-1.amazonaws.com.cn/x.pem",
    "https://sns.eu-west-1.amazonaws.com.evil.example/x.pem",
    "https://evil.example/sns.eu-west-1.amazonaws.com/x.pem",
    "https://sns.eu-west-1.amazonaws.com@evil.example/x.pem",
    "https://sns.eu-west-1.amazonaws.com:8443/x.pem",
    "https://sns.eu-west-1.amazonaws.com/x.pem?y=.pem",
    "https://sns.eu-west-1.amazonaws.com/x.txt",
    "https://s3.eu-west-1.amazonaws.com/x.pem",
    "no address",
  ])("never %s", (url) => {
    expect(isSns(url, topic, ".pem")).toBe(false);
  });
});
