/**
 * Publishers are killed again and again while they send to a mail server that counts for itself: who got nothing, who got a
 * letter twice, and does the ledger know? `npm run bench:kills [readers] [kills]`, 34,000 and 200 where not given; some ten
 * minutes. Prints the table of docs/delivery.md; ends with 1 where Courant breaks a promise.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
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
  readonly signal: "SIGKILL" | "SIGTERM";
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

const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

const designs: readonly Design[] = [
  { ...courant("resend"), name: "Courant, `unsure: resend`", signal: "SIGKILL", times: kills },
  { ...courant("hold"), name: "Courant, `unsure: hold`", signal: "SIGKILL", times: kills },
  { ...courant("resend"), name: "Courant", signal: "SIGTERM", times: Math.ceil(kills / 4) },
  { ...model("mark"), name: "model: marked after the reply", signal: "SIGKILL", times: kills },
  { ...model("cursor"), name: "model: cursor moved when a batch is fetched", signal: "SIGKILL", times: kills },
];

console.log(`${readers} readers, ${connections} connections, replies after 0 to 40 ms\n`);
console.log(
  "| design | ended by | lost | held for a person | extra copies | most to one reader | readers with copies that it cannot name |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- |");
for (const design of designs) {
  const row = await run(design);
  const { lost, held, extra, most, unnamed } = row;
  console.log(`| ${row.design} | ${row.ended} | ${lost} | ${held} | ${extra} | ${most} | ${unnamed} |`);
  if (design.name.startsWith("Courant") && !keepsPromises(design, row)) process.exitCode = 1;
}

function keepsPromises({ signal, times }: Design, { lost, held, extra, unnamed }: Row): boolean {
  return lost === 0 && unnamed === 0 && held + extra <= (signal === "SIGTERM" ? 0 : times * connections);
}

async function run(design: Design): Promise<Row> {
  const random = dice(20);
  const sink = await openSink({ delay: () => random() * 40 });
  const memory = await design.prepare();
  let ended = 0;
  for (let finished = false; !finished;) {
    const child = design.start(memory.place, sink.url);
    const exit = once(child, "exit") as Promise<[number | null]>;
    const stopped = ended < design.times && (await stop(child, design.signal, random));
    if (stopped) ended++;
    const [code] = await exit;
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
    ended: `${design.signal === "SIGKILL" ? "kill -9" : design.signal} × ${ended}`,
    lost: everyone.filter((to) => !copies.has(to) && !held.has(to)).length,
    held: held.size,
    extra: sink.taken.length - copies.size,
    most: Math.max(...copies.values()),
    unnamed: [...copies].filter(([to, count]) => count > (attempts.get(to) ?? 1)).length,
  };
}

function courant(unsure: "resend" | "hold"): Pick<Design, "start" | "prepare"> {
  return {
    start: (place, url) =>
      spawnScript("../test/deliver/publisher-process.ts", [place, url, String(connections), unsure]),
    prepare: async () => {
      const { store, data, remove } = await temporaryStore();
      await freezeFor(store, readers);
      return {
        place: data,
        read: async () => {
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

function spawnScript(script: string, args: readonly string[]): ChildProcess {
  const child = fork(join(here, script), args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** As `freezeFor` names them. */
function address(i: number): string {
  return `r${i}@d${i}.example`;
}
