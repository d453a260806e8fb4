import { describe, expect, test } from "vitest";
import { attemptOf } from "../../src/deliver/reply.ts";
import type { Email } from "../../src/model.ts";

const reader = "Ada@example.org" as Email;

describe("a server's reply", () => {
  test.each([
    [
      "250 2.0.0 Ok: queued as 4F2A1",
      { code: 250, enhanced: "2.0.0", text: "2.0.0 Ok: queued as 4F2A1", queueId: "4F2A1" },
    ],
    [
      "550-5.1.1 The email account\n550 5.1.1 does not exist",
      { code: 550, enhanced: "5.1.1", text: "5.1.1 The email account 5.1.1 does not exist" },
    ],
    ["451 try later", { code: 451, enhanced: null, queueId: null }],
    ["Connection closed unexpectedly", { code: null, enhanced: null, text: "Connection closed unexpectedly" }],
    ["2banana", { code: null }],
    ["550 see 10.5.1.1 for help", { code: 550, enhanced: null }],
  ])("%s is read", (reply, expected) => {
    expect(attemptOf("rcpt", reply, reader)).toMatchObject(expected);
  });

  test("the reader's address is left out, however it is written", () => {
    expect(attemptOf("rcpt", "550 <ADA@EXAMPLE.ORG>: ada@example.org unknown", reader).text).toBe(
      "<[reader]>: [reader] unknown",
    );
  });

  test("a long one is cut", () => {
    expect(attemptOf("dot", `550 ${"x".repeat(2000)}`, reader).text).toHaveLength(500);
  });
});
