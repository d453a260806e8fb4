/**
 * Letters a second over SMTP on loopback, each one distinct, against Debian's smtp-source doing the same to the same smtp-sink:
 * `npm run bench:delivery [letters]`. Medians of interleaved rounds; only the ratios travel between machines.
 *
 * - smtp-source -s 10: C, one body for all, no record of anything. The yardstick.
 * - courant, normal and strict: ready bytes, the real ledger, an intent committed before every final dot.
 * - rsa-2048 and ed25519: the same with a DKIM signature of that kind on every letter.
 * - nodemailer's pool composing each message, without any ledger: the usual way, and the floor.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { deliver } from "../src/deliver/deliver.ts";
import { signMessage } from "../src/deliver/dkim.ts";
import type { DkimKey } from "../src/deliver/dkim-keys.ts";
import { composeMessage } from "../src/deliver/message.ts";
import { relayTransport } from "../src/deliver/relays.ts";
import { smtpTransport } from "../src/deliver/smtp.ts";
import { parseEmail } from "../src/email.ts";
import type { Email, IssueId, Letter, Slug } from "../src/model.ts";
import { slotToken } from "../src/slot.ts";
import { openStore } from "../src/store/open.ts";
import { median } from "./measure.ts";

const connections = 10;
const rounds = 3;
const port = 2625;
const url = `smtp://127.0.0.1:${port}`;
const issue = "daily/2026-11-20" as IssueId;

const subscriptions = [{ digest: "daily", tags: [], threads: [] }];
const facts = {
  config: {
    title: "The Bench",
    url: "https://news.example",
    service: "https://mail.example",
    from: { name: "The Bench", email: "news@news.example" },
    replyTo: null,
  },
  issue,
  digest: { name: "daily", title: "The Daily Bench" },
  date: Date.UTC(2026, 10, 20, 7),
};

const key = { selector: "bench", domain: "news.example" };
const rsa: DkimKey = {
  ...key,
  algorithm: "rsa-sha256",
  key: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
};
const ed25519: DkimKey = { ...key, algorithm: "ed25519-sha256", key: generateKeyPairSync("ed25519").privateKey };

interface Run {
  readonly perSecond: number;
  /** Milliseconds of this process's CPU a letter; null for other programs. */
  readonly cpu: number | null;
}

const sizes = [
  { name: "8 kB", bytes: 8_000, letters: Number(process.argv[2] ?? 10_000) },
  { name: "60 kB", bytes: 60_000, letters: Math.ceil(Number(process.argv[2] ?? 10_000) / 4) },
];

