/**
 * A million readers on one machine: `npm run bench:scale [readers]`. A process of its own lets them in, freezes an issue for them
 * and delivers it as fast as a counting transport without a wire takes letters; its memory is watched from outside. Halfway
 * it is killed, and the time until its successor hands out the next letter is taken.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const readers = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), "courant-scale-"));
const database = join(folder, "courant.db");
let child: ChildProcess | undefined;
process.once("exit", () => {
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

let peak = 0;
setInterval(() => (peak = Math.max(peak, residentOf(child))), 100).unref();

const admitted = await step("admit");
tell("let in", admitted);
const before = statSync(database).size;
tell("frozen", await step("freeze"));
await stepUntil("deliver", Math.floor(readers / 2));
const start = process.hrtime.bigint();
child = spawnStep("resume");
await once(child, "message");
console.log(`next letter after a kill    ${seconds(start).toFixed(2)} s, the start of the process in it`);
await ended(child);
const rest = await step("deliver");
console.log(
  `                            ${Math.round(readers / 2 / rest.seconds)} letters/s claimed, announced and recorded`,
);
tell("rest delivered", rest);
console.log(
  `database                    ${((statSync(database).size - before) / readers).toFixed(0)} bytes a delivery`,
);

interface Step {
  readonly seconds: number;
  readonly peak: number;
}

async function step(name: string): Promise<Step> {
  peak = 0;
  child = spawnStep(name);
  const [first] = (await once(child, "message")) as [{ readonly seconds: number }];
  await ended(child);
  return { seconds: first.seconds, peak };
}

/** Delivers until that many letters are recorded, then kills. */
async function stepUntil(name: string, letters: number): Promise<void> {
  child = spawnStep(name, letters);
  await once(child, "message");
  child.kill("SIGKILL");
  await once(child, "exit");
}

function spawnStep(name: string, letters = Infinity): ChildProcess {
  const args = [name, folder, String(readers), String(letters)];
  return fork(join(import.meta.dirname, "scale-process.ts"), args, {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
}

async function ended(process: ChildProcess): Promise<void> {
  if (process.exitCode === null) await once(process, "exit");
  if (process.exitCode !== 0) throw new Error(`a step ended with ${process.exitCode}`);
}

/** Resident memory in MiB, as Linux counts it. */
function residentOf(process: ChildProcess | undefined): number {
  try {
    const status = readFileSync(`/proc/${process?.pid}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function tell(what: string, { seconds, peak }: Step): void {
  console.log(`${what.padEnd(16)} ${seconds.toFixed(1).padStart(10)} s   peak ${peak.toFixed(0)} MiB`);
}

function seconds(since: bigint): number {
  return Number(process.hrtime.bigint() - since) / 1e9;
}
