import { describe, expect, test } from "vitest";
import { headerWords } from "../../../src/deliver/providers/letter-parts.ts";
import { letterFor } from "../letter.ts";
import { claimFor, messageFor } from "./letter.ts";
import { openPostmark } from "./postmark-double.ts";
import { opened, sendAll, sendOne, told, transportTo } from "./send.ts";

const readers = Array.from({ length: 120 }, (_, i) => `r${i}@reader.example`);

describe("Postmark", () => {
  test("takes the letter as JSON, with every header, its own Message-ID and no tracking", async () => {
    const postmark = await opened(openPostmark());
    const claim = claimFor("ada@reader.example", 7);
    const addressed = { ...claim, reader: { ...claim.reader, name: 'Ada "the Countess", Lovelace' } };
    const [result] = await sendAll(transportTo(postmark.mailUrl), [], { claims: [addressed] });
    expect(result).toMatchObject({
      verdict: "sent",
      attempt: { code: 200, text: "OK", queueId: postmark.taken[0]!.id },
    });
    const { email } = postmark.taken[0]!;
    expect(email).toMatchObject({
      From: '"The “Daily”, Courant" <news@news.example>',
      To: '"Ada \\"the Countess\\", Lovelace" <ada@reader.example>',
      ReplyTo: "desk@news.example",
      Subject: "Oracle, chosen — ça va?",
      MessageStream: "broadcast",
      TrackOpens: false,
      TrackLinks: "None",
    });
    expect(email.TextBody).toContain('Hello Ada "the Countess", Lovelace ☕\n.dot\n');
    expect(email.HtmlBody).toContain("Hello Ada &quot;the Countess&quot;, Lovelace ☕</p>");
    const headers = new Map(email.Headers.map(({ Name, Value }) => [Name, headerWords(Value)]));
    expect(headers.get("Message-ID")).toBe(messageFor(addressed).messageId);
    expect(headers.get("X-PM-KeepID")).toBe("true");
    expect(headers.get("List-Unsubscribe-Post")).toBe("List-Unsubscribe=One-Click");
    expect(headers.get("List-Id")).toBe("The Weekly <weekly.news.example>");
    expect(messageFor(addressed).messageId).toContain(email.Metadata["courant"]);
  });

  test("takes 50 letters in a request, or as many as its URL says", async () => {
    const postmark = await opened(openPostmark());
    await sendAll(transportTo(postmark.mailUrl), readers);
    expect(postmark.batches.toSorted((a, b) => b - a)).toEqual([50, 50, 20]);
    await sendAll(transportTo(`${postmark.mailUrl}&batch=500`), readers);
    expect(postmark.batches.at(-1)).toBe(120);
    expect(postmark.taken).toHaveLength(240);
  });

  test("notes of the service go by the transactional stream, letters by the one that is named", async () => {
    const postmark = await opened(openPostmark({ streams: ["outbound", "news"] }));
    await sendAll(transportTo(`${postmark.mailUrl}&stream=news`), ["a@reader.example"]);
    await sendAll(transportTo(`${postmark.mailUrl}&stream=news`), ["b@reader.example"], { message: letterFor });
    expect(postmark.taken.map(({ email }) => email.MessageStream)).toEqual(["news", "outbound"]);
  });

  test("answers 200 with a word on each: the inactive and the malformed fail, the others are sent", async () => {
    const postmark = await opened(openPostmark({ inactive: ["r1@reader.example"] }));
    const results = await sendAll(transportTo(postmark.mailUrl), [
      "r0@reader.example",
      "r1@reader.example",
      "r2@[reader]",
    ]);
    expect(results.map(told)).toEqual([
      "sent dot 200 OK",
      "failed rcpt 406 You tried to send to a recipient that has been marked as inactive. Found inactive addresses: [reader].",
      "failed rcpt 300 Invalid 'To' address: '[reader]'.",
    ]);
    expect(results.map((result) => (result.verdict === "aborted" ? "" : result.attempt.enhanced))).toEqual([
      null,
      "5.2.1",
      "5.1.3",
    ]);
  });

  test("a wrong token is refused, and not told", async () => {
    const postmark = await opened(openPostmark());
    const result = await sendOne(postmark.mailUrl.replace("pm-secret", "pm-sekret"));
    expect(told(result)).toMatch(/^refused auth 10 The Server Token/);
  });

  test("a sender or a stream that it does not know stops the issue and no reader", async () => {
    const foreign = await opened(openPostmark({ confirmed: [] }));
    expect(told(await sendOne(foreign.mailUrl))).toMatch(/^refused mail 400 /);
    const streamless = await opened(openPostmark({ streams: ["outbound"] }));
    expect(told(await sendOne(streamless.mailUrl))).toMatch(/^refused mail 1235 /);
  });

  test.each([
    [{ status: 422, body: { ErrorCode: 405, Message: "Not allowed to send: out of credits" } }, "refused mail 405"],
    [{ status: 422, body: { ErrorCode: 412, Message: "Account is pending" } }, "refused mail 412"],
    [{ status: 413, body: "too large" }, "refused mail 413"],
    [{ status: 403, body: "<html>403 Forbidden</html>" }, "refused auth 403"],
    [{ status: 503, body: { ErrorCode: 100, Message: "Maintenance" } }, "deferred mail 100"],
    [{ status: 500, body: "crashed" }, "deferred mail 500"],
    [{ status: 200, body: [] }, "unsure dot 200"],
    [{ status: 200, body: "<html>" }, "unsure dot 200"],
    [{ status: 200, body: [{ ErrorCode: 100, Message: "Maintenance" }] }, "deferred mail 100"],
    ["take-and-reset" as const, "unsure dot -"],
  ])("%j: %s", async (fault, expected) => {
    const postmark = await opened(openPostmark({ fault: () => fault }));
    expect(told(await sendOne(postmark.mailUrl))).toContain(expected);
    expect(postmark.requests()).toBe(1);
  });

  test("429 is waited out as long as it says, and nobody is mailed twice", async () => {
    const fault = (n: number): object | undefined =>
      n === 0 ? { status: 429, headers: { "retry-after": "1" }, body: {} } : undefined;
    const postmark = await opened(openPostmark({ fault: fault as never }));
    const began = Date.now();
    expect(await sendOne(postmark.mailUrl)).toMatchObject({ verdict: "sent" });
    expect(Date.now() - began).toBeGreaterThanOrEqual(990);
    expect(postmark.taken).toHaveLength(1);
  });
});
