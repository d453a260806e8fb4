/**
 * Publishers are killed again and again while they send to a mail server that counts for itself: who got nothing, who got a
 * letter twice, and does the ledger know? `npm run bench:kills [readers] [kills]`, 34,000 and 200 where not given; some twelve
 * minutes. Prints the table of README.md and docs/delivery.md; ends with 1 where Courant breaks a promise.
 *
 * A power cut is a kill that also takes back what was not yet synced (test/deliver/power-cut.ts).
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { cutPower, keepSafe } from "../test/deliver/power-cut.ts";
import { daily, freezeFor } from "../test/deliver/round.ts";
import { openSink, type Sink } from "../test/deliver/sink.ts";
import { dice } from "../test/dice.ts";
import { temporaryStore } from "../test/store/temporary.ts";

const readers = Number(process.argv[2] ?? 34_000);
const kills = Number(process.argv[3] ?? 200);
const connections = 10;
const here = import.meta.dirname;

/** What a run left behind, by the mail server's count and by the design's own. */
interface Row {
  readonly design: string;
  readonly ended: string;
  readonly lost: number;
  /** Letters that the design keeps for a person: some have arrived, some have not. */
  readonly held: number;
  readonly extra: number;
  /** Copies that the luckiest reader got. */
  readonly most: number;
  /** Readers who got more copies than the design knows attempts of. */
  readonly unnamed: number;
}

interface Design {
  readonly name: string;
  readonly end: keyof typeof ends;
  readonly times: number;
  /** Starts one process; `place` is where it keeps its memory. */
  readonly start: (place: string, url: string) => ChildProcess;
  readonly prepare: () => Promise<Memory>;
}

/** What a design writes down about all readers. */
interface Memory {
  readonly place: string;
  /** Attempts on record by reader, and who is held for a person; once all is over. */
  readonly read: () => Promise<{ readonly attempts: ReadonlyMap<string, number>; readonly held: ReadonlySet<string> }>;
  readonly remove: () => Promise<void>;
}

const ends = {
  kill: { signal: "SIGKILL", words: "kill -9" },
  stop: { signal: "SIGTERM", words: "SIGTERM" },
  cut: { signal: "SIGKILL", words: "power cut" },
} as const;

const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

const designs: readonly Design[] = [
  { ...courant("resend"), name: "Courant, `unsure: resend`", end: "kill", times: kills },
  { ...courant("hold"), name: "Courant, `unsure: hold`", end: "kill", times: kills },
  { ...courant("resend"), name: "Courant", end: "stop", times: Math.ceil(kills / 4) },
  { ...courant("resend", "normal"), name: "Courant", end: "cut", times: Math.ceil(kills / 4) },
  { ...courant("resend", "strict"), name: "Courant, `durability: strict`", end: "cut", times: Math.ceil(kills / 4) },
  { ...model("mark"), name: "model: marked after the reply", end: "kill", times: kills },
  { ...model("cursor"), name: "model: cursor moved when a batch is fetched", end: "kill", times: kills },
];

const columns = ["design", "ended by", "lost", "held for a person", "extra copies", "most to one reader"];
console.log(`${readers} readers, ${connections} connections, replies after 0 to 40 ms\n`);
console.log(`| ${columns.join(" | ")} | readers with copies that it cannot name |`);
console.log("| --- | --- | --- | --- | --- | --- | --- |");
for (const design of designs) {
  const row = await run(design);
  const { lost, held, extra, most, unnamed } = row;
  console.log(`| ${row.design} | ${row.ended} | ${lost} | ${held} | ${extra} | ${most} | ${unnamed} |`);
  if (design.name.startsWith("Courant") && !keepsPromises(design, row)) process.exitCode = 1;
}

function keepsPromises({ name, end, times }: Design, { lost, held, extra, unnamed }: Row): boolean {
  // A cut may take back what was sent since the last sync; how many that are, only the disk knows.
  if (end === "cut" && !name.includes("strict")) return lost === 0;
  return lost === 0 && unnamed === 0 && held + extra <= (end === "stop" ? 0 : times * connections);
}

