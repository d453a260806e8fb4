/** Postmark, by its public reference: POST /email/batch and GET /server. */
import { type Api, type ApiOptions, isAddress, openApi, type Reply, strangers } from "./api.ts";

export const postmarkToken = "pm-secret-token";

export interface PostmarkOptions extends ApiOptions {
  /** Marked inactive after a bounce or a complaint. */
  readonly inactive?: readonly string[];
  readonly confirmed?: readonly string[];
  readonly streams?: readonly string[];
  readonly server?: object;
}

/** One email as it came. */
export interface PostmarkEmail {
  readonly From: string;
  readonly To: string;
  readonly ReplyTo?: string;
  readonly Subject: string;
  readonly TextBody: string;
  readonly HtmlBody?: string;
  readonly Headers: readonly { readonly Name: string; readonly Value: string }[];
  readonly Metadata: Readonly<Record<string, string>>;
  readonly MessageStream: string;
  readonly TrackOpens: boolean;
  readonly TrackLinks: string;
}

export interface PostmarkDouble extends Api {
  readonly taken: { readonly to: string; readonly id: string; readonly email: PostmarkEmail }[];
  readonly batches: number[];
  readonly mailUrl: string;
}

const fields =
  "From To ReplyTo Subject TextBody HtmlBody Headers Metadata MessageStream TrackOpens TrackLinks Tag".split(" ");
const reserved = /^(from|to|cc|bcc|subject|reply-to|date|mime-version|content-type|content-transfer-encoding)$/i;

export async function openPostmark(options: PostmarkOptions = {}): Promise<PostmarkDouble> {
  const taken: PostmarkDouble["taken"] = [];
  const batches: number[] = [];
  const api = await openApi(options, ({ method, path, headers, body }): Reply => {
    if (headers["x-postmark-server-token"] !== postmarkToken) {
      const Message = "The Server Token you provided in the X-Postmark-Server-Token request header was invalid.";
      return { status: 401, body: { ErrorCode: 10, Message } };
    }
    if (!String(headers.accept).includes("application/json")) return { status: 415, body: "Unsupported Media Type" };
    if (method === "GET" && path === "/server") return { status: 200, body: options.server ?? server };
    if (method !== "POST" || path !== "/email/batch")
      return { status: 404, body: { ErrorCode: 0, Message: "Not found" } };
    if (body.length > 50_000_000) return { status: 413, body: { ErrorCode: 0, Message: "Payload too large" } };
    if (headers["content-type"] !== "application/json") return unprocessable(409, "JSON required");
    let emails: readonly PostmarkEmail[];
    try {
      emails = JSON.parse(body.toString()) as readonly PostmarkEmail[];
    } catch {
      return unprocessable(402, "Received invalid JSON input.");
    }
    if (!Array.isArray(emails)) return unprocessable(403, "Incompatible JSON.");
    if (emails.length > 500) return unprocessable(410, "Too many batch messages.");
    batches.push(emails.length);
    return { status: 200, body: emails.map((email) => take(email, options, taken)) };
  });
  return { ...api, taken, batches, mailUrl: `postmark://${postmarkToken}@?endpoint=${api.url}` };
}

const server = { Name: "News", DeliveryType: "Live", TrackOpens: false, TrackLinks: "None" };

function take(email: PostmarkEmail, options: PostmarkOptions, taken: PostmarkDouble["taken"]): object {
  const odd = strangers(email, fields);
  if (odd.length > 0) return { ErrorCode: 403, Message: `Unknown fields: ${odd.join()}` };
  const from = addressIn(email.From);
  const { confirmed = ["news.example"], inactive = [], streams = ["outbound", "broadcast"] } = options;
  if (!isAddress(from)) return { ErrorCode: 300, Message: `Invalid 'From' address: '${email.From}'.` };
  if (!confirmed.includes(from.replace(/^.*@/, "")))
    return {
      ErrorCode: 400,
      Message: `The 'From' address you supplied (${from}) is not a Sender Signature on your account.`,
    };
  const to = addressIn(email.To);
  if (!isAddress(to)) return { ErrorCode: 300, Message: `Invalid 'To' address: '${email.To}'.` };
  if (inactive.includes(to)) {
    const Message = `You tried to send to a recipient that has been marked as inactive.\nFound inactive addresses: ${to}.\nInactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression. `;
    return { ErrorCode: 406, Message };
  }
  if (!streams.includes(email.MessageStream))
    return {
      ErrorCode: 1235,
      Message: `The 'MessageStream' provided does not exist on this server: ${email.MessageStream}`,
    };
  if (!email.TextBody && !email.HtmlBody)
    return { ErrorCode: 300, Message: "Provide either email TextBody or HtmlBody or both." };
  if ((email.HtmlBody ?? "").length > 5_000_000 || email.TextBody.length > 5_000_000)
    return { ErrorCode: 300, Message: "HtmlBody and TextBody may be 5 MB each." };
  const bad = email.Headers.find(
    ({ Name, Value }) => reserved.test(Name) || /[\r\n]/.test(Value) || typeof Value !== "string",
  );
  if (bad !== undefined) return { ErrorCode: 300, Message: `Header '${bad.Name}' is not allowed.` };
  const metadata = Object.entries(email.Metadata);
  if (metadata.length > 10 || metadata.some(([name, value]) => name.length > 20 || value.length > 80))
    return { ErrorCode: 300, Message: "Invalid metadata content." };
  const id = `b7bc2f4a-e38e-4336-af7d-${String(taken.length + 1).padStart(12, "0")}`;
  taken.push({ to, id, email });
  return { To: email.To, SubmittedAt: "2026-11-23T13:00:00.0000000-05:00", MessageID: id, ErrorCode: 0, Message: "OK" };
}

function addressIn(mailbox: string): string {
  return /^(?:"(?:[^"\\]|\\.)*"|[^"<>,]*?)\s*<([^<>]*)>$/.exec(mailbox)?.[1] ?? mailbox;
}

function unprocessable(ErrorCode: number, Message: string): Reply {
  return { status: 422, body: { ErrorCode, Message } };
}
