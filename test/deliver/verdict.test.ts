import { describe, expect, test } from "vitest";
import { attemptOf } from "../../src/deliver/reply.ts";
import { verdictOf } from "../../src/deliver/verdict.ts";
import type { Phase } from "../../src/base/ledger.ts";
import type { Email } from "../../src/model.ts";

describe("a verdict", () => {
  test.each<[Phase, string, string]>([
    ["dot", "250 2.0.0 Ok", "sent"],
    ["dot", "Connection closed", "unsure"],
    ["dot", "354 again?", "unsure"],
    ["connect", "connect ECONNREFUSED", "deferred"],
    ["connect", "getaddrinfo ENOTFOUND", "deferred"],
    ["greeting", "Greeting never received", "deferred"],
    ["greeting", "554 5.7.1 go away", "refused"],
    ["tls", "certificate has expired", "refused"],
    ["tls", "454 4.7.0 TLS not available", "deferred"],
    ["auth", "535 5.7.8 bad credentials", "refused"],
    ["auth", "454 4.7.0 temporary", "deferred"],
    ["mail", "553 5.1.8 bad sender", "refused"],
    ["mail", "452 4.3.1 no space", "deferred"],
    ["rcpt", "550 5.1.1 no such user", "failed"],
    ["rcpt", "550 no", "failed"],
    ["rcpt", "554 5.7.1 Relay access denied", "refused"],
    ["rcpt", "550 Relaying denied", "refused"],
    ["rcpt", "550 5.1.8 sender domain must exist", "refused"],
    ["rcpt", "550 blocked, see the RBL at dnsbl.example", "refused"],
    ["rcpt", "450 4.2.0 Greylisted", "deferred"],
    ["data", "554 5.5.1 no valid recipients", "refused"],
    ["dot", "552 5.2.2 mailbox full", "failed"],
    ["dot", "550 5.7.515 not authenticated", "refused"],
    ["dot", "550 5.7.26 unauthenticated", "refused"],
    ["dot", "554 this looks like spam", "refused"],
    ["dot", "552 5.3.4 too big", "refused"],
    ["dot", "550 no such user here", "failed"],
    ["dot", "451 4.3.0 later", "deferred"],
    ["tls", "Connection closed unexpectedly", "deferred"],
    ["tls", "Timeout", "deferred"],
    ["rcpt", "500 5.3.0 Error: command failed", "refused"],
    ["rcpt", "550 5.7.1 Recipient address rejected: user unknown", "failed"],
    ["rcpt", "550 5.7.13 account disabled", "failed"],
    ["rcpt", "550 5.5.0 Requested action not taken: mailbox unavailable", "failed"],
    ["rcpt", "552 mailbox full", "failed"],
  ])("at %s, “%s” means %s", (phase, reply, expected) => {
    expect(verdictOf(attemptOf(phase, reply, "ada@example.org" as Email))).toBe(expected);
  });
});
