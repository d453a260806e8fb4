import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { CourantError, problem } from "../errors.ts";
import { mailUrlFaults } from "../base/mail-url.ts";
import type { Problem } from "../model.ts";
import type { Config, Environment } from "./config.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The secrets that Courant uses, checked for their form; a variable set to "" counts as unset.
 * Throws a CourantError (exit 2) with every fault. Messages name the variable and never hold its value.
 */
export function readEnvironment(config: Pick<Config, "delivery">, env: Variables): Environment {
  const problems: Problem[] = [];
  const check = (name: string, fits: (value: string) => boolean, expected: string): string | null => {
    const value = env[name] || null;
    if (value !== null && !fits(value)) {
      problems.push(problem("error", "SECRET_INVALID", null, null, `${name} is not ${expected}.`));
    }
    return value;
  };
  const mailUrl = (name: string): string | null => {
    const value = env[name] || null;
    for (const fault of value === null ? [] : mailUrlFaults(value))
      problems.push(problem("error", "SECRET_INVALID", null, null, `${name} ${fault}`));
    return value;
  };
  const environment: Environment = {
    smtpUrl: mailUrl("SMTP_URL"),
    databaseUrl: check("DATABASE_URL", isDatabaseUrl, "an address such as postgres://user:password@host/database"),
    secret: check("COURANT_SECRET", (s) => s.length >= 16, "at least 16 characters long"),
    previousSecrets: (
      check(
        "COURANT_SECRET_PREVIOUS",
        isSecretList,
        "one or more secrets of at least 16 characters, with blanks between",
      ) ?? ""
    )
      .split(/\s+/)
      .filter((secret) => secret !== ""),
    dkim: Object.fromEntries(
      Object.entries(env).filter((e): e is [string, string] => e[0].startsWith("DKIM_") && Boolean(e[1])),
    ),
    relayUrls: new Map(config.delivery.relays.map((relay) => [relay.name, mailUrl(relay.url) ?? missing(relay.url)])),
  };
  function missing(name: string): string {
    problems.push(
      problem("error", "SECRET_INVALID", null, null, `${name} is not set, but delivery.relays asks for it.`),
    );
    return "";
  }
  if (problems.length > 0) throw new CourantError(problems, 2);
  return environment;
}

function isSecretList(text: string): boolean {
  return text
    .trim()
    .split(/\s+/)
    .every((secret) => secret.length >= 16);
}

function isDatabaseUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^postgres(?:ql)?:$/.test(url.protocol);
}

/** `env` with the variables of the newsroom's .env that it does not set itself, be it to "". No file, no change. */
export function loadDotEnv(dir: string, env: Variables): Variables {
  let text: string;
  try {
    text = readFileSync(join(dir, ".env"), "utf8");
  } catch {
    return env;
  }
  const set = Object.entries(env).filter(([, value]) => value !== undefined);
  return { ...parseEnv(text), ...Object.fromEntries(set) };
}
