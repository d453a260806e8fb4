import type { ProviderAccount } from "../../base/mail-url.ts";
import { letterKey } from "../evidence/evidence.ts";
import { textAt } from "../../base/json-at.ts";
import { headerAddress, headerOf, letterHeaders } from "./letter-parts.ts";
import {
  type Answer,
  type Diagnosis,
  type Parcel,
  parseJson,
  type Provider,
  refusedAccount,
  refusedReader,
  type Request,
  type Said,
  saidByStatus,
} from "./provider.ts";
import { signRequest } from "./sigv4.ts";

/**
 * Amazon SES, API v2 (SendEmail with raw content): the letter's own bytes, one in a request. SES writes its own Message-ID and Date, which our
 * DKIM signatures cover, and takes one DKIM-Signature at most, so these are left out: SES signs. It has no idempotency keys; the
 * tag `courant` and the letter's headers tell its events whose they are.
 */
export function ses(account: ProviderAccount): Provider {
  const { key, secret, session, place: region, endpoint } = account;
  const by = { key, secret, session, region, service: "ses" };
  const signed = (method: "GET" | "POST", path: string, body: Buffer, now: number): Request => {
    const type = method === "POST" ? { "content-type": "application/json" } : {};
    return {
      method,
      path,
      body,
      headers: signRequest({ method, path, body, headers: { host: endpoint.host, ...type } }, by, now),
    };
  };
  return {
    name: `Amazon SES in ${region}`,
    most: 1,
    bytes: 40_000_000,
    interval: 0,
    idempotent: false,
    request: (letters, now) => {
      const body = Buffer.from(JSON.stringify(sendEmail(letters[0]!, account.configurationSet)));
      return signed("POST", "/v2/email/outbound-emails", body, now);
    },
    read: (answer) => [said(answer)],
    isBusy: (answer) => isThrottle(answer) && !/daily/i.test(messageOf(answer)),
    probe: (now) => signed("GET", "/v2/email/account", Buffer.alloc(0), now),
    diagnose,
  };
}

function sendEmail({ message }: Parcel, configurationSet: string | null): unknown {
  const { from, to } = message.envelope;
  const parts = isSignature(message.parts[0]!) ? message.parts.slice(1) : message.parts;
  const author = headerAddress(headerOf(letterHeaders(message), "from"));
  return {
    Destination: { ToAddresses: [to] },
    Content: { Raw: { Data: Buffer.concat(parts).toString("base64") } },
    EmailTags: [{ Name: "courant", Value: letterKey(message.messageId) }],
    ...(from === author.address ? {} : { FeedbackForwardingEmailAddress: from }),
    ...(configurationSet === null ? {} : { ConfigurationSetName: configurationSet }),
  };
}

/** dkim.ts puts all signatures into one part before the others. */
function isSignature(part: Buffer): boolean {
  return part.subarray(0, 15).toString("latin1") === "DKIM-Signature:";
}

function said(answer: Answer): Said {
  const { status } = answer;
  const text = status === 200 ? "taken" : `${typeOf(answer)}: ${messageOf(answer)}`;
  const general = saidByStatus(status, text);
  if (status === 200) return { ...general, queueId: textAt(parseJson(answer.body), "MessageId") };
  if (isThrottle(answer))
    return /daily/i.test(text) ? refusedAccount(status, text) : { ...general, verdict: "deferred", phase: "mail" };
  if (isAboutReader(typeOf(answer), messageOf(answer))) return refusedReader(status, "5.1.3", text);
  return general;
}

/** An address that SES cannot parse. One that is not verified is the sandbox's, and no fault of the reader's. */
function isAboutReader(type: string, message: string): boolean {
  if (!/^(BadRequestException|MessageRejected|InvalidParameterValue|ValidationException)/.test(type)) return false;
  return /local address|illegal address|missing (start|final) '@|user name is missing|^domain (name )?(contains|starts|ends)|invalid domain name|on the suppression list/i.test(
    message,
  );
}

function isThrottle(answer: Answer): boolean {
  return answer.status === 429 || /^(Throttling|TooManyRequests)/.test(typeOf(answer));
}

/** `MessageRejected:http://internal…` in a header; some front ends put it in the body. */
function typeOf({ headers, body }: Answer): string {
  const header = headers["x-amzn-errortype"];
  const type =
    typeof header === "string" ? header : textAt(parseJson(body), "__type") || textAt(parseJson(body), "code");
  return type.replace(/:.*$/, "").replace(/^.*#/, "") || "error";
}

function messageOf({ body }: Answer): string {
  const json = parseJson(body);
  return textAt(json, "message") || textAt(json, "Message");
}

function diagnose(answer: Answer): Diagnosis {
  if (answer.status !== 200) {
    const words = `${typeOf(answer)}: ${messageOf(answer)}`;
    const mayNotAsk = /AccessDenied/.test(typeOf(answer));
    return mayNotAsk
      ? { found: "signed in; it may not ask for its quota (ses:GetAccount)", faults: [] }
      : { found: "refused", faults: [["error", `Amazon SES refuses the key: ${words}`]] };
  }
  const json = parseJson(answer.body) as {
    readonly SendingEnabled?: boolean;
    readonly ProductionAccessEnabled?: boolean;
    readonly SendQuota?: {
      readonly Max24HourSend?: number;
      readonly MaxSendRate?: number;
      readonly SentLast24Hours?: number;
    };
  };
  const quota = json.SendQuota ?? {};
  const faults: [level: "error" | "warning", message: string][] = [];
  if (json.ProductionAccessEnabled === false)
    faults.push([
      "error",
      "the account is in the sandbox of Amazon SES, which reaches verified addresses only: ask for production access.",
    ]);
  if (json.SendingEnabled === false)
    faults.push(["error", "Amazon SES has paused the account's sending; its console says why."]);
  return {
    found: `${quota.MaxSendRate ?? "?"} letters/s, ${quota.SentLast24Hours ?? "?"} of ${quota.Max24HourSend ?? "?"} of the day used`,
    faults,
  };
}
