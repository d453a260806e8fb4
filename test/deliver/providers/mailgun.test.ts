import { describe, expect, test } from "vitest";
import { messageBytes } from "../../../src/deliver/message.ts";
import { claimFor, messageFor } from "./letter.ts";
import { openMailgun } from "./mailgun-double.ts";
import { opened, sendAll, sendOne, told, transportTo } from "./send.ts";

describe("Mailgun", () => {
  test("takes the letter's own bytes with tracking off, and gives its Message-ID back", async () => {
    const mailgun = await opened(openMailgun());
    const message = messageFor(claimFor("ada@reader.example"));
    const result = await sendOne(mailgun.mailUrl);
    expect(result).toMatchObject({
      verdict: "sent",
      attempt: { text: "Queued. Thank you.", queueId: message.messageId.slice(1, -1) },
    });
    expect(mailgun.taken[0]!.bytes).toEqual(messageBytes(message));
    expect(mailgun.taken[0]!.fields).toEqual({
      to: "ada@reader.example",
      "o:tracking": "no",
      "o:tracking-opens": "no",
      "o:tracking-clicks": "no",
    });
  });

  test("takes letters one by one, several at a time", async () => {
    const mailgun = await opened(openMailgun({ fault: () => ({ delay: 20 }) }));
    const readers = Array.from({ length: 30 }, (_, i) => `r${i}@reader.example`);
    await sendAll(transportTo(mailgun.mailUrl, 10), readers);
    expect(mailgun.taken.map(({ to }) => to).toSorted()).toEqual(readers.toSorted());
  });

  test("a malformed address fails for that reader alone", async () => {
    const mailgun = await opened(openMailgun());
    expect(told(await sendOne(mailgun.mailUrl, "ada@[x]"))).toBe(
      "failed rcpt 400 to parameter is not a valid address. please check documentation",
    );
  });

  test("a sandbox, a wrong key or an unknown domain stops the issue and no reader", async () => {
    const sandbox = await opened(openMailgun({ authorized: [] }));
    expect(told(await sendOne(sandbox.mailUrl))).toMatch(
      /^refused auth 403 Domain mg\.news\.example is not allowed to send/,
    );
    expect(told(await sendOne(sandbox.mailUrl.replace("mg-secret", "mg-sekret")))).toBe("refused auth 401 Forbidden");
    expect(told(await sendOne(sandbox.mailUrl.replace("@mg.", "@mh.")))).toBe(
      "refused mail 404 Domain not found: mh.news.example",
    );
  });

  test.each([
    [{ status: 402, body: { message: "Plan is over" } }, "refused mail 402"],
    [{ status: 400, body: { message: "from parameter is missing" } }, "refused mail 400"],
    [{ status: 413, body: "" }, "refused mail 413"],
    [{ status: 500, body: "" }, "deferred mail 500"],
    [{ status: 301, headers: { location: "https://elsewhere.example" }, body: "" }, "refused mail 301"],
    ["take-and-reset" as const, "unsure dot -"],
  ])("%j: %s", async (fault, expected) => {
    const mailgun = await opened(openMailgun({ fault: () => fault }));
    expect(told(await sendOne(mailgun.mailUrl))).toContain(expected);
    expect(mailgun.requests()).toBe(1);
  });

  test("an answer that does not come in time leaves doubt", async () => {
    const mailgun = await opened(openMailgun({ fault: () => "hang" }));
    expect(told(await sendOne(`${mailgun.mailUrl}&timeout=200`))).toBe("unsure dot - no answer within 0.2 s");
  });

  test("given up while its answer is awaited, a letter is in doubt; before that, it has not left", async () => {
    const mailgun = await opened(openMailgun({ fault: () => "hang" }));
    const transport = transportTo(mailgun.mailUrl, 1);
    const [first, second] = [transport.open()!, transport.open()!];
    const claim = claimFor("ada@reader.example");
    const results = [first, second].map((session) => session.send(claim, messageFor(claim), async () => true));
    while (mailgun.requests() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await second.close();
    await first.close();
    expect((await Promise.all(results)).map(told)).toEqual(["unsure dot - given up", "deferred connect - given up"]);
  });
});
