import { textAt } from "../../base/json-at.ts";
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
 * Postmark's batch API: up to 500 letters as JSON, a word on each. It has no idempotency keys, so few letters a request keep few in
 * doubt. Letters go to a broadcast stream, notes of the service to the transactional one. The letter's key travels as metadata, which
 * Postmark's events and its search carry; `X-PM-KeepID` keeps our Message-ID.
 */
export function postmark({ key, stream, batch }: ProviderAccount): Provider {
  const headers = { accept: "application/json", "x-postmark-server-token": key };
  return {
    name: "Postmark",
    most: batch ?? 50,
    // 50 MB a request, and JSON takes up to twice as much as the letters that it holds.
    bytes: 20_000_000,
    interval: 0,
    idempotent: false,
    request: (letters) => ({
      method: "POST",
      path: "/email/batch",
      headers: { ...headers, "content-type": "application/json" },
      body: Buffer.from(JSON.stringify(letters.map((letter) => email(letter, stream)))),
    }),
    read: (answer, letters) => read(answer, letters.length),
    isBusy: ({ status }) => status === 429,
    probe: () => ({ method: "GET", path: "/server", headers, body: Buffer.alloc(0) }),
    diagnose,
  };
}

function email({ message }: Parcel, stream: string | null): unknown {
  const parts = letterParts(message);
  const replyTo = headerOf(parts.headers, "reply-to");
  const isLetter = headerOf(parts.headers, "list-id") !== "";
  return {
    From: mailbox(headerOf(parts.headers, "from")),
    To: mailbox(headerOf(parts.headers, "to")),
    ...(replyTo === "" ? {} : { ReplyTo: mailbox(replyTo) }),
    Subject: headerWords(headerOf(parts.headers, "subject")),
    TextBody: parts.text,
    ...(parts.html === null ? {} : { HtmlBody: parts.html }),
    Headers: [
      ...otherHeaders(parts).map(({ name, value }) => ({ Name: name, Value: value })),
      { Name: "X-PM-KeepID", Value: "true" },
    ],
    Metadata: { courant: letterKey(message.messageId) },
    MessageStream: isLetter ? (stream ?? "broadcast") : "outbound",
    TrackOpens: false,
    TrackLinks: "None",
  };
}

/** `Name <address>` with the name in quotes: it may hold a comma, and is no header yet. */
function mailbox(value: string): string {
  const { name, address } = headerAddress(value);
  return name === "" ? address : `"${name.replace(/["\\]/g, "\\$&")}" <${address}>`;
}

function read(answer: Answer, count: number): readonly Said[] {
  const json = parseJson(answer.body);
  if (answer.status === 200 && Array.isArray(json) && json.length === count) return json.map((one) => saidOfOne(one));
  const code = Number(textAt(json, "ErrorCode")) || answer.status;
  const text = textAt(json, "Message") || `HTTP ${answer.status}`;
  const general = saidByStatus(answer.status, text);
  // 200 without a word on each letter: they may have gone.
  const said: Said =
    answer.status === 200 ? { ...general, verdict: "unsure", text: "the answer names no letters" } : general;
  return Array.from({ length: count }, () => ({ ...said, code }));
}

/** Postmark's own codes, which stand in an answer of 200. */
function saidOfOne(one: unknown): Said {
  const code = Number(textAt(one, "ErrorCode"));
  const text = textAt(one, "Message");
  if (code === 0) return { verdict: "sent", phase: "dot", code: 200, text, queueId: textAt(one, "MessageID") };
  // What follows explains bounces and complaints in general, and reads like one.
  if (code === 406) return refusedReader(code, "5.2.1", text.replace(/\s*Inactive recipients are.*$/s, ""));
  if (code === 300 && /'To'/.test(text)) return refusedReader(code, "5.1.3", text);
  if (code === 100 || code === 429 || code === 500) return { verdict: "deferred", phase: "mail", code, text };
  return refusedAccount(code, text);
}

function diagnose(answer: Answer): Diagnosis {
  const json = parseJson(answer.body) as
    | {
        readonly Name?: string;
        readonly TrackOpens?: boolean;
        readonly TrackLinks?: string;
        readonly DeliveryType?: string;
      }
    | undefined;
  if (answer.status !== 200)
    return {
      found: "refused",
      faults: [["error", `Postmark refuses the token: ${textAt(json, "Message") || answer.status}`]],
    };
  const faults: [level: "error" | "warning", message: string][] = [];
  if (json?.DeliveryType === "Sandbox")
    faults.push(["error", "the server is a sandbox: Postmark delivers nothing of it."]);
  const tracks = json?.TrackOpens === true || (json?.TrackLinks ?? "None") !== "None";
  if (tracks)
    faults.push([
      "warning",
      "the server tracks opens or links, which no letter can switch off: do it in its settings.",
    ]);
  return { found: `server "${json?.Name ?? ""}"`, faults };
}
