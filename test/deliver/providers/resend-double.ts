/** Resend, by its public reference: POST /emails/batch with idempotency keys and permissive validation, and GET /domains. */
import { createHash } from "node:crypto";
import { type Api, type ApiOptions, isAddress, openApi, type Reply, type Seen, strangers } from "./api.ts";

export const resendKey = "re_secret_key";

export interface ResendOptions extends ApiOptions {
  readonly verified?: readonly string[];
  /** Emails that the plan still allows today. */
  readonly quota?: number;
  /** Requests a second; not there: any number. */
  readonly rate?: number;
  /** The key may send and nothing else. */
  readonly restricted?: boolean;
  readonly clock?: () => number;
}

export interface ResendEmail {
  readonly from: string;
  readonly to: readonly string[];
  readonly reply_to?: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly { readonly name: string; readonly value: string }[];
}

export interface ResendDouble extends Api {
  readonly taken: { readonly to: string; readonly id: string; readonly email: ResendEmail }[];
  readonly batches: number[];
  /** Requests that were answered from what their key was first answered with. */
  readonly repeated: () => number;
  readonly mailUrl: string;
}

const fields = "from to reply_to subject text html headers tags cc bcc".split(" ");
const day = 24 * 3_600_000;

export async function openResend(options: ResendOptions = {}): Promise<ResendDouble> {
  const taken: ResendDouble["taken"] = [];
  const batches: number[] = [];
  const known = new Map<string, { readonly at: number; readonly body: string; readonly reply: Reply }>();
  const recent: number[] = [];
  let repeated = 0;
  const api = await openApi(options, (seen) => {
    const now = options.clock?.() ?? Date.now();
    const refusal = refuse(seen, options) ?? tooMany(recent, now, options.rate);
    if (refusal !== null) return refusal;
    if (seen.method === "GET" && seen.path === "/domains")
      return options.restricted === true
        ? error(401, "restricted_api_key", "This API key is restricted to only send emails")
        : {
            status: 200,
            body: { data: (options.verified ?? ["news.example"]).map((name) => ({ name, status: "verified" })) },
          };
    if (seen.path !== "/emails/batch") return error(404, "not_found", "The requested endpoint does not exist.");
    const key = String(seen.headers["idempotency-key"] ?? "");
    if (key.length === 0 || key.length > 256)
      return error(400, "invalid_idempotency_key", "The key must be between 1-256 chars.");
    const body = createHash("sha256").update(seen.body).digest("hex");
    const before = known.get(key);
    if (before !== undefined && now - before.at < day) {
      if (before.body !== body)
        return error(409, "invalid_idempotent_request", "Same idempotency key used with a different request payload.");
      repeated++;
      return before.reply;
    }
    const reply = batch(seen, options, taken, batches);
    if (reply.status === 200) known.set(key, { at: now, body, reply });
    return reply;
  });
  return {
    ...api,
    taken,
    batches,
    repeated: () => repeated,
    mailUrl: `resend://${resendKey}@?endpoint=${api.url}&rate=1000`,
  };
}

function refuse({ headers }: Seen, { verified = ["news.example"] }: ResendOptions): Reply | null {
  if (headers.authorization === undefined)
    return error(401, "missing_api_key", "Missing API key in the authorization header.");
  if (headers.authorization !== `Bearer ${resendKey}`) return error(403, "invalid_api_key", "API key is invalid");
  if (!headers["user-agent"]) return { status: 403, body: "error code: 1010" };
  return verified.length === 0 && headers["content-type"] !== undefined
    ? error(403, "validation_error", "You can only send testing emails to your own email address (me@news.example).")
    : null;
}

function tooMany(recent: number[], now: number, rate: number | undefined): Reply | null {
  if (rate === undefined) return null;
  while (recent.length > 0 && recent[0]! <= now - 1000) recent.shift();
  if (recent.length >= rate) {
    const words = "Too many requests. You can only make 2 requests per second.";
    return { ...error(429, "rate_limit_exceeded", words), headers: { "retry-after": "1", "ratelimit-remaining": "0" } };
  }
  recent.push(now);
  return null;
}

function batch(
  { headers, body }: Seen,
  options: ResendOptions,
  taken: ResendDouble["taken"],
  batches: number[],
): Reply {
  if (headers["content-type"] !== "application/json") return error(422, "validation_error", "The body is not JSON.");
  const emails = JSON.parse(body.toString()) as readonly ResendEmail[];
  if (!Array.isArray(emails) || emails.length === 0 || emails.length > 100)
    return error(422, "validation_error", "The batch must hold 1 to 100 emails.");
  if (options.quota !== undefined && taken.length + emails.length > options.quota)
    return error(429, "daily_quota_exceeded", "You have reached your daily email sending quota.");
  const faults = emails.map((email) => faultIn(email, options.verified ?? ["news.example"]));
  const errors = faults.flatMap((message, index) => (message === null ? [] : [{ index, message }]));
  if (headers["x-batch-validation"] !== "permissive" && errors.length > 0)
    return error(422, "validation_error", errors[0]!.message);
  batches.push(emails.length);
  const data = emails.flatMap((email, i) => {
    if (faults[i] !== null) return [];
    const id = `ae2014de-c168-4c61-8267-${String(taken.length + 1).padStart(12, "0")}`;
    taken.push({ to: email.to[0]!, id, email });
    return [{ id }];
  });
  return { status: 200, body: errors.length === 0 ? { data } : { data, errors } };
}

function faultIn(email: ResendEmail, verified: readonly string[]): string | null {
  const odd = strangers(email, fields);
  if (odd.length > 0) return `Unrecognized key(s) in object: ${odd.join()}`;
  // Names in quotes and encoded words are refused, whatever RFC 5322 says.
  const from = /^[^"=?,<>()[\]:;@\\]* ?<([^<>]+)>$|^([^<>\s]+)$/u.exec(email.from);
  if (from === null || !isAddress(from[1] ?? from[2]!))
    return "Invalid `from` field. The email address needs to follow the format.";
  if (!verified.includes((from[1] ?? from[2]!).replace(/^.*@/, ""))) return "The from domain is not verified.";
  if (email.to.length === 0 || email.to.length > 50 || email.to.some((to) => !isAddress(to)))
    return "Invalid `to` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.";
  if (!email.subject) return "Missing `subject` field.";
  if (!email.html && !email.text) return "Missing `html` or `text` field.";
  if (Object.values(email.headers).some((value) => typeof value !== "string" || /[\r\n]/.test(value)))
    return "Invalid `headers`.";
  if (email.tags.some(({ name, value }) => !/^[\w-]{1,256}$/.test(name) || !/^[\w-]{1,256}$/.test(value)))
    return "Tags should only contain ASCII letters, numbers, underscores, or dashes.";
  return null;
}

function error(status: number, name: string, message: string): Reply {
  return { status, body: { statusCode: status, name, message } };
}
