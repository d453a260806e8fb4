/** Mailgun, by its public reference: POST /v3/DOMAIN/messages.mime and GET /v3/domains/DOMAIN. */
import { type Api, type ApiOptions, isAddress, openApi, type Reply, type Seen } from "./api.ts";

export const mailgunKey = "mg-secret-key";

export interface MailgunOptions extends ApiOptions {
  /** Addresses that a sandbox may write to; not there: it is none. */
  readonly authorized?: readonly string[];
  readonly state?: string;
  /** The key may send and nothing else. */
  readonly restricted?: boolean;
}

export interface MailgunDouble extends Api {
  readonly taken: { readonly to: string; readonly bytes: Buffer; readonly fields: Readonly<Record<string, string>> }[];
  readonly mailUrl: string;
}

const domain = "mg.news.example";
const options = /^(?:o:(?:tracking|tracking-opens|tracking-clicks|dkim|testmode|tag)|[hv]:.+)$/;

export async function openMailgun(settings: MailgunOptions = {}): Promise<MailgunDouble> {
  const taken: MailgunDouble["taken"] = [];
  const api = await openApi(settings, (seen) => {
    const basic = `Basic ${Buffer.from(`api:${mailgunKey}`).toString("base64")}`;
    if (seen.headers.authorization !== basic) return { status: 401, body: "Forbidden" };
    if (seen.method === "GET" && seen.path === `/v3/domains/${domain}`) {
      if (settings.restricted === true) return { status: 401, body: "Forbidden" };
      const type = settings.authorized === undefined ? "custom" : "sandbox";
      return { status: 200, body: { domain: { name: domain, state: settings.state ?? "active", type } } };
    }
    if (seen.method !== "POST" || seen.path !== `/v3/${domain}/messages.mime`)
      return { status: 404, body: { message: `Domain not found: ${seen.path.split("/")[2]}` } };
    return take(seen, settings, taken);
  });
  return { ...api, taken, mailUrl: `mailgun://${mailgunKey}@${domain}?endpoint=${api.url}` };
}

async function take(
  { headers, body }: Seen,
  { authorized }: MailgunOptions,
  taken: MailgunDouble["taken"],
): Promise<Reply> {
  if (body.length > 25_000_000) return { status: 413, body: { message: "Request Entity Too Large" } };
  const type = headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data;")) return bad("Need at least one of 'message' parameters specified");
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  const message = form.get("message");
  if (message === null || typeof message === "string") return bad("message parameter is missing: send it as a file");
  const fields: Record<string, string> = {};
  for (const [name, value] of form.entries()) if (typeof value === "string") fields[name] = value;
  const odd = Object.keys(fields).filter((name) => name !== "to" && !options.test(name));
  if (odd.length > 0) return bad(`Unknown parameters: ${odd.join()}`);
  for (const [name, value] of Object.entries(fields))
    if (name.startsWith("o:tracking") && !/^(yes|no|true|false|htmlonly)$/.test(value))
      return bad(`invalid value of ${name}`);
  const { to = "" } = fields;
  if (!isAddress(to)) return bad("to parameter is not a valid address. please check documentation");
  if (authorized !== undefined && !authorized.includes(to)) {
    const words = `Domain ${domain} is not allowed to send: Sandbox subdomains are for test purposes only. Please add your own domain or add the address to authorized recipients in Account Settings.`;
    return { status: 403, body: { message: words } };
  }
  const bytes = Buffer.from(await message.arrayBuffer());
  const id = /^Message-ID: (<[^>]+>)\r$/im.exec(bytes.toString("latin1"))?.[1];
  if (id === undefined || !/^From: /im.test(bytes.toString("latin1"))) return bad("Message MIME is not valid");
  taken.push({ to, bytes, fields });
  return { status: 200, body: { id, message: "Queued. Thank you." } };
}

function bad(message: string): Reply {
  return { status: 400, body: { message } };
}