const sink = await startSink();
try {
  for (const { name, bytes, letters } of sizes) {
    const cases: Record<string, () => Run | Promise<Run>> = {
      "smtp-source": () => smtpSource(bytes, letters),
      courant: () => courant(bytes, letters, "normal"),
      "courant, strict": () => courant(bytes, letters, "strict"),
      "courant, rsa-2048": () => courant(bytes, Math.ceil(letters / 2), "normal", [rsa]),
      "courant, ed25519": () => courant(bytes, Math.ceil(letters / 2), "normal", [ed25519]),
      "nodemailer pool": () => nodemailerPool(bytes, Math.ceil(letters / 10)),
    };
    const results = new Map<string, Run[]>(Object.keys(cases).map((key) => [key, []]));
    for (let i = 0; i < rounds; i++)
      for (const [key, run] of Object.entries(cases)) results.get(key)!.push(await run());
    const yardstick = median(results.get("smtp-source")!.map((run) => run.perSecond));
    const busy = loadavg()[0]!.toFixed(1);
    console.log(
      `\n${letters} letters of ${name}, ${connections} connections, medians of ${rounds} rounds, load ${busy}`,
    );
    for (const [key, runs] of results) console.log(renderRow(key, runs, yardstick));
  }
  console.log(`\npeak memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
} finally {
  sink.kill();
}

function renderRow(name: string, runs: readonly Run[], yardstick: number): string {
  const rate = median(runs.map((run) => run.perSecond));
  const cpu = runs[0]!.cpu === null ? "" : `   ${median(runs.map((run) => run.cpu!)).toFixed(3)} ms CPU a letter`;
  return `${name.padEnd(18)} ${rate.toFixed(0).padStart(7)}/s   ${(rate / yardstick).toFixed(2)} × smtp-source${cpu}`;
}

async function startSink(): Promise<ChildProcess> {
  const user = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child = spawn("smtp-sink", [...user, `127.0.0.1:${port}`, "1000"], { stdio: "inherit" });
  process.once("exit", () => child.kill());
  await new Promise((resolve) => setTimeout(resolve, 500));
  if (child.exitCode !== null) throw new Error(`smtp-sink does not start; is port ${port} taken?`);
  return child;
}

function smtpSource(bytes: number, letters: number): Run {
  const start = process.hrtime.bigint();
  const args = ["-s", String(connections), "-l", String(bytes), "-m", String(letters), `127.0.0.1:${port}`];
  const { status, stderr } = spawnSync("smtp-source", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`smtp-source: ${stderr}`);
  return { perSecond: letters / seconds(start), cpu: null };
}

async function courant(
  bytes: number,
  letters: number,
  durability: "normal" | "strict",
  keys: readonly DkimKey[] = [],
): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "courant-bench-"));
  const store = await openStore({
    data: join(folder, "data"),
    clock: Date.now,
    secret: null,
    durability,
    create: true,
  });
  await store.readers.add(
    Array.from({ length: letters }, (_, i) => ({ email: address(i), name: `Reader ${i}`, subscriptions })),
  );
  await store.issues.freeze({
    id: issue,
    digest: "daily",
    period: "2026-11-20",
    due: 0,
    made: 0,
    subject: "Bench",
    stories: [{ slug: "a" as Slug, tags: [], thread: null, version: "" }],
    max: 20,
    corrections: [],
    names: new Map(),
    carried: new Map(),
    covered: [],
    waiting: [],
  });
  const publisher = (await store.publisher({ wait: false, unsure: "resend" }))!;
  const mould = composeMessage(letterOf(bytes), facts);
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  const { sent } = await deliver({
    ledger: store.deliveries,
    fence: publisher.fence,
    transport: relayTransport([{ transport: smtpTransport(url, "SMTP_URL", connections), weight: 1 }], Date.now),
    compose: ({ reader }) => {
      const message = mould.address({ ...reader, reason: "You asked for the daily." });
      return keys.length === 0 ? message : signMessage(message, keys);
    },
    limits: { perDomain: 0, rate: 0, quota: 0 },
    unsure: "resend",
    clock: Date.now,
  });
  const perSecond = sent / seconds(start);
  const used = process.cpuUsage(cpu);
  if (sent !== letters) throw new Error(`${sent} of ${letters} letters were sent`);
  await publisher.release();
  await store.close();
  rmSync(folder, { recursive: true });
  return { perSecond, cpu: (used.user + used.system) / 1000 / letters };
}

async function nodemailerPool(bytes: number, letters: number): Promise<Run> {
  const pool = createTransport({
    host: "127.0.0.1",
    port,
    pool: true,
    maxConnections: connections,
    maxMessages: Infinity,
    ignoreTLS: true,
  });
  const { html, text, subject } = letterOf(bytes);
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  await Promise.all(
    Array.from({ length: letters }, (_, i) =>
      pool.sendMail({
        from: "news@news.example",
        to: address(i),
        subject,
        text,
        html: html.replaceAll(slotToken("name"), `Reader ${i}`),
      }),
    ),
  );
  const perSecond = letters / seconds(start);
  const used = process.cpuUsage(cpu);
  pool.close();
  return { perSecond, cpu: (used.user + used.system) / 1000 / letters };
}

/** Some 60 percent HTML, 40 percent text, as digests are; with the slots that every letter has. */
function letterOf(bytes: number): Letter {
  const words = "The clerk of the court read the order twice before anyone in the room moved. ";
  const html = words.repeat(Math.ceil((bytes * 0.58) / words.length));
  return {
    subject: "Bench",
    lang: "en",
    html: `<!doctype html><p>Dear ${slotToken("name")}, ${html}</p><p>${slotToken("reason")} <a href="${slotToken("unsubscribe")}">Unsubscribe</a></p>`,
    text: `${words.repeat(Math.ceil((bytes * 0.36) / words.length))}\n${slotToken("unsubscribe")}\n`,
  };
}

function seconds(start: bigint): number {
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function address(i: number): Email {
  return parseEmail(`reader${i}@d${i % 997}.example`)!;
}
