import fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import { messageBytes } from "../../../src/deliver/message.ts";
import {
  headerAddress,
  headerOf,
  headerWords,
  letterParts,
  otherHeaders,
} from "../../../src/deliver/providers/letter-parts.ts";
import { letterFor } from "../letter.ts";
import { claimFor, letter, messageFor } from "./letter.ts";

describe("a letter read back from its bytes", () => {
  test("is what a mail program sees in them, whatever its words and names", async () => {
    const words = fc.string({ unit: "grapheme", maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(words, words, words, words, async (subject, text, name, sender) => {
        const claim = claimFor("ada@reader.example");
        const addressed = { ...claim, reader: { ...claim.reader, name } };
        const message = messageFor(
          addressed,
          { ...letter, subject, text: `${text}\n`, html: `<p>${text}</p>\n` },
          sender,
        );
        const parts = letterParts(message);
        const mail = await PostalMime.parse(messageBytes(message));
        expect(parts.text.trimEnd()).toBe((mail.text ?? "").replaceAll("\r\n", "\n").trimEnd());
        expect(parts.html!.trimEnd()).toBe((mail.html ?? "").replaceAll("\r\n", "\n").trimEnd());
        expect(headerWords(headerOf(parts.headers, "subject"))).toBe(mail.subject ?? "");
        expect(headerAddress(headerOf(parts.headers, "to"))).toEqual({
          name: mail.to![0]!.name,
          address: mail.to![0]!.address,
        });
        expect(headerAddress(headerOf(parts.headers, "from")).name).toBe(mail.from?.name);
      }),
      { numRuns: 200 },
    );
  });

  test("keeps every header that an API has no field of its own for", () => {
    const headers = otherHeaders(letterParts(messageFor(claimFor("ada@reader.example"))));
    expect(headers.map(({ name }) => name)).toEqual([
      "Message-ID",
      "List-Unsubscribe",
      "List-Unsubscribe-Post",
      "List-Id",
      "List-Archive",
      "Feedback-ID",
      "Precedence",
      "Content-Language",
    ]);
    expect(headers[1]!.value).toMatch(/^<https:\/\/mail\.example\/unsubscribe\/A+1>$/);
  });

  test("may be text alone", () => {
    const claim = claimFor("ada@reader.example");
    expect(letterParts(letterFor(claim))).toMatchObject({ text: "Hello, this is the letter.\n", html: null });
  });
});
