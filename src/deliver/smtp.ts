import { smtpSession } from "./smtp-session.ts";
import { parseSmtpUrl } from "./smtp-url.ts";
import type { Transport } from "./transport.ts";

/** Letters over SMTP. `variable` names where the URL came from, for messages; the URL holds a password and is never shown. */
export function smtpTransport(url: string, variable: string, concurrency: number): Transport {
  const relay = parseSmtpUrl(url, variable);
  return { name: relay.name, concurrency, open: () => smtpSession(relay) };
}
