/** The service as its users run it: a process, a port, a mail server. */
import { spawn } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { onTestFinished } from "vitest";
import { repository } from "../courant.ts";
import { newsroom, story } from "../newsroom.ts";

export interface Running {
  readonly url: string;
  readonly pid: number;
  /** Everything the process has logged. */
  readonly log: () => string;
  readonly ended: Promise<number | null>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}

/** Starts `courant start`; resolves once /healthz answers 200. */
export async function startService(dir: string, port: number, env: Record<string, string> = {}): Promise<Running> {
  const running = spawnService(dir, port, env);
  await until(
    async () => (await fetch(`${running.url}/healthz`)).status === 200,
    () => `the service\n${running.log()}`,
  );
  return running;
}

export function spawnService(dir: string, port: number, env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [join(repository, "bin/courant.mjs"), "start", "--port", String(port)], {
    cwd: dir,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], TZ: "UTC", ...env },
  });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.on("close", done));
  onTestFinished(() => void child.kill("SIGKILL"));
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    log: () => log,
    ended,
    kill: (signal) => void child.kill(signal),
  };
}

/** Asks again and again; a failed question counts as "not yet". */
export async function until(
  question: () => Promise<boolean> | boolean,
  what: string | (() => string),
  patience = 30_000,
): Promise<void> {
  for (let waited = 0; waited < patience; waited += 50) {
    if (
      await Promise.resolve(question)
        .then((ask) => ask())
        .catch(() => false)
    )
      return;
    await sleep(50);
  }
  throw new Error(`waited in vain for ${typeof what === "string" ? what : what()}`);
}

export interface Mailbox {
  readonly url: string;
  readonly letters: () => readonly Email[];
  /** The next letter after those already seen. */
  readonly next: () => Promise<Email>;
}

/** A real SMTP server that keeps what it takes. */
export async function openMailbox(): Promise<Mailbox> {
  const letters: Email[] = [];
  let seen = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, _, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        void (async () => {
          letters.push(await PostalMime.parse(Buffer.concat(chunks)));
          done();
        })();
      });
    },
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => new Promise<void>((closed) => server.close(() => closed())));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    letters: () => letters,
    next: async () => {
      await until(() => letters.length > seen, `letter ${seen + 1}`);
      return letters[seen++]!;
    },
  };
}

/** A newsroom whose service answers on a port, with a letter for every story. */
export function servedNewsroom(port: number, yaml = "", url = `http://localhost:${port}`): string {
  return newsroom({
    "courant.yaml": `title: The Courant\nurl: ${url}\nfrom: The Courant <letters@news.example>\npostalAddress: 1 Example Street\ndigests:\n  instant: { title: Every Story, every: story }\n${yaml}`,
    "stories/first.md": story(
      { title: "The first story", date: "2026-01-01", tags: "[cloud, courts]" },
      "Words of the first.",
    ),
  });
}

export function linksOf(letter: Email): readonly string[] {
  return [...(letter.text ?? "").matchAll(/https?:\/\/\S+/g)].map(([link]) => link.replace(/[>)]$/, ""));
}
