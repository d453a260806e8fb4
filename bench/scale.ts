/**
 * A million readers on one machine: `npm run bench:scale [readers]`. A process of its own lets them in, freezes an issue for them
 * and delivers it as fast as a counting transport without a wire takes letters; its memory is watched from outside. Halfway
 * it is killed, and the time until its successor hands out the next letter is taken. Prints the table of docs/delivery.md; ends with 1
 * where a limit is missed.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./measure.ts";
import { smtpSource, startSink } from "./smtp-source.ts";

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

const wire = await smtpRate();
await step("admit");
const before = statSync(database).size;
const frozen = await step("freeze");
await stepUntil("deliver", Math.floor(readers / 2));
const start = process.hrtime.bigint();
child = spawnStep("resume");
await once(child, "message");
const resumed = seconds(start);
await ended(child);
const rest = await step("deliver");
const rate = readers / 2 / rest.seconds;
const bytes = (statSync(database).size - before) / readers;

console.log(`${readers.toLocaleString("en")} readers, load ${loadavg()[0]!.toFixed(1)}\n`);
console.log("| what | measured | limit |");
console.log("| --- | --- | --- |");
tell("frozen", frozen.seconds, "s", 1, 20);
tell("from a kill half-way to the next letter, the start of the process in it", resumed, "s", 1, 2);
tell("highest memory while freezing", frozen.peak, "MiB", 0, 250);
tell("highest memory while delivering", rest.peak, "MiB", 0, 250);
const enough = rate >= wire;
console.log(
  `| claimed, announced and recorded, without a wire | ${Math.round(rate)}/s | at least smtp-source's ${Math.round(wire)}/s of 8 kB |`,
);
console.log(`| database, a delivery | ${bytes.toFixed(0)} bytes | |`);
if (!enough) process.exitCode = 1;

function tell(what: string, value: number, unit: string, digits: number, limit: number): void {
  console.log(`| ${what} | ${value.toFixed(digits)} ${unit} | ${limit} ${unit} |`);
  if (value > limit) process.exitCode = 1;
}

/** What Debian's smtp-source reaches on this machine at this time. */
async function smtpRate(): Promise<number> {
  const sink = await startSink();
  const rates = Array.from({ length: 3 }, () => smtpSource(8000, 10_000, 10));
  sink.kill();
  return median(rates);
}

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

function seconds(since: bigint): number {
  return Number(process.hrtime.bigint() - since) / 1e9;
}