async function run(design: Design): Promise<Row> {
  const random = dice(20);
  const sink = await openSink({ delay: () => random() * 40 });
  const memory = await design.prepare();
  let ended = 0;
  for (let finished = false; !finished;) {
    const child = design.start(memory.place, sink.url);
    const exit = once(child, "exit") as Promise<[number | null]>;
    const stopped = ended < design.times && (await stop(child, ends[design.end].signal, random));
    if (stopped) ended++;
    const [code] = await exit;
    if (stopped && design.end === "cut") cutPower(memory.place);
    finished = !stopped && code === 0;
  }
  const row = await tell(design, sink, memory, ended);
  await sink.close();
  await memory.remove();
  return row;
}

/** Lets it work for up to 0.6 s, so that 200 kills fall all over the issue. False: it had ended by itself. */
async function stop(child: ChildProcess, signal: NodeJS.Signals, random: () => number): Promise<boolean> {
  await Promise.race([once(child, "message"), once(child, "exit")]);
  await Promise.race([sleep(random() * 600), once(child, "exit")]);
  return child.exitCode === null && child.kill(signal);
}

async function tell(design: Design, sink: Sink, memory: Memory, ended: number): Promise<Row> {
  const copies = new Map<string, number>();
  for (const { to } of sink.taken) copies.set(to, (copies.get(to) ?? 0) + 1);
  const { attempts, held } = await memory.read();
  const everyone = Array.from({ length: readers }, (_, i) => address(i));
  return {
    design: design.name,
    ended: `${ends[design.end].words} × ${ended}`,
    lost: everyone.filter((to) => !copies.has(to) && !held.has(to)).length,
    held: held.size,
    extra: sink.taken.length - copies.size,
    most: Math.max(...copies.values()),
    unnamed: [...copies].filter(([to, count]) => count > (attempts.get(to) ?? 1)).length,
  };
}

/** `synced`: a copy of what is safe is kept beside the database, for power cuts. */
function courant(unsure: "resend" | "hold", synced?: "normal" | "strict"): Pick<Design, "start" | "prepare"> {
  const preloaded = synced === undefined ? [] : ["--import", join(here, "../test/deliver/power-cut.ts")];
  return {
    start: (place, url) => {
      const args = [place, url, String(connections), unsure, synced ?? "normal"];
      return spawnScript("../test/deliver/publisher-process.ts", args, preloaded);
    },
    prepare: async () => {
      const { store: first, open, data, remove } = await temporaryStore();
      await freezeFor(first, readers);
      await first.close();
      keepSafe(data);
      return {
        place: data,
        read: async () => {
          const store = await open();
          const attempts = new Map<string, number>();
          const held = new Set<string>();
          for await (const { email, state, tries } of store.issues.readers(daily)) {
            attempts.set(email!, tries);
            if (state === "unsure") held.add(email!);
          }
          return { attempts, held };
        },
        remove,
      };
    },
  };
}

function model(design: "mark" | "cursor"): Pick<Design, "start" | "prepare"> {
  return {
    start: (place, url) => spawnScript("kill-model-process.ts", [design, place, url, String(connections)]),
    prepare: async () => {
      const folder = mkdtempSync(join(tmpdir(), "courant-kills-"));
      const place = join(folder, "model.db");
      const db = new Database(place);
      db.pragma("journal_mode = WAL");
      db.exec(`create table reader (id integer primary key, email text not null, sent integer not null default 0);
        create index reader_unsent on reader (id) where sent = 0;
        create table cursor (last integer not null); insert into cursor values (0)`);
      const add = db.prepare("insert into reader (email) values (?)");
      db.transaction(() => {
        for (let i = 0; i < readers; i++) add.run(address(i));
      })();
      db.close();
      return {
        place,
        read: async () => ({ attempts: new Map(), held: new Set() }),
        remove: async () => rmSync(folder, { recursive: true }),
      };
    },
  };
}

function spawnScript(script: string, args: readonly string[], execArgv: readonly string[] = []): ChildProcess {
  const child = fork(join(here, script), args, {
    execArgv: [...execArgv],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** As `freezeFor` names them. */
function address(i: number): string {
  return `r${i}@d${i}.example`;
}
