import { join } from "node:path";
import type { Config, Environment } from "../config/config.ts";
import type { Transport } from "../deliver/transport.ts";
import type { Instant } from "../model.ts";

/** Letters go to a mail server; otherwise they become files. */
export function isOverSmtp({ smtpUrl, relayUrls }: Environment): boolean {
  return smtpUrl !== null || relayUrls.size > 0;
}

/** What the environment says letters leave by: the relays, else SMTP_URL's server, else files in out/mail. */
export async function transportOf(
  dir: string,
  config: Config,
  environment: Environment,
  clock: () => Instant,
): Promise<Transport> {
  const { concurrency, relays } = config.delivery;
  if (relays.length === 0 && environment.smtpUrl === null) {
    const { outboxTransport } = await import("../deliver/outbox.ts");
    return outboxTransport(join(dir, "out", "mail"));
  }
  const { smtpTransport } = await import("../deliver/smtp.ts");
  const { relayTransport } = await import("../deliver/relays.ts");
  if (relays.length === 0) {
    const transport = smtpTransport(environment.smtpUrl!, "SMTP_URL", concurrency);
    return relayTransport([{ transport, weight: 1 }], clock);
  }
  const weighed = relays.map((relay) => ({
    transport: smtpTransport(environment.relayUrls.get(relay.name)!, relay.url, concurrency),
    weight: relay.weight,
  }));
  return relayTransport(weighed, clock);
}
