import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { expect, test } from "vitest";
import { dkimKeys } from "../../src/deliver/dkim-keys.ts";
import { signMessage } from "../../src/deliver/dkim.ts";
import { composeMessage, messageBytes } from "../../src/deliver/message.ts";
import type { Email, IssueId } from "../../src/model.ts";
import { slotToken } from "../../src/base/slot.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ed25519 = generateKeyPairSync("ed25519");
const variables = { DKIM_NOV2026: pem(rsa.privateKey), DKIM_ED_1: pem(ed25519.privateKey).replaceAll("\n", "\\n") };
const keys = dkimKeys(variables, "news@News.example");

const letter = {
  subject: "Sonntag — die Woche",
  html: `<p>Two  blanks ${slotToken("name")}</p>\n.dot\n<a href="${slotToken("unsubscribe")}">stop</a>`,
  text: `Two  blanks ${slotToken("name")}\n\n.dot\n${slotToken("unsubscribe")}\n\n\n`,
  lang: "de",
};
const message = composeMessage(letter, {
  config: {
    title: "The Courant",
    url: "https://news.example",
    service: "https://mail.example",
    from: { name: "The Courant", email: "news@news.example" },
    replyTo: null,
  },
  issue: "weekly/2026-W47" as IssueId,
  digest: { name: "weekly", title: "The Weekly" },
  date: Date.UTC(2026, 10, 20),
}).address({ email: "zoe@reader.example" as Email, name: "Zoë", id: "q83vEjRWeJCrze8SNFZ4kA", reason: "You asked." });

function pem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

function published(key: KeyObject, type: "rsa" | "ed25519"): string {
  const der = key.export({ type: "spki", format: "der" });
  return `v=DKIM1; k=${type}; p=${(type === "rsa" ? der : der.subarray(-32)).toString("base64")}`;
}

const records: Readonly<Record<string, string>> = {
  "nov2026._domainkey.news.example": published(rsa.publicKey, "rsa"),
  "ed-1._domainkey.news.example": published(ed25519.publicKey, "ed25519"),
};

const resolver = async (name: string): Promise<string[][]> => [[records[name] ?? "v=DKIM1; p="]];

async function verdicts(bytes: Buffer): Promise<Readonly<Record<string, string>>> {
  const { results } = await dkimVerify(bytes, { resolver, minBitLength: 1024 });
  return Object.fromEntries(results.map(({ selector, status }) => [selector, status.result]));
}

test("an independent verifier accepts the signatures of both kinds of key", async () => {
  const signed = await signMessage(message, keys);
  expect(await verdicts(messageBytes(signed))).toEqual({ "ed-1": "pass", nov2026: "pass" });
});

test.each([
  ["the one-click header is changed", "List-Unsubscribe=One-Click", "List-Unsubscribe=Two-Clicks"],
  [
    "the unsubscribe address is changed",
    "List-Unsubscribe: <https://mail.example",
    "List-Unsubscribe: <https://evil.example",
  ],
  ["a second Subject is put before", "From: ", "Subject: Buy\r\nFrom: "],
  [
    "a second List-Unsubscribe is put behind",
    "MIME-Version: 1.0\r\n",
    "MIME-Version: 1.0\r\nList-Unsubscribe: <https://evil.example>\r\n",
  ],
  ["the body is changed", "Two  blanks", "Two blanks"],
])("no signature holds where %s", async (_, from, to) => {
  const bytes = messageBytes(await signMessage(message, keys))
    .toString("latin1")
    .replace(from, to);
  expect(Object.values(await verdicts(Buffer.from(bytes, "latin1")))).not.toContain("pass");
});

test("equal messages get equal signatures", async () => {
  const [a, b] = [await signMessage(message, keys), await signMessage(message, keys)];
  expect(messageBytes(a).equals(messageBytes(b))).toBe(true);
});

test("signature headers keep to 78 characters a line", async () => {
  const [head] = messageBytes(await signMessage(message, keys))
    .toString("latin1")
    .split("\r\n\r\n");
  expect(Math.max(...head!.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(78);
});

test("without keys a message stays as it is", async () => {
  expect(await signMessage(message, [])).toBe(message);
});

test.each([
  ["no key at all", "not a key", "is not a private key"],
  ["a public key", rsa.publicKey.export({ type: "spki", format: "pem" }).toString(), "is not a private key"],
  ["a key with a damaged modulus", pem(rsa.privateKey).replace(/(?<=(?:.*\n){3}).{20}/, "A".repeat(20)), "is damaged"],
  ["a short key", pem(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey), "fewer than 2048 bits"],
  ["a key of another kind", pem(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey), "type ec"],
])("%s is refused before anything is sent", (_, value, told) => {
  expect(() => dkimKeys({ DKIM_A: value }, "news@news.example")).toThrow(told);
});

test("what is told of a bad key never holds its value", () => {
  const value = pem(rsa.privateKey).slice(0, 900);
  expect(() => dkimKeys({ DKIM_A: value }, "news@news.example")).toThrow(
    /^SECRET_INVALID DKIM_A is not a private key; give it as PEM \(PKCS #8\), or its base64 in one line\.$/,
  );
});

test("a key may stand in one line of base64, and for another domain", () => {
  const der = rsa.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
  expect(dkimKeys({ DKIM_A: der, DKIM_DOMAIN: "Mail.example" }, "news@news.example")).toMatchObject([
    { selector: "a", domain: "mail.example", algorithm: "rsa-sha256" },
  ]);
});
