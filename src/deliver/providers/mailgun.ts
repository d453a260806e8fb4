import { hash } from "node:crypto";
import { textAt } from "../../base/json-at.ts";
import type { ProviderAccount } from "../../base/mail-url.ts";
import { messageBytes } from "../message.ts";
import {
  type Answer,
  type Diagnosis,
  type Parcel,
  parseJson,
  type Provider,
  refusedReader,
  type Request,
  type Said,
  saidByStatus,
} from "./provider.ts";

/**
 * Mailgun's messages.mime: the letter's own bytes, one in a request; its batches would give one Message-ID to all. Tracking is off,
 * so nothing in the letter is changed and our DKIM signatures hold. It has no idempotency keys; events carry our Message-ID.
 */
export function mailgun({ key, place: domain }: ProviderAccount): Provider {
  const authorization = `Basic ${Buffer.from(`api:${key}`).toString("base64")}`;
  return {
    name: `Mailgun for ${domain}`,
    most: 1,
    bytes: 25_000_000,
    interval: 0,
    idempotent: false,
    request: (letters) => form(`/v3/${domain}/messages.mime`, authorization, letters[0]!),
    read: (answer) => [said(answer)],
    isBusy: ({ status }) => status === 429,
    probe: () => ({ method: "GET", path: `/v3/domains/${domain}`, headers: { authorization }, body: Buffer.alloc(0) }),
    diagnose: (answer) => diagnose(answer, domain),
  };
}

/** multipart/form-data (RFC 7578). */
function form(path: string, authorization: string, { message }: Parcel): Request {
  const boundary = `courant-${hash("sha256", message.messageId).slice(0, 32)}`;
  const fields = { to: message.envelope.to, "o:tracking": "no", "o:tracking-opens": "no", "o:tracking-clicks": "no" };
  const head = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="message"; filename="message.eml"\r\nContent-Type: message/rfc822\r\n\r\n`;
  return {
    method: "POST",
    path,
    headers: { authorization, "content-type": `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([
      Buffer.from(head.join("") + file),
      messageBytes(message),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}

function said(answer: Answer): Said {
  const { status } = answer;
  const text = wordsOf(answer);
  const general = saidByStatus(status, text);
  if (status === 200) return { ...general, queueId: textAt(parseJson(answer.body), "id").replace(/^<|>$/g, "") };
  const aboutReader = status === 400 && /\bto\b.*not a valid address|not a valid address.*\bto\b/i.test(text);
  return aboutReader ? refusedReader(status, "5.1.3", text) : general;
}

/** JSON with a message, but for a wrong key: that is told in plain text. */
function wordsOf({ status, body }: Answer): string {
  const json = parseJson(body);
  return textAt(json, "message") || textAt(json, "Error") || body.slice(0, 200) || `HTTP ${status}`;
}

function diagnose(answer: Answer, domain: string): Diagnosis {
  if (answer.status === 404)
    return {
      found: "unknown domain",
      faults: [["error", `Mailgun knows no domain ${domain} in this region: add ?region=eu, or the domain.`]],
    };
  if (answer.status !== 200) {
    const message = `Mailgun does not let the key ask for ${domain} (${wordsOf(answer)}): it is wrong, or it may only send.`;
    return { found: "could not be asked", faults: [["warning", message]] };
  }
  const json = parseJson(answer.body);
  const state = textAt(json, "domain", "state");
  const sandbox = textAt(json, "domain", "type") === "sandbox";
  const faults: [level: "error" | "warning", message: string][] = [];
  if (state !== "active")
    faults.push(["error", `Mailgun does not send for ${domain}: it is ${state || "not active"}.`]);
  if (sandbox) faults.push(["error", `${domain} is a sandbox, which reaches authorized addresses only.`]);
  return { found: state, faults };
}
