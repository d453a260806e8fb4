import { assert, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { refusalOf } from "../../src/base/refusal.ts";

describe("what a refusal means", () => {
  test.each([
    // The words before the code.
    ["soft", "5.0.0", "550 5.0.0 mailbox is full"],
    ["soft", "5.1.1", "550 5.1.1 <reader@mail.example>: user over quota"],
    ["content", "5.1.1", "552 5.1.1 message exceeds the maximum size"],
    ["content", "5.7.1", "550 5.7.1 Message detected as spam"],
    ["sender-side", "5.1.1", "550 5.1.1 rejected: your IP 192.0.2.1 is on a blocklist"],
    ["hard", "5.4.1", "550 5.4.1 Recipient address rejected: Access denied"],
    [
      "hard",
      "4.4.4",
      "451 4.4.4 Host or domain name not found. Name service error for name=gone.example type=MX: Host not found",
    ],
    ["soft", "5.4.4", "Malformed or unexpected name server reply"],
    ["soft", "4.7.1", "450 4.7.1 Greylisted, please try again in 300 seconds"],
    ["hard", "5.0.0", "554 delivery error: dd This user doesn't have a mail.example account"],
    ["hard", "5.2.1", "550 5.2.1 The email account that you tried to reach is disabled"],
    // The code where the words say nothing.
    ["hard", "5.1.1", "550 5.1.1 no"],
    ["hard", "5.1.2", ""],
    ["hard", "5.1.10", ""],
    ["hard", "5.2.1", ""],
    ["hard", "5.4.4", ""],
    ["soft", "5.2.2", ""],
    ["soft", "4.2.1", ""],
    ["soft", "4.4.7", ""],
    ["soft", "5.4.7", ""],
    ["content", "5.3.4", ""],
    ["content", "5.6.1", ""],
    ["sender-side", "5.7.1", ""],
    ["sender-side", "5.7.26", ""],
    ["sender-side", "5.7.515", ""],
    ["sender-side", "4.7.0", ""],
    ["sender-side", "5.1.8", ""],
    ["sender-side", "5.1.8", "550 5.1.8 sender domain must exist"],
    ["soft", "5.0.0", ""],
    // Neither.
    ["soft", null, "550 something else"],
    ["hard", null, "550 no (in reply to RCPT TO command)"],
    ["sender-side", null, "554 transaction failed"],
    ["soft", null, ""],
  ] as const)("%s: %s %s", (expected, status, words) => {
    expect(refusalOf(status, words)).toBe(expected);
  });

  test("neither the address nor the host that speaks is taken for its reason", () => {
    expect(refusalOf(null, "<spam-full@mail.example>: user unknown")).toBe("hard");
    expect(refusalOf(null, "host mx-spam.mail.example[192.0.2.1] said: 550 user unknown")).toBe("hard");
    expect(refusalOf(null, "550 user suspended, see https://help.example/spam-and-quota.htm")).toBe("hard");
  });

  test("the report around it decides where server and code say nothing, and not otherwise", () => {
    expect(refusalOf("5.0.0", "", "The mailbox of the recipient is full.")).toBe("soft");
    expect(refusalOf("5.1.1", "", "The mailbox of the recipient is full.")).toBe("hard");
  });

  test("a text of any length and form gets an answer", () => {
    const answers = (text: string): void => {
      expect(refusalOf("5.0.0", text, text)).toBeTypeOf("string");
    };
    assert(property(string({ maxLength: 3000, unit: "binary" }), answers));
    const long = ["mailbox ", "user is not ", "(", "mail from ", "@.", "exceed "].map((part) => part.repeat(100_000));
    long.forEach(answers);
  });
});
