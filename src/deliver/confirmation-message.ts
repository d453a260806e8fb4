import { hash } from "node:crypto";
import type { Config } from "../config/config.ts";
import { fail } from "../errors.ts";
import type { Email, Instant, Letter } from "../model.ts";
import { senderHeaders, type Message } from "./message.ts";
import { headerLine } from "./mime-header.ts";
import { castMould } from "./mime-mould.ts";

/** Whom a confirmation goes to, and what its links do. */
export interface Correspondent {
  readonly email: Email;
  /** Names the letter and nothing else: equal key, equal Message-ID, so a retry is no second letter. */
  readonly key: string;
  /** Where the button leads; empty for a letter without one. */
  readonly action: string;
  /** Where one click (RFC 8058) ends it all: "never again" in a confirmation. Null: the letter offers no such thing. */
  readonly leave: string | null;
  readonly date: Instant;
}

/**
 * A letter of `compileConfirmation` to one address. It answers a person's request, so it is marked as made by a machine
 * (RFC 3834) and neither as bulk nor as a list's. To stands without a name: nobody's text goes to an address that is not yet
 * known to be theirs. Throws SEND_NOT_CONFIGURED without `from`.
 */
export function composeConfirmation(
  letter: Letter,
  config: Pick<Config, "from" | "replyTo">,
  { email, key, action, leave, date }: Correspondent,
): Message {
  const from = config.from?.email;
  if (config.from === null || from === undefined)
    fail("SEND_NOT_CONFIGURED", "add `from: Name <address>` to courant.yaml");
  const messageId = `<note.${hash("sha256", key, "base64url").slice(0, 22)}@${from.slice(from.lastIndexOf("@") + 1)}>`;
  const leaving =
    leave === null
      ? ""
      : headerLine("List-Unsubscribe", `<${leave}>`) +
        headerLine("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  const cast = castMould(letter, {
    before: senderHeaders(letter, config, config.from, date),
    after: headerLine("Auto-Submitted", "auto-generated") + headerLine("Content-Language", letter.lang),
  });
  const values = { unsubscribe: leave ?? "", preferences: "", name: "", reason: "", action };
  const headers = headerLine("To", email) + headerLine("Message-ID", messageId) + leaving;
  return {
    envelope: { from, to: email },
    messageId,
    parts: cast.fill({ headers, values }),
    head: cast.head,
  };
}
