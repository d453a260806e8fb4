import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { signMessage } from "../../../src/deliver/dkim.ts";
import { messageBytes } from "../../../src/deliver/message.ts";
import { claimFor, messageFor } from "./letter.ts";
import { opened, sendAll, sendOne, told, transportTo } from "./send.ts";
import { openSes } from "./ses-double.ts";

/** SES's errors come with their type in a header. */
function error(
  status: number,
  type: string,
  message: string,
): { status: number; headers: Record<string, string>; body: object } {
  return { status, headers: { "x-amzn-errortype": type }, body: { message } };
}

describe("Amazon SES", () => {
  test("takes the letter's own bytes, signed by Signature Version 4, and names it", async () => {
    const ses = await opened(openSes());
    const claim = claimFor("ada@reader.example");
    expect(await sendOne(ses.mailUrl)).toMatchObject({
      verdict: "sent",
      attempt: { code: 200, queueId: "0102018-1-000000" },
    });
    expect(ses.taken[0]!.bytes).toEqual(messageBytes(messageFor(claim)));
    expect(ses.taken[0]!.request["EmailTags"]).toEqual([
      { Name: "courant", Value: expect.stringMatching(/^[\w-]{22}$/) },
    ]);
  });

  test("gets no DKIM signature of ours: it rewrites what that covers, and takes one at most", async () => {
    const ses = await opened(openSes());
    const { privateKey } = generateKeyPairSync("ed25519");
    const keys = ["one", "two"].map((selector) => {
      return { domain: "news.example", selector, key: privateKey, algorithm: "ed25519-sha256" as const };
    });
    const claim = claimFor("ada@reader.example");
    const signed = await signMessage(messageFor(claim), keys);
    const [result] = await sendAll(transportTo(ses.mailUrl), [], { claims: [claim], message: () => signed });
    expect(result!.verdict).toBe("sent");
    expect(ses.taken[0]!.bytes).toEqual(messageBytes(messageFor(claim)));
  });

  test("sends bounces to the return path, where there is one", async () => {
    const ses = await opened(openSes());
    const message = messageFor(claimFor("ada@reader.example"));
    const from = "b+1.abc@news.example";
    const returnable = { ...message, envelope: { ...message.envelope, from } };
    await sendAll(transportTo(ses.mailUrl), ["ada@reader.example"], { message: () => returnable });
    expect(ses.taken[0]!.request["FeedbackForwardingEmailAddress"]).toBe(from);
  });

  test("takes temporary credentials", async () => {
    const ses = await opened(openSes({ session: "token/1==" }));
    expect(await sendOne(`${ses.mailUrl}&session=token/1==`)).toMatchObject({ verdict: "sent" });
  });

  test.each([
    ["a wrong secret", (url: string) => url.replace("signs@", "signz@"), "InvalidSignatureException"],
    ["a wrong key", (url: string) => url.replace("AKIA", "AKIB"), "UnrecognizedClientException"],
    ["another region", (url: string) => url.replace("eu-west-1", "us-east-1"), "InvalidSignatureException"],
  ])("%s is refused, and no part of it is told", async (_, change, type) => {
    const ses = await opened(openSes());
    const result = await sendOne(change(ses.mailUrl));
    expect(result).toMatchObject({ verdict: "refused", attempt: { phase: "auth", code: 403 } });
    expect(told(result)).toContain(type);
    expect(told(result)).not.toMatch(/signs|signz|AKIA|AKIB/);
  });

  test("a server that repeats what it was sent tells no secret", async () => {
    const echo = error(400, "BadRequestException", "x-amz-security-token:token/1== AKIAEXAMPLE secret/with+signs");
    const ses = await opened(openSes({ fault: () => echo }));
    const result = await sendOne(`${ses.mailUrl}&session=token/1==`);
    expect(told(result)).toContain("x-amz-security-token:[secret] [secret] [secret]");
  });

  test("in the sandbox the issue waits, and no reader is to blame", async () => {
    const ses = await opened(openSes({ sandbox: true }));
    const result = await sendOne(ses.mailUrl);
    expect(told(result)).toMatch(/^refused mail 400 MessageRejected: Email address is not verified\. .*: \[reader\]$/);
  });

  test.each([
    [error(400, "BadRequestException", "Local address contains control or whitespace"), "failed rcpt 400"],
    [error(400, "BadRequestException", "Missing required header 'From'."), "refused mail 400"],
    [error(400, "AccountSuspendedException", "Sending suspended"), "refused mail 400"],
    [error(400, "SendingPausedException", "Paused"), "refused mail 400"],
    [error(400, "MailFromDomainNotVerifiedException", "No MX"), "refused mail 400"],
    [error(400, "LimitExceededException", "Too many"), "refused mail 400"],
    [error(404, "NotFoundException", "Configuration set <x> does not exist."), "refused mail 404"],
    [error(429, "TooManyRequestsException", "Daily message quota exceeded."), "refused mail 429"],
    [error(500, "InternalFailure", "Oops"), "deferred mail 500"],
    [error(503, "ServiceUnavailable", "Later"), "deferred mail 503"],
    [error(504, "GatewayTimeout", "?"), "unsure dot 504"],
    [{ status: 502, body: "<html>Bad Gateway</html>" }, "deferred mail 502"],
    ["reset" as const, "unsure dot -"],
    ["take-and-reset" as const, "unsure dot -"],
  ])("%j: %s", async (fault, expected) => {
    const ses = await opened(openSes({ fault: () => fault }));
    expect(told(await sendOne(ses.mailUrl))).toContain(expected);
    expect(ses.requests()).toBe(1);
  });

  test("asked too fast, it is asked again more slowly, and every letter arrives once", async () => {
    let busy = 3;
    const throttle = {
      ...error(429, "TooManyRequestsException", "Maximum sending rate exceeded."),
      headers: { "retry-after": "0" },
    };
    const ses = await opened(openSes({ fault: () => (busy-- > 0 ? throttle : undefined) }));
    const addresses = Array.from({ length: 8 }, (_, i) => `r${i}@reader.example`);
    const results = await sendAll(transportTo(ses.mailUrl), addresses);
    expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(["sent"]));
    expect(ses.taken.map(({ to }) => to).toSorted()).toEqual(addresses);
  });

  test("told to come back later than in a moment, the letter is put off for as long", async () => {
    const later = { ...error(429, "ThrottlingException", "Rate exceeded"), headers: { "retry-after": "90" } };
    const ses = await opened(openSes({ fault: () => later }));
    expect(await sendOne(ses.mailUrl)).toMatchObject({
      verdict: "deferred",
      wait: 90_000,
      attempt: { phase: "mail", code: 429 },
    });
    expect(ses.requests()).toBe(1);
  });
});
