import type { Config, Environment } from "../../config/config.ts";
import { type DkimKey, dkimKeys } from "../../deliver/dkim-keys.ts";
import { CourantError, problem } from "../../errors.ts";
import type { Newsroom } from "../../model.ts";
import type { Store } from "../../store/store.ts";
import type { World } from "../../world.ts";
import { sendingProblems } from "../letters.ts";
import { isMailed, mustSign, waysOut } from "../transport.ts";
import { check, type Check } from "./check.ts";
import { checkDkim } from "./dkim.ts";
import { checkDmarc } from "./dmarc.ts";
import { type Dns, dnsAt } from "./dns.ts";
import { checkLetters } from "./letters.ts";
import { checkMx } from "./mx.ts";
import { checkWay } from "./server.ts";
import { checkSpf } from "./spf.ts";
import { checkUnsubscribe } from "./unsubscribe.ts";

/** What doctor works on. */
export interface Patient {
  readonly newsroom: Newsroom;
  readonly environment: Environment;
  readonly store: Store;
  readonly world: World;
  /** `HOST:PORT` of a DNS server; null: the system's. */
  readonly dns: string | null;
}

/**
 * Everything between a compiled letter and an inbox that can be looked at from here: the letters, the sender's DNS, the mail servers,
 * the way out. Each check stands alone; what one cannot find out the others still can. It cannot see a sender's reputation.
 */
export async function examine({
  newsroom,
  environment,
  store,
  world,
  dns: server,
}: Patient): Promise<readonly Check[]> {
  const { config } = newsroom;
  const missing = sendingProblems(config);
  const checks: Check[] = [
    { about: "courant.yaml", found: missing.length === 0 ? "can send" : "cannot send", problems: missing },
    ...(await checkLetters(newsroom, store.issues, world)),
    ...(await senderChecks(config, environment, dnsAt(server))),
  ];
  for (const { url, variable } of waysOut(config, environment))
    checks.push(await attempt(`mail server of ${variable}`, () => checkWay(url, variable, world.clock())));
  const unsubscribe = (): Promise<Check> => checkUnsubscribe(config.service, store.members);
  return [...checks, await attempt(`unsubscribe link at ${config.service}`, unsubscribe)];
}

async function senderChecks(config: Config, environment: Environment, dns: Dns): Promise<readonly Check[]> {
  const from = config.from?.email;
  if (from === undefined) return [];
  const domain = from.slice(from.lastIndexOf("@") + 1).toLowerCase();
  const keys = dkimKeys(environment.dkim, from);
  const signed = isMailed(environment) && !mustSign(environment);
  const signers = [...new Set(keys.map((key) => key.domain))];
  const checks = [await attempt(`SPF of ${domain}`, () => checkSpf(domain, dns)), ...(signed ? [] : keysMissing(keys))];
  for (const key of keys)
    checks.push(await attempt(`DKIM key ${key.selector}._domainkey.${key.domain}`, () => checkDkim(key, dns)));
  checks.push(await attempt(`DMARC of ${domain}`, () => checkDmarc(domain, signers, dns)));
  checks.push(await attempt(`MX of ${domain}`, () => checkMx(domain, dns)));
  return checks;
}

function keysMissing(keys: readonly DkimKey[]): readonly Check[] {
  if (keys.length > 0) return [];
  const message = "no DKIM_* key is set, so the mail server must sign; see that it signs as the domain of `from`.";
  return [check("DKIM keys", "none of ours", "LETTER_UNSIGNED", [["warning", message]])];
}

async function attempt(about: string, look: () => Promise<Check>): Promise<Check> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof CourantError)) throw error;
    const problems = error.problems.map(({ code, message }) => problem("error", code, null, null, message));
    return { about, found: "could not be found out", problems };
  }
}
