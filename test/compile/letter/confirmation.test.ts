import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import { compileConfirmation } from "../../../src/compile/letter/confirmation.ts";
import { faintWords } from "../../../src/compile/letter/contrast.ts";
import { missingWords } from "../../../src/compile/letter/same-words.ts";
import { composeConfirmation } from "../../../src/deliver/confirmation-message.ts";
import { messageBytes } from "../../../src/deliver/message.ts";
import type { NoteKind } from "../../../src/base/membership.ts";
import type { Email, Letter } from "../../../src/model.ts";
import { slotToken } from "../../../src/base/slot.ts";
import { config, templatesWith } from "./composition.ts";

const kinds: readonly NoteKind[] = ["confirm", "known", "preferences", "address", "moved"];

function letterOf(kind: NoteKind, language = "en", title = config.title): Promise<Letter> {
  return compileConfirmation({ config: { ...config, language, title }, templates: templatesWith() }, kind);
}

function sent(letter: Letter): string {
  const message = composeConfirmation(letter, config, {
    email: "ada@reader.example" as Email,
    key: "note 7",
    action: "https://mail.example/confirm/v1.k.confirm.s.e.m",
    leave: "https://mail.example/unsubscribe/q83vEjRWeJCrze8SNFZ4kA",
    date: Date.UTC(2026, 10, 20, 7),
  });
  return messageBytes(message).toString("latin1");
}

describe("a confirmation", () => {
  test("asks one thing, in plain words", async () => {
    expect((await letterOf("confirm")).text).toBe(`The Courant

------------------------------------------------------------------------

Please confirm: The Courant

Somebody, probably you, asked us to send The Courant to this address. It
begins once you say yes.

Yes, send it to me:
<${slotToken("action")}>

If it was not you, do nothing: nothing more will be sent.

------------------------------------------------------------------------

Never write to this address again: ${slotToken("unsubscribe")}

The Courant · 1 Example Street, Springfield
`);
  });

  test("carries the headers of an answer to a person, not of a list", async () => {
    expect(
      sent(await letterOf("confirm"))
        .split("\r\n\r\n")[0]!
        .split("\r\n"),
    ).toEqual([
      "From: The Courant <news@news.example>",
      "Subject: Please confirm: The Courant",
      "Date: Fri, 20 Nov 2026 07:00:00 +0000",
      "To: ada@reader.example",
      expect.stringMatching(/^Message-ID: <note\.[\w-]{22}@news\.example>$/),
      "List-Unsubscribe: <https://mail.example/unsubscribe/q83vEjRWeJCrze8SNFZ4kA>",
      "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
      "Auto-Submitted: auto-generated",
      "Content-Language: en",
      "MIME-Version: 1.0",
      expect.stringMatching(/^Content-Type: multipart\/alternative; boundary="=_[\w-]{24}"$/),
    ]);
  });

  test("leads where it says in both of its forms", async () => {
    const mail = await PostalMime.parse(sent(await letterOf("confirm")));
    expect(mail.text).toContain("<https://mail.example/confirm/v1.k.confirm.s.e.m>");
    expect(mail.html).toContain('href="https://mail.example/confirm/v1.k.confirm.s.e.m"');
    expect(mail.html).toContain('href="https://mail.example/unsubscribe/q83vEjRWeJCrze8SNFZ4kA"');
  });

  test.each(["de", "fr", "es", "ja"])("has words of its own in %s", async (language) => {
    const subjects = await Promise.all(kinds.map(async (kind) => (await letterOf(kind, language)).subject));
    const english = await Promise.all(kinds.map(async (kind) => (await letterOf(kind)).subject));
    expect(new Set([...subjects, ...english]).size).toBe(2 * kinds.length);
  });

  test.each(kinds)("of the kind %s says the same in HTML and text, without a picture, readably", async (kind) => {
    const letter = await letterOf(kind);
    expect(await missingWords(letter)).toEqual({ inText: [], inHtml: [] });
    expect(letter.html).not.toContain("<img");
    expect(faintWords(letter.html)).toEqual([]);
  });

  test("gives whoever sits at a new address no way into the reader's choices", async () => {
    const letter = await letterOf("address");
    expect(letter.html + letter.text).not.toContain(slotToken("unsubscribe"));
    expect(letter.html + letter.text).not.toContain(slotToken("preferences"));
  });

  test("keeps a hostile title as words", async () => {
    const { html } = await letterOf("confirm", "en", 'Ada</p><script>"x"');
    expect(html).not.toContain("<script>");
  });
});
