import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { quotedPrintable } from "../../src/deliver/mime-quoted-printable.ts";

test.each([
  ["short ASCII stays as it is", "Hello, world", "Hello, world"],
  ["an equals sign is written in hexadecimal", "1+1=2", "1+1=3D2"],
  ["other letters are UTF-8 in hexadecimal", "é—日", "=C3=A9=E2=80=94=E6=97=A5"],
  ["a blank at the end of a line is written in hexadecimal", "a \nb\t", "a=20\r\nb=09"],
  ["every kind of line end becomes CRLF", "a\nb\r\nc\rd", "a\r\nb\r\nc\r\nd"],
  ["a line never begins with a dot", ".\n.com", "=2E\r\n=2Ecom"],
  ["a line never begins with From", "From here", "=46rom here"],
  ["76 octets fit in a line", "x".repeat(76), "x".repeat(76)],
  ["77 octets take two lines", "x".repeat(77), `${"x".repeat(75)}=\r\nxx`],
  ["a character is never cut in two", `${"x".repeat(73)}é`, `${"x".repeat(73)}=\r\n=C3=A9`],
  ["a dot after a soft break is written in hexadecimal", `${"x".repeat(75)}..`, `${"x".repeat(75)}=\r\n=2E.`],
])("%s", (_, text, encoded) => {
  expect(quotedPrintable(text)).toBe(encoded);
});

test("any text comes back, in lines that SMTP and mbox leave alone", () => {
  assert(
    property(string({ unit: "binary", maxLength: 400 }), (text) => {
      const encoded = quotedPrintable(text);
      for (const line of encoded.split("\r\n")) {
        expect(line).toMatch(/^(?!\.|From )[\t -~]{0,76}$/);
        expect(line).not.toMatch(/[ \t]$/);
      }
      expect(decode(encoded)).toBe(text.toWellFormed().replace(/\r\n?|\n/g, "\r\n"));
    }),
  );
});

function decode(encoded: string): string {
  const bytes = encoded
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
