/**
 * Letters a second over SMTP on loopback, each one distinct, against Debian's smtp-source doing the same to the same smtp-sink:
 * `npm run bench:delivery [letters]`, 10,000 of 8 kB and a quarter of that of 60 kB where not given. Medians of rounds taken in
 * turn, each case in a process of its own; only the ratios travel between machines. Prints the table of README.md and
 * docs/delivery.md; ends with 1 where Courant is slower than it should be.
 *
 * - smtp-source -s 10: C, one body for all, no record of anything. The yardstick.
 * - Courant, normal and strict: ready bytes, the real ledger, an intent committed before every final dot.
 * - rsa-2048 and ed25519: the same with a DKIM signature of that kind on every letter, on the thread pool.
 * - nodemailer's pool composing each message, without any ledger: the usual way, and the floor.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { loadavg } from "node:os";
import { join } from "node:path";
import type { Case, Measured } from "./delivery-process.ts";
import { median } from "./measure.ts";
import { sinkUrl, smtpSource, startSink } from "./smtp-source.ts";

const connections = 10;
const rounds = 3;
const asked = Number(process.argv[2] ?? 10_000);

/** Two sizes of letters; every pair of figures is in their order. */
const sizes = [
  { name: "8 kB", bytes: 8_000, letters: asked },
  { name: "60 kB", bytes: 60_000, letters: Math.ceil(asked / 4) },
] as const;

interface Row {
  readonly name: string;
  readonly case: Case;
  /** Multiples of smtp-source's rate that it must reach, by size. */
  readonly least: readonly (number | null)[];
  /** Slower ways send a part of the letters. */
  readonly share: number;
}

const rows: readonly Row[] = [
  { name: "Courant", case: "normal", least: [0.8, 0.9], share: 1 },
  { name: "Courant, `durability: strict`", case: "strict", least: [null, null], share: 1 },
  { name: "Courant, DKIM rsa-2048", case: "rsa", least: [0.22, null], share: 0.5 },
  { name: "Courant, DKIM ed25519", case: "ed25519", least: [0.4, null], share: 0.5 },
  { name: "nodemailer's pool composing each, no ledger", case: "pool", least: [null, null], share: 0.1 },
];

const sink = await startSink();
try {
  const yardsticks: number[] = [];
  const results = new Map<string, Measured[]>(rows.map(({ name }) => [name, []]));
  for (const { bytes, letters } of sizes) {
    const source: number[] = [];
    const runs = new Map<string, Measured[]>(rows.map(({ name }) => [name, []]));
    for (let i = 0; i < rounds; i++) {
      source.push(smtpSource(bytes, letters, connections));
      for (const { name, case: what, share } of rows)
        runs.get(name)!.push(await measure(what, bytes, Math.ceil(letters * share)));
    }
    yardsticks.push(median(source));
    for (const [name, all] of runs) results.get(name)!.push(medians(all));
  }
  print(yardsticks, results);
} finally {
  sink.kill();
}

function print(yardsticks: readonly number[], results: ReadonlyMap<string, readonly Measured[]>): void {
  const rates = sizes.map(({ name }, i) => `${Math.round(yardsticks[i]!)}/s of ${name}`).join(" and ");
  console.log(
    `${connections} connections, medians of ${rounds} rounds; smtp-source: ${rates}; load ${loadavg()[0]!.toFixed(1)}\n`,
  );
  const columns = sizes.map(({ name, letters }) => `${name}, ${letters.toLocaleString("en")} letters`);
  console.log(`| × smtp-source | ${columns.join(" | ")} | at least | CPU a letter | peak memory |`);
  console.log("| --- | --- | --- | --- | --- | --- |");
  for (const { name, least } of rows) {
    const all = results.get(name)!;
    const ratios = all.map(({ perSecond }, i) => perSecond / yardsticks[i]!);
    const limits = least.every((limit) => limit === null)
      ? ""
      : least.map((limit) => limit?.toFixed(2) ?? "–").join(" / ");
    const cpu = all.map((one) => one.cpu.toFixed(2)).join(" / ");
    const peak = Math.max(...all.map((one) => one.peak));
    console.log(
      `| ${name} | ${ratios.map((r) => r.toFixed(2)).join(" | ")} | ${limits} | ${cpu} ms | ${Math.round(peak)} MiB |`,
    );
    if (ratios.some((ratio, i) => ratio < (least[i] ?? 0))) process.exitCode = 1;
  }
}

function medians(all: readonly Measured[]): Measured {
  const of = (key: keyof Measured): number => median(all.map((one) => one[key]));
  return { perSecond: of("perSecond"), cpu: of("cpu"), peak: of("peak") };
}

async function measure(what: Case, bytes: number, letters: number): Promise<Measured> {
  const args = [what, String(bytes), String(letters), sinkUrl, String(connections)];
  const child = fork(join(import.meta.dirname, "delivery-process.ts"), args);
  const [measured] = (await once(child, "message")) as [Measured];
  if (child.exitCode === null) await once(child, "exit");
  return measured;
}
