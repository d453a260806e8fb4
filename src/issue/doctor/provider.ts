import { openLine } from "../../deliver/providers/line.ts";
import { secretsOf, withoutSecrets } from "../../deliver/providers/provider.ts";
import { providerOf } from "../../deliver/providers/transport.ts";
import type { ProviderAccount } from "../../base/mail-url.ts";
import type { Instant } from "../../model.ts";
import { check, type Check } from "./check.ts";

/** Asks a provider, by a request that sends nothing, whether the key is good and what the account may do. */
export async function checkProvider(account: ProviderAccount, variable: string, now: Instant): Promise<Check> {
  const provider = providerOf(account);
  const secrets = secretsOf(account);
  const about = `${provider.name} (${variable})`;
  const line = openLine(account.endpoint, 1, Math.min(account.timeout, 15_000));
  try {
    const exchange = await line.ask(provider.probe(now), new AbortController().signal);
    if ("answer" in exchange) {
      const { found, faults } = provider.diagnose(exchange.answer);
      const shown = faults.map(([level, words]) => [level, withoutSecrets(words, secrets).slice(0, 500)] as const);
      return check(about, found, "SERVER_TROUBLE", shown);
    }
    const message = `${account.endpoint.host} cannot be talked to: ${exchange.text}. Look at the network and the firewall.`;
    return check(about, `stopped at ${exchange.phase}`, "SERVER_TROUBLE", [["error", message]]);
  } finally {
    line.close();
  }
}
