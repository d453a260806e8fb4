import { trySmtp, type Trouble } from "../../deliver/smtp-line.ts";
import { parseSmtpUrl } from "../../deliver/smtp-url.ts";
import { readProviderUrl } from "../../base/mail-url.ts";
import type { Instant } from "../../model.ts";
import { check, type Check } from "./check.ts";
import { checkProvider } from "./provider.ts";

/** Tries a way out without a letter. `variable` names where its URL came from. */
export async function checkWay(url: string, variable: string, now: Instant): Promise<Check> {
  const provider = readProviderUrl(url);
  return provider === null || "faults" in provider
    ? checkServer(url, variable)
    : checkProvider(provider.account, variable, now);
}

/** Connects to a mail server and signs in. */
export async function checkServer(url: string, variable: string): Promise<Check> {
  const relay = parseSmtpUrl(url, variable);
  const about = `mail server ${relay.name}`;
  const { trouble, secure } = await trySmtp(relay);
  if (trouble !== null)
    return check(about, `stopped at ${trouble.phase}`, "SERVER_TROUBLE", [
      ["error", adviceOn(trouble, relay.name, variable)],
    ]);
  const found = [secure ? "TLS" : "no TLS", ...(relay.auth === null ? ["no password"] : ["signed in"])].join(", ");
  const plain = !secure && relay.options.ignoreTLS !== true;
  return check(
    about,
    found,
    "SERVER_TROUBLE",
    plain ? [["warning", `letters to ${relay.name} are not encrypted; use a server with STARTTLS, or smtps://.`]] : [],
  );
}

function adviceOn({ phase, reply }: Trouble, server: string, variable: string): string {
  if (phase === "auth") return `${server} refuses the user or password of ${variable}: ${reply}.`;
  if (phase === "tls")
    return `${server} offers no good TLS: ${reply}. Use the host name that its certificate is for, or smtps:// on port 465.`;
  return `${server} cannot be talked to: ${reply}. Look at host and port in ${variable}, and at the firewall.`;
}
