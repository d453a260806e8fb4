/** Letters as readers get them, for the providers' tests: real messages, with every header. */
import { composeMessage, type Message } from "../../../src/deliver/message.ts";
import type { Claim } from "../../../src/base/ledger.ts";
import type { Email, IssueId, Letter } from "../../../src/model.ts";
import { slotToken } from "../../../src/base/slot.ts";
import { claimOf } from "../letter.ts";

export const letter: Letter = {
  subject: "Oracle, chosen — ça va?",
  html: `<!doctype html>\n<p>Hello ${slotToken("name")} ☕</p>\n.dot\n<p>${slotToken("reason")}</p><a href="${slotToken("unsubscribe")}">stop</a>\n`,
  text: `Hello ${slotToken("name")} ☕\n.dot\n${slotToken("reason")}\nstop: ${slotToken("unsubscribe")}\n`,
  lang: "en",
};

const issue = "weekly/2026-W47" as IssueId;

/** A reader's claim; `n` is its number in the ledger and the reader's id. */
export function claimFor(email: string, n = 1, rest: Partial<Claim> = {}): Claim {
  const id = String(n).padStart(22, "A");
  return {
    ...claimOf(email),
    delivery: n,
    issue,
    reader: { email: email as Email, name: "", id, tags: [], threads: [] },
    ...rest,
  };
}

export function messageFor(
  { reader }: Pick<Claim, "reader">,
  of: Letter = letter,
  from = "The “Daily”, Courant",
): Message {
  return composeMessage(of, {
    config: {
      title: "The Courant",
      url: "https://news.example",
      service: "https://mail.example",
      from: { name: from, email: "news@news.example" },
      replyTo: { name: "", email: "desk@news.example" },
    },
    issue,
    digest: { name: "weekly", title: "The Weekly" },
    date: Date.UTC(2026, 10, 20, 7),
  }).address({ ...reader, reason: "You subscribed to The Weekly." });
}
