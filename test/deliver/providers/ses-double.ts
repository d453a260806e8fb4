/** Amazon SES, API v2, by its public reference: SendEmail with raw content, GetAccount, Signature Version 4. */
import { createHash, createHmac } from "node:crypto";
import { type Api, type ApiOptions, isAddress, openApi, type Reply, type Seen, strangers } from "./api.ts";

export const sesKey = { key: "AKIAEXAMPLE", secret: "secret/with+signs" };

export interface SesOptions extends ApiOptions {
  /** Domains whose addresses may write. */
  readonly verified?: readonly string[];
  /** Reaches verified domains only. */
  readonly sandbox?: boolean;
  readonly session?: string;
  readonly account?: object;
}

export interface SesDouble extends Api {
  readonly taken: {
    readonly to: string;
    readonly bytes: Buffer;
    readonly request: Readonly<Record<string, unknown>>;
  }[];
  readonly mailUrl: string;
}

const region = "eu-west-1";

export async function openSes(options: SesOptions = {}): Promise<SesDouble> {
  const taken: SesDouble["taken"] = [];
  const api = await openApi(options, (seen) => {
    const refusal = refuseSignature(seen, options.session);
    if (refusal !== null) return refusal;
    if (seen.method === "GET" && seen.path === "/v2/email/account")
      return { status: 200, body: options.account ?? account };
    if (seen.method !== "POST" || seen.path !== "/v2/email/outbound-emails")
      return error(404, "UnknownOperationException", "Unknown operation.");
    if (seen.headers["content-type"] !== "application/json") return error(400, "SerializationException", "Not JSON.");
    return sendEmail(seen.body, options, taken);
  });
  const mailUrl = `ses://${sesKey.key}:${sesKey.secret}@${region}?endpoint=${api.url}`;
  return { ...api, taken, mailUrl };
}

const account = {
  SendingEnabled: true,
  ProductionAccessEnabled: true,
  SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 120 },
};

function sendEmail(
  body: Buffer,
  { verified = ["news.example"], sandbox = false }: SesOptions,
  taken: SesDouble["taken"],
): Reply {
  if (body.length > 60_000_000) return error(413, "RequestEntityTooLargeException", "Request is too large.");
  const json = JSON.parse(body.toString()) as {
    readonly Content: { readonly Raw: { readonly Data: string } };
    readonly Destination: { readonly ToAddresses: readonly string[] };
    readonly EmailTags?: readonly { readonly Name: string; readonly Value: string }[];
    readonly FeedbackForwardingEmailAddress?: string;
  };
  const known =
    "Content Destination EmailTags FeedbackForwardingEmailAddress ConfigurationSetName FromEmailAddress".split(" ");
  const odd = [
    ...strangers(json, known),
    ...strangers(json.Content, ["Raw"]),
    ...strangers(json.Destination, ["ToAddresses"]),
  ];
  if (odd.length > 0) return error(400, "BadRequestException", `Unknown: ${odd.join()}`);
  const bytes = Buffer.from(json.Content.Raw.Data, "base64");
  if (bytes.toString("base64") !== json.Content.Raw.Data)
    return error(400, "BadRequestException", "Data is not base64.");
  if (bytes.length > 40_000_000)
    return error(400, "MessageRejected", "Message length is more than 41943040 bytes long.");
  for (const { Name, Value } of json.EmailTags ?? [])
    if (!/^[\w-]{1,256}$/.test(Name) || !/^[\w.@-]{1,256}$/.test(Value))
      return error(400, "BadRequestException", "Invalid tag.");
  const recipients = json.Destination.ToAddresses;
  const wrong = recipients.find((to) => !isAddress(to));
  if (wrong !== undefined) return error(400, "BadRequestException", "Domain contains illegal character");
  const header = bytes.toString("latin1").split("\r\n\r\n")[0]!;
  const twice = ["From", "To", "Subject", "Message-ID", "DKIM-Signature", "List-Unsubscribe"].find(
    (name) => [...header.matchAll(new RegExp(`^${name}:`, "gim"))].length > 1,
  );
  if (twice !== undefined) return error(400, "BadRequestException", `Duplicate header '${twice}'.`);
  const from = /^From:.*?([\w.+-]+@[\w.-]+)/im.exec(header)?.[1] ?? "";
  const senders = [from, json.FeedbackForwardingEmailAddress ?? from, ...(sandbox ? recipients : [])];
  const foreign = senders.filter((address) => !verified.includes(address.replace(/^.*@/, "")));
  if (foreign.length > 0) {
    const words = `Email address is not verified. The following identities failed the check in region EU-WEST-1: ${foreign.join()}`;
    return error(400, "MessageRejected", words);
  }
  for (const to of recipients) taken.push({ to, bytes, request: json });
  return { status: 200, body: { MessageId: `0102018-${taken.length}-000000` } };
}

function error(status: number, type: string, message: string): Reply {
  return { status, headers: { "x-amzn-errortype": `${type}:http://internal.amazon.com/coral/` }, body: { message } };
}

/** By the steps of AWS's reference, from the bytes that came: the canonical request, the string to sign, the derived key. */
function refuseSignature({ method, path, rawHeaders, headers, body }: Seen, session: string | undefined): Reply | null {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/;
  const parts = form.exec(headers.authorization ?? "");
  if (parts === null) return error(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
  const [, key, day, where, service, names, signature] = parts as unknown as readonly string[];
  if (key !== sesKey.key)
    return error(403, "UnrecognizedClientException", "The security token included in the request is invalid.");
  if ((headers["x-amz-security-token"] ?? undefined) !== session)
    return error(403, "UnrecognizedClientException", "The security token included in the request is invalid.");
  const moment = String(headers["x-amz-date"]);
  const at = Date.parse(moment.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (!(Math.abs(Date.now() - at) < 300_000) || !moment.startsWith(day!))
    return error(403, "InvalidSignatureException", `Signature expired: ${moment} is now earlier than allowed`);
  if (where !== region || service !== "ses")
    return error(403, "InvalidSignatureException", "Credential should be scoped to a valid region.");
  const signed = names!.split(";");
  if (!signed.includes("host") || signed.join() !== signed.toSorted().join())
    return error(403, "InvalidSignatureException", "'Host' must be a 'SignedHeader'.");
  let canonical = `${method}\n${path.split("?")[0]}\n${path.split("?")[1] ?? ""}\n`;
  for (const name of signed) {
    const values: string[] = [];
    for (let i = 0; i < rawHeaders.length; i += 2)
      if (rawHeaders[i]!.toLowerCase() === name) values.push(rawHeaders[i + 1]!.trim());
    canonical += `${name}:${values.join(",")}\n`;
  }
  canonical += `\n${names}\n${createHash("sha256").update(body).digest("hex")}`;
  const digest = createHash("sha256").update(canonical, "utf8").digest("hex");
  const hmac = (secret: Buffer, text: string): Buffer => createHmac("sha256", secret).update(text, "utf8").digest();
  const dayKey = hmac(Buffer.from(`AWS4${sesKey.secret}`), day!);
  const signing = hmac(hmac(hmac(dayKey, where), service), "aws4_request");
  const expected = hmac(
    signing,
    `AWS4-HMAC-SHA256\n${moment}\n${day}/${where}/${service}/aws4_request\n${digest}`,
  ).toString("hex");
  const words = `The request signature we calculated does not match the signature you provided. The Canonical String should have been '${canonical}'`;
  return expected === signature ? null : error(403, "InvalidSignatureException", words);
}
