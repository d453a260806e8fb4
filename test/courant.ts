/** Runs the real program as a user's shell does. */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";

export const repository = resolve(import.meta.dirname, "..");
const program = join(repository, "bin", "courant.mjs");

export interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as JSON; throws where it is none. What is in it, the test's claims will tell. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: () => any;
}

interface Options {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  readonly input?: string;
}

/** No SMTP server, no secrets and no zone of the person who runs the tests. */
function environment(env: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], HOME: process.env["HOME"], TZ: "UTC", ...env };
}

export function courant(args: readonly string[], options: Options = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: options.cwd ?? repository,
    env: environment(options.env),
    encoding: "utf8",
    input: options.input ?? "",
    maxBuffer: 1 << 28,
  });
  return { exit: status, stdout, stderr, json: () => JSON.parse(stdout) };
}

/** The same without waiting; killed when the test ends, if it still runs. */
export function startCourant(
  args: readonly string[],
  options: Options = {},
): { readonly pid: number; readonly ended: Promise<Ran>; readonly kill: (signal: NodeJS.Signals) => void } {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: options.cwd ?? repository,
    env: environment(options.env),
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.end(options.input ?? "");
  const ended = new Promise<Ran>((done) => {
    child.on("close", (exit) => done({ exit, stdout, stderr, json: () => JSON.parse(stdout) }));
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { pid: child.pid!, ended, kill: (signal) => void child.kill(signal) };
}

/** An empty folder that is gone when the test ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "courant-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Copies the sample newsroom, without what was generated. */
export function copySample(folder: string): void {
  for (const name of ["courant.yaml", "courant.lock", "stories", "pages", "static"]) {
    cpSync(join(repository, name), join(folder, name), { recursive: true });
  }
}

/** A copy of the sample newsroom that is gone when the test ends. */
export function sampleNewsroom(): string {
  const folder = join(scratch(), "newsroom");
  copySample(folder);
  return folder;
}
