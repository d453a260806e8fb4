import { join } from "node:path";
import type { Config, Environment } from "../config/config.ts";
import { fail } from "../errors.ts";
import type { Instant } from "../model.ts";
import { outboxTransport } from "./outbox.ts";
import { relayTransport } from "./relays.ts";
import { smtpTransport } from "./smtp.ts";
import type { Transport } from "./transport.ts";

/**
 * What carries this newsroom's letters: the relays of courant.yaml, else SMTP_URL, else files in out/mail.
 * SECRET_INVALID where a URL has the wrong form or a relay's variable is not set.
 */
export function carrierOf(
  dir: string,
  { delivery }: Pick<Config, "delivery">,
  environment: Pick<Environment, "smtpUrl" | "relayUrls">,
  clock: () => Instant,
): Transport {
  const { concurrency, relays } = delivery;
  if (relays.length > 0) {
    const weighed = relays.map(({ name, url: variable, weight }) => {
      const url = environment.relayUrls.get(name);
      if (url === undefined) fail("SECRET_INVALID", `the relay "${name}" needs ${variable} in the environment.`, 2);
      return { transport: smtpTransport(url, variable, concurrency), weight };
    });
    return relayTransport(weighed, clock);
  }
  if (environment.smtpUrl === null) return outboxTransport(join(dir, "out/mail"));
  return relayTransport([{ transport: smtpTransport(environment.smtpUrl, "SMTP_URL", concurrency), weight: 1 }], clock);
}
