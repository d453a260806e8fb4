import { describe, expect, test } from "vitest";
import { batchNumber, type Waiting } from "../../../src/deliver/providers/gatherer.ts";
import type { Claim } from "../../../src/base/ledger.ts";
import { claimFor, messageFor } from "./letter.ts";
import { openResend } from "./resend-double.ts";
import { opened, sendAll, sendOne, told, transportTo } from "./send.ts";

const readers = Array.from({ length: 250 }, (_, i) => `r${i}@reader.example`);

/** The same letters as claims of a later process: their intents named the request in which they may have left. */
function again(claims: readonly Claim[]): readonly Claim[] {
  const batch = batchNumber(claims.map((claim) => ({ claim }) as Waiting));
  return claims.map((claim) => ({ ...claim, batch, doubts: 1 }));
}

describe("Resend", () => {
  test("takes the letter as JSON, with every header, and the key by which its events are known", async () => {
    const resend = await opened(openResend());
    const result = await sendOne(resend.mailUrl);
    expect(result).toMatchObject({ verdict: "sent", attempt: { code: 200, queueId: resend.taken[0]!.id } });
    const { email } = resend.taken[0]!;
    const { messageId } = messageFor(claimFor("ada@reader.example"));
    expect(email).toMatchObject({
      // Resend refuses quotes and encoded words.
      from: "The Daily Courant <news@news.example>",
      to: ["ada@reader.example"],
      reply_to: ["desk@news.example"],
      subject: "Oracle, chosen — ça va?",
    });
    expect(email.text).toContain("☕\n.dot\n");
    expect(email.html).toContain("☕</p>");
    expect(email.headers).toMatchObject({
      "Message-ID": messageId,
      "List-Unsubscribe": `<https://mail.example/unsubscribe/${"1".padStart(22, "A")}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      "List-Id": "The Weekly <weekly.news.example>",
    });
    expect(email.tags).toEqual([{ name: "courant", value: messageId.replace(/^.*\.([\w-]{22})@.*$/, "$1") }]);
  });

  test("takes 100 letters in a request", async () => {
    const resend = await opened(openResend());
    const results = await sendAll(transportTo(resend.mailUrl, 3), readers);
    expect(resend.batches.toSorted((a, b) => b - a)).toEqual([100, 100, 50]);
    const ids = new Map(resend.taken.map(({ to, id }) => [to, id]));
    for (const [i, result] of results.entries())
      expect(result).toMatchObject({ verdict: "sent", attempt: { queueId: ids.get(readers[i]!) } });
  });

  test("names malformed addresses one by one; the others of the batch are sent", async () => {
    const resend = await opened(openResend());
    const results = await sendAll(transportTo(resend.mailUrl), ["a@reader.example", "b@[x]", "c@reader.example"]);
    expect(results.map(({ verdict }) => verdict)).toEqual(["sent", "failed", "sent"]);
    expect(told(results[1]!)).toContain("failed rcpt 422 Invalid `to` field.");
    expect(resend.taken.map(({ to }) => to)).toEqual(["a@reader.example", "c@reader.example"]);
  });

  test("a request that was taken and not answered is made again under its key, and sends nothing twice", async () => {
    const resend = await opened(openResend({ fault: (n) => (n === 0 ? "take-and-reset" : undefined) }));
    const results = await sendAll(transportTo(resend.mailUrl), readers.slice(0, 40));
    expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(["sent"]));
    expect([resend.taken.length, resend.repeated()]).toEqual([40, 1]);
  });

  test.each([
    { status: 401, body: { name: "missing_api_key", message: "gone" } },
    { status: 429, headers: { "retry-after": "60" }, body: { name: "rate_limit_exceeded", message: "later" } },
    { status: 503, headers: { "retry-after": "60" }, body: "down" },
  ])("what may have been taken stays in doubt, whatever %j says afterwards", async (then) => {
    const resend = await opened(openResend({ fault: (n) => (n === 0 ? "take-and-reset" : then) }));
    expect(told(await sendOne(resend.mailUrl))).toMatch(/^unsure dot - /);
    expect(resend.taken).toHaveLength(1);
  });

  test("letters in doubt come together again and are one request under one key, in whatever order they come up", async () => {
    const resend = await opened(openResend({ fault: (n) => (n < 3 ? "take-and-reset" : undefined) }));
    const claims = readers.slice(0, 60).map((address, i) => claimFor(address, i + 1));
    const first = await sendAll(transportTo(resend.mailUrl), [], { claims });
    expect(new Set(first.map(({ verdict }) => verdict))).toEqual(new Set(["unsure"]));
    const fresh = claimFor("new@reader.example", 90);
    const mixed = [fresh, ...again(claims).toReversed()];
    const second = await sendAll(transportTo(resend.mailUrl), [], { claims: mixed });
    expect(new Set(second.map(({ verdict }) => verdict))).toEqual(new Set(["sent"]));
    expect(resend.taken).toHaveLength(61);
  });

  test("a batch of which a reader has left goes without them, as soon as it is clear that they do not come", async () => {
    const resend = await opened(openResend());
    const claims = again(readers.slice(0, 5).map((address, i) => claimFor(address, i + 1)));
    await sendAll(transportTo(resend.mailUrl), [], { claims: claims.slice(1) });
    expect(resend.batches).toEqual([4]);
  });

  test("after a day the key is forgotten, and the request is taken anew", async () => {
    let now = Date.now();
    const resend = await opened(openResend({ clock: () => now }));
    await sendOne(resend.mailUrl);
    now += 25 * 3_600_000;
    await sendOne(resend.mailUrl);
    expect(resend.taken).toHaveLength(2);
  });

  test("asked faster than twice a second, it is asked again more slowly until all are sent", async () => {
    const resend = await opened(openResend({ rate: 2 }));
    const results = await sendAll(transportTo(`${resend.mailUrl}&batch=20`, 3), readers.slice(0, 60));
    expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(["sent"]));
    expect(resend.taken).toHaveLength(60);
  });

  test.each([
    [{ quota: 0 }, "refused mail 429 daily_quota_exceeded"],
    [{ verified: [] }, "refused auth 403 validation_error: You can only send testing emails"],
    [{ verified: ["other.example"] }, "refused mail 422 The from domain is not verified."],
  ])("%j stops the issue and no reader", async (options, expected) => {
    const resend = await opened(openResend(options));
    expect(told(await sendOne(resend.mailUrl))).toContain(expected);
  });

  test.each([
    [{ status: 401, body: { name: "missing_api_key", message: "" } }, 1, "refused auth 401"],
    [{ status: 422, body: { name: "validation_error", message: "x" } }, 1, "refused mail 422"],
    [{ status: 451, body: { name: "security_error", message: "x" } }, 1, "refused mail 451"],
    [{ status: 500, body: { name: "application_error", message: "x" } }, 3, "deferred mail 500"],
    [{ status: 409, body: { name: "concurrent_idempotent_requests", message: "x" } }, 3, "unsure dot 409"],
    [{ status: 200, body: { data: [] } }, 1, "unsure dot 200"],
    [
      { status: 429, headers: { "retry-after": "3600" }, body: { name: "rate_limit_exceeded", message: "x" } },
      1,
      "deferred mail 429",
    ],
    ["reset" as const, 3, "unsure dot -"],
  ])("%j: asked %i times, then %s", async (fault, times, expected) => {
    const resend = await opened(openResend({ fault: () => fault }));
    expect(told(await sendOne(resend.mailUrl))).toContain(expected);
    expect(resend.requests()).toBe(times);
  });

  test("a wrong key is refused, and not told", async () => {
    const resend = await opened(openResend());
    expect(told(await sendOne(resend.mailUrl.replace("re_secret", "re_sekret")))).toBe(
      "refused auth 403 invalid_api_key: API key is invalid",
    );
  });
});
