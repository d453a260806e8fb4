import type { Claim } from "../../src/base/ledger.ts";
import type { Message } from "../../src/deliver/message.ts";
import type { Email, IssueId } from "../../src/model.ts";

/** A small letter as composeMessage would make it. */
export function letterFor(claim: Pick<Claim, "issue" | "reader">): Message {
  const messageId = `<${claim.issue.replace("/", ".")}.${claim.reader.id}@news.example>`;
  return {
    envelope: { from: "news@news.example", to: claim.reader.email },
    messageId,
    parts: [
      Buffer.from(
        `From: news@news.example\r\nTo: ${claim.reader.email}\r\nSubject: Hello\r\nMessage-ID: ${messageId}\r\n\r\n`,
      ),
      Buffer.from("Hello, this is the letter.\r\n"),
    ],
    head: 1,
  };
}

export function claimOf(email: string, rest: Partial<Claim> = {}): Claim {
  return {
    delivery: 1,
    issue: "daily/2026-11-20" as IssueId,
    variant: 1,
    made: 0,
    since: 0,
    tries: 0,
    doubts: 0,
    refused: false,
    resumed: false,
    reader: { email: email as Email, name: "", id: "AAAA", tags: [], threads: [] },
    ...rest,
  };
}
