import PostalMime from "postal-mime";
import { expect, test } from "vitest";
import { composeMessage, messageBytes, type Addressee } from "../../src/deliver/message.ts";
import type { Email, IssueId, Letter } from "../../src/model.ts";
import { slotToken } from "../../src/base/slot.ts";

const letter: Letter = {
  subject: "Oracle, chosen",
  html: `<!doctype html>\n<p>Bonjour ${slotToken("name")} — ça va?</p>\n.dot\n<p>${slotToken("reason")}</p><a href="${slotToken("unsubscribe")}">stop</a><a href="${slotToken("preferences")}">change</a>\n`,
  text: `Bonjour ${slotToken("name")} — ça va?\n.dot\n${slotToken("reason")}\nstop: ${slotToken("unsubscribe")}\nchange: ${slotToken("preferences")}\n`,
  lang: "fr",
};
const facts = {
  config: {
    title: "The Courant",
    url: "https://news.example",
    service: "https://mail.example",
    from: { name: "The Courant", email: "news@news.example" },
    replyTo: { name: "", email: "desk@news.example" },
  },
  issue: "weekly/2026-W47" as IssueId,
  digest: { name: "weekly", title: "The Weekly" },
  date: Date.UTC(2026, 10, 20, 7),
};
const ada: Addressee = {
  email: "ada@reader.example" as Email,
  name: "Ada <b>Lovelace</b>",
  id: "q83vEjRWeJCrze8SNFZ4kA",
  reason: "You get this because you subscribed to The Weekly.",
};

function bytesFor(addressee: Addressee, of: Letter = letter): string {
  return messageBytes(composeMessage(of, facts).address(addressee)).toString("latin1");
}

test("the headers are those that bulk senders must give", () => {
  expect(bytesFor(ada).split("\r\n\r\n")[0]!.split("\r\n")).toEqual([
    "From: The Courant <news@news.example>",
    "Reply-To: desk@news.example",
    "Subject: Oracle, chosen",
    "Date: Fri, 20 Nov 2026 07:00:00 +0000",
    'To: "Ada <b>Lovelace</b>" <ada@reader.example>',
    expect.stringMatching(/^Message-ID: <weekly\.2026-W47\.[\w-]{22}@news\.example>$/),
    "List-Unsubscribe: <https://mail.example/unsubscribe/q83vEjRWeJCrze8SNFZ4kA>",
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    "List-Id: The Weekly <weekly.news.example>",
    "List-Archive: <https://news.example/issues/weekly/>",
    "Feedback-ID: weekly.2026-W47:weekly:digest:news-example",
    "Precedence: bulk",
    "Content-Language: fr",
    "MIME-Version: 1.0",
    expect.stringMatching(/^Content-Type: multipart\/alternative; boundary="=_[\w-]{24}"$/),
  ]);
});

test("where mail to the letter's own address is read, a mailto: stands behind the link, and bounces come there", () => {
  const message = composeMessage(letter, facts).address({ ...ada, returnPath: "b+1z.0a1b2c3d@news.example" });
  expect(message.envelope.from).toBe("b+1z.0a1b2c3d@news.example");
  expect(messageBytes(message).toString("latin1")).toContain(
    "\r\nList-Unsubscribe: <https://mail.example/unsubscribe/q83vEjRWeJCrze8SNFZ4kA>, <mailto:b%2B1z.0a1b2c3d@news.example?subject=unsubscribe>\r\n",
  );
});

test("a parser finds both parts with every slot filled, escaped only in HTML", async () => {
  const mail = await PostalMime.parse(bytesFor(ada));
  expect(mail.text?.trim()).toBe(
    "Bonjour Ada <b>Lovelace</b> — ça va?\n.dot\nYou get this because you subscribed to The Weekly.\nstop: https://mail.example/unsubscribe/q83vEjRWeJCrze8SNFZ4kA\nchange: https://mail.example/preferences/q83vEjRWeJCrze8SNFZ4kA",
  );
  expect(mail.html).toContain("Bonjour Ada &lt;b&gt;Lovelace&lt;/b&gt; — ça va?");
  expect(mail.html).toContain('<a href="https://mail.example/unsubscribe/q83vEjRWeJCrze8SNFZ4kA">stop</a>');
});

test("lines end in CRLF, hold at most 76 octets of body, and none begins with a dot", () => {
  const lines = bytesFor({ ...ada, name: "长".repeat(60), reason: `.${"why ".repeat(60)}` }).split("\r\n");
  expect(lines.filter((line) => /[\r\n]/.test(line) || line.startsWith(".") || line.length > 78)).toEqual([]);
});

test("a name or reason with line ends adds no header and no line", async () => {
  const mail = await PostalMime.parse(bytesFor({ ...ada, name: "A\r\nBcc: v@x.example\u2028B", reason: "a\r\n\r\nb" }));
  expect(mail.headers.map(({ key }) => key)).not.toContain("bcc");
  expect(mail.to).toEqual([{ name: "A Bcc: v@x.example B", address: "ada@reader.example" }]);
  expect(mail.text).toContain("A Bcc: v@x.example B — ça va?");
});

test("a message is a function of letter, issue and reader, to the byte", async () => {
  await expect(bytesFor(ada)).toMatchFileSnapshot("golden/message.eml");
});

test("another reader gets another Message-ID, and only their own places differ", () => {
  const bob = { ...ada, email: "bob@reader.example" as Email, id: "AAAAAAAAAAAAAAAAAAAAAA" };
  const [a, b] = [bytesFor(ada).split("\r\n"), bytesFor(bob).split("\r\n")];
  const differing = a.filter((line, i) => line !== b[i]).map((line) => line.replace(/[:/].*/, ""));
  expect(differing).toEqual(["To", "Message-ID", "List-Unsubscribe", "https", "https", "https", "https"]);
});

test("readers share the bytes that are not their own", () => {
  const mould = composeMessage(letter, facts);
  expect(mould.address(ada).parts[0]).toBe(mould.address({ ...ada, name: "Bob" }).parts[0]);
});

test("the envelope holds one sender and one recipient", () => {
  expect(composeMessage(letter, facts).address(ada).envelope).toEqual({
    from: "news@news.example",
    to: "ada@reader.example",
  });
});

test("without a sender nothing is composed", () => {
  const { config } = facts;
  expect(() => composeMessage(letter, { ...facts, config: { ...config, from: null } })).toThrow("SEND_NOT_CONFIGURED");
});

test("a service address that would break out of its header is refused", () => {
  const config = { ...facts.config, service: "https://mail.example/>\r\nBcc: v@x.example" };
  expect(() => composeMessage(letter, { ...facts, config })).toThrow("CONFIG_INVALID");
});
