import { assert, asyncProperty, string } from "fast-check";
import PostalMime from "postal-mime";
import { expect, test } from "vitest";
import { headerDate, headerLine, headerMailbox, headerText } from "../../src/deliver/mime-header.ts";

test.each([
  ["short ASCII stays as it is", "The week in cloud", "The week in cloud"],
  ["other scripts become encoded words", "日曜版", "=?UTF-8?B?5pel5puc54mI?="],
  ["what looks like an encoded word is encoded itself", "=?UTF-8?B?eA==?=", "=?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?="],
  ["line ends become blanks", "a\r\nBcc: victim@example.org", "a Bcc: victim@example.org"],
  [
    "long ASCII is folded at a blank",
    `${"word ".repeat(20)}end`,
    `${"word ".repeat(12)}word\r\n ${"word ".repeat(7)}end`,
  ],
])("a subject: %s", (_, text, value) => {
  expect(headerText(text, 9)).toBe(value);
});

test.each([
  ["no name gives the address alone", "", "a@b.example"],
  ["atoms stay as they are", "Ada Lovelace", "Ada Lovelace <a@b.example>"],
  ["specials are quoted", 'Lovelace, "Ada"', '"Lovelace, \\"Ada\\"" <a@b.example>'],
  ["an address in a name cannot become a second one", "x <v@x.example>,", '"x <v@x.example>," <a@b.example>'],
  ["other scripts become encoded words", "愛田", "=?UTF-8?B?5oSb55Sw?= <a@b.example>"],
])("a mailbox: %s", (_, name, value) => {
  expect(headerMailbox(name, "a@b.example", 4)).toBe(value);
});

test("a date is written in UTC as RFC 5322 wants it", () => {
  expect(headerDate(Date.UTC(2026, 10, 5, 7, 0, 1))).toBe("Thu, 05 Nov 2026 07:00:01 +0000");
});

test("a value with a line end of its own is refused", () => {
  expect(() => headerLine("X", "a\r\nBcc: v@x.example")).toThrow(RangeError);
});

test("any subject comes back from a parser in one piece, and adds no header", async () => {
  await assert(
    asyncProperty(string({ unit: "binary", maxLength: 200 }), async (subject) => {
      const head =
        headerLine("Subject", headerText(subject, 9)) + headerLine("To", headerMailbox(subject, "a@b.example", 4));
      for (const line of head.split("\r\n")) expect(line.length).toBeLessThanOrEqual(78);
      const mail = await PostalMime.parse(`${head}\r\nbody`);
      const line = subject
        .toWellFormed()
        .replace(/[\s\p{Cc}\u2028\u2029\uFDD0-\uFDEF]+/gu, " ")
        .trim();
      expect(mail.headers.map(({ key }) => key)).toEqual(["subject", "to"]);
      expect(mail.subject ?? "").toBe(line);
      expect(mail.to).toMatchObject([{ address: "a@b.example" }]);
    }),
  );
});
