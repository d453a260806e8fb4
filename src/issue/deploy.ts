import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../config/config.ts";
import { fail } from "../errors.ts";
import type { Newsroom } from "../model.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** What a command that copies files has no business with. */
const secrets = /^(?:SMTP_URL|DATABASE_URL|COURANT_|DKIM_)|_WEBHOOK_/;
/** Relays are named by variables of any name. */
const waysOut = /^(?:smtps?|ses|postmark|resend|mailgun):\/\//i;
const longest = 10 * 60_000;
/** Milliseconds between looks at the site's address: 45 s in all, what caches of static hosts take to turn over. */
const looks = [200, 800, 2000, 4000, 8000, 10_000, 20_000];

/**
 * Runs `deploy` where the site has changed since it last went out, and then looks whether the site's address serves the very
 * manifest that was written (`mails`: letters are to follow), so that no letter links to a page not there yet. DEPLOY_FAILED, DEPLOY_UNVERIFIED.
 */
export async function deploySite(
  { dir, config }: Pick<Newsroom, "dir"> & { readonly config: Pick<Config, "deploy" | "url"> },
  environment: Variables,
  mails: boolean,
  pauses: readonly number[] = looks,
): Promise<void> {
  if (config.deploy === null) return;
  const manifest = readFileSync(join(dir, "out", "site", "manifest.json"), "utf8");
  const mark = createHash("sha256").update(`${config.deploy.command}\n${config.url}\n${manifest}`).digest("hex");
  const kept = join(dir, ".courant", "deployed");
  if (readIfThere(kept) === mark) return;
  await run(config.deploy.command, dir, environment);
  // Without mail nothing depends on it; and a workflow may put the site in its place only afterwards.
  if (!mails && config.deploy.verify) return;
  if (config.deploy.verify) await verify(`${config.url}/manifest.json`, manifest, pauses);
  mkdirSync(join(dir, ".courant"), { recursive: true });
  writeFileSync(kept, mark);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function run(command: string, dir: string, environment: Variables): Promise<void> {
  const env = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => !secrets.test(name) && !waysOut.test(value ?? "")),
  );
  const child = spawn(command, { shell: true, cwd: dir, env, stdio: ["ignore", "pipe", "pipe"], timeout: longest });
  let said = "";
  const listen = (chunk: Buffer): void => void (said = (said + chunk.toString()).slice(-2000));
  child.stdout.on("data", listen);
  child.stderr.on("data", listen);
  return new Promise<void>((done, stop) => {
    child.on("error", stop);
    child.on("close", (code, signal) => (code === 0 ? done() : stop(new Error(`ended with ${code ?? signal}`))));
  }).then(
    () => undefined,
    (error: unknown) => {
      const words = said.trim().split("\n").slice(-3).join(" / ");
      const how = error instanceof Error ? error.message : String(error);
      fail("DEPLOY_FAILED", `\`${command}\` ${how}${words === "" ? "" : `: ${words}`}; no mail was sent.`);
    },
  );
}

async function verify(url: string, manifest: string, pauses: readonly number[]): Promise<void> {
  let seen = "";
  for (const wait of pauses) {
    seen = await look(url, manifest);
    if (seen === "") return;
    await sleep(wait);
  }
  fail(
    "DEPLOY_UNVERIFIED",
    `${url} ${seen}; no mail was sent. If another address serves the site, correct \`url\`; if a cache is slow, run again; \`deploy: { command: …, verify: false }\` skips this.`,
  );
}

/** "" where the address serves this manifest, else what it does instead. */
async function look(url: string, manifest: string): Promise<string> {
  try {
    const response = await fetch(url, {
      headers: { "Cache-Control": "no-cache" },
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) return `answers ${response.status}`;
    return (await response.text()) === manifest ? "" : "still serves another manifest";
  } catch (error) {
    return `cannot be reached (${error instanceof Error ? error.message : String(error)})`;
  }
}
