import { join } from "node:path";
import type { Config, Environment } from "../config/config.ts";
import type { Transport } from "../deliver/transport.ts";
import { fail } from "../errors.ts";
import { readProviderUrl } from "../base/mail-url.ts";
import type { Instant } from "../model.ts";

/** A way out, and the variable that names it. */
export interface WayOut {
  readonly url: string;
  readonly variable: string;
  /** Share of the letters. */
  readonly weight: number;
}

/** The mail servers and providers that the environment names: the relays, else the one of SMTP_URL, else none. */
export function waysOut(
  { delivery }: Pick<Config, "delivery">,
  { smtpUrl, relayUrls }: Environment,
): readonly WayOut[] {
  const relays = delivery.relays.map(({ name, url, weight }) => ({ url: relayUrls.get(name)!, variable: url, weight }));
  return relays.length > 0 || smtpUrl === null ? relays : [{ url: smtpUrl, variable: "SMTP_URL", weight: 1 }];
}

/** Letters go to people, by a mail server or a provider; otherwise they become files. */
export function isMailed({ smtpUrl, relayUrls }: Environment): boolean {
  return smtpUrl !== null || relayUrls.size > 0;
}

/** A mail server takes letters as they are. Providers sign them in their customers' names. */
export function mustSign({ smtpUrl, relayUrls }: Environment): boolean {
  const urls = relayUrls.size > 0 ? [...relayUrls.values()] : smtpUrl === null ? [] : [smtpUrl];
  return urls.some((url) => readProviderUrl(url) === null);
}

/** What the environment says letters leave by: servers and providers, else files in out/mail. */
export async function transportOf(
  dir: string,
  config: Config,
  environment: Environment,
  clock: () => Instant,
): Promise<Transport> {
  const ways = waysOut(config, environment);
  if (ways.length === 0) {
    const { outboxTransport } = await import("../deliver/outbox.ts");
    return outboxTransport(join(dir, "out", "mail"));
  }
  const { relayTransport } = await import("../deliver/relays.ts");
  const { concurrency } = config.delivery;
  const weighed = ways.map(async (way) => ({
    transport: await transportBy(way, concurrency, clock),
    weight: way.weight,
  }));
  return relayTransport(await Promise.all(weighed), clock);
}

async function transportBy({ url, variable }: WayOut, concurrency: number, clock: () => Instant): Promise<Transport> {
  const provider = readProviderUrl(url);
  if (provider === null) {
    const { smtpTransport } = await import("../deliver/smtp.ts");
    return smtpTransport(url, variable, concurrency);
  }
  if ("faults" in provider) return fail("SECRET_INVALID", `${variable} ${provider.faults.join(" ")}`, 2);
  const { providerTransport } = await import("../deliver/providers/transport.ts");
  return providerTransport(provider.account, concurrency, clock);
}
