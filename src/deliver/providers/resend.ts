import { hash } from "node:crypto";
import { at, listAt, textAt } from "../../base/json-at.ts";
import type { ProviderAccount } from "../../base/mail-url.ts";
import { letterKey } from "../evidence/evidence.ts";
import { headerAddress, headerOf, headerWords, letterParts, otherHeaders } from "./letter-parts.ts";
import {
  type Answer,
  type Diagnosis,
  type Parcel,
  parseJson,
  type Provider,
  refusedAccount,
  refusedReader,
  type Said,
  saidByStatus,
} from "./provider.ts";

/**
 * Resend's batch API: up to 100 letters as JSON under one idempotency key, a word on each ("permissive"). The key is the hash of
 * the body, so a request that is made again from the same letters is taken once, by whichever process, for 24 hours. Resend
 * sends by Amazon SES, which puts its own Message-ID in place of ours; the tag `courant` is what events are known by.
 */
export function resend({ key, batch }: ProviderAccount): Provider {
  const headers = { authorization: `Bearer ${key}`, "user-agent": "courant" };
  return {
    name: "Resend",
    most: batch ?? 100,
    bytes: 20_000_000,
    // Two requests a second is what every account may make; with 100 letters each that is 200 letters a second.
    interval: 500,
    idempotent: true,
    request: (letters) => {
      const body = Buffer.from(JSON.stringify(letters.map(email)));
      return {
        method: "POST",
        path: "/emails/batch",
        headers: {
          ...headers,
          "content-type": "application/json",
          "x-batch-validation": "permissive",
          "idempotency-key": `courant-${hash("sha256", body)}`,
        },
        body,
      };
    },
    read: (answer, letters) => read(answer, letters.length),
    isBusy: (answer) => answer.status === 429 && !isQuota(answer),
    probe: () => ({ method: "GET", path: "/domains", headers, body: Buffer.alloc(0) }),
    diagnose,
  };
}

function email({ message }: Parcel): unknown {
  const parts = letterParts(message);
  const replyTo = headerAddress(headerOf(parts.headers, "reply-to"));
  return {
    from: mailbox(headerOf(parts.headers, "from")),
    // Without a name, so that what is wrong with it is wrong with the address.
    to: [message.envelope.to],
    ...(replyTo.address === "" ? {} : { reply_to: [replyTo.address] }),
    subject: headerWords(headerOf(parts.headers, "subject")),
    text: parts.text,
    ...(parts.html === null ? {} : { html: parts.html }),
    headers: Object.fromEntries(otherHeaders(parts).map(({ name, value }) => [name, value])),
    tags: [{ name: "courant", value: letterKey(message.messageId) }],
  };
}

/** Resend refuses names in quotes and encoded ones, so what would need either goes. */
function mailbox(value: string): string {
  const { name, address } = headerAddress(value);
  const plain = name
    .replace(/[^\p{L}\p{M}\p{N} '!#$%&*+/=?^_`{|}~-]+/gu, " ")
    .trim()
    .replace(/ +/g, " ");
  return plain === "" ? address : `${plain} <${address}>`;
}

function read(answer: Answer, count: number): readonly Said[] {
  const json = parseJson(answer.body);
  if (answer.status !== 200) return Array.from({ length: count }, () => saidOfAll(answer));
  const errors = new Map(listAt(json, "errors").map((error) => [at(error, "index"), textAt(error, "message")]));
  const ids = listAt(json, "data");
  if (ids.length + errors.size !== count) {
    const text = "the answer names not every letter";
    return Array.from({ length: count }, () => ({ verdict: "unsure", phase: "dot", code: 200, text }));
  }
  let next = 0;
  return Array.from({ length: count }, (_, i): Said => {
    const trouble = errors.get(i);
    if (trouble === undefined)
      return { verdict: "sent", phase: "dot", code: 200, text: "taken", queueId: textAt(ids[next++], "id") };
    return /`?\bto\b`?/.test(trouble) ? refusedReader(422, "5.1.3", trouble) : refusedAccount(422, trouble);
  });
}

function saidOfAll(answer: Answer): Said {
  const text = wordsOf(answer);
  if (isQuota(answer)) return refusedAccount(answer.status, text);
  // Somebody else's request with this key is under way, and will be answered there.
  if (answer.status === 409 && text.startsWith("concurrent_idempotent_requests"))
    return { verdict: "unsure", phase: "dot", code: 409, text };
  return saidByStatus(answer.status, text);
}

function isQuota({ body }: Answer): boolean {
  return textAt(parseJson(body), "name").endsWith("_quota_exceeded");
}

function wordsOf({ status, body }: Answer): string {
  const json = parseJson(body);
  return `${textAt(json, "name") || `HTTP ${status}`}: ${textAt(json, "message")}`;
}

function diagnose(answer: Answer): Diagnosis {
  const json = parseJson(answer.body);
  const restricted = textAt(json, "name") === "restricted_api_key";
  if (restricted) return { found: "signed in; the key may only send", faults: [] };
  if (answer.status !== 200)
    return { found: "refused", faults: [["error", `Resend refuses the key: ${wordsOf(answer)}`]] };
  const domains = listAt(json, "data").map((one) => [textAt(one, "name"), textAt(one, "status")] as const);
  const verified = domains.filter(([, status]) => status === "verified").map(([name]) => name);
  return {
    found: verified.length === 0 ? "no verified domain" : `sends as ${verified.join(", ")}`,
    faults:
      verified.length === 0 ? [["error", "Resend has verified no domain, so it sends to your own address only."]] : [],
  };
}
