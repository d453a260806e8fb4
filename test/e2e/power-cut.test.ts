/** What a power cut costs: at most what was sent since the last sync; with `durability: strict` at most what was on the wire. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cutPower, keepSafe } from "../deliver/power-cut.ts";
import { daily, freezeFor, totals } from "../deliver/round.ts";
import { openSink, type Sink } from "../deliver/sink.ts";
import { dice } from "../dice.ts";
import { temporaryStore, type TemporaryStore } from "../store/temporary.ts";

const readers = 300;
const concurrency = 5;
const cuts = 6;

describe("a power cut", { timeout: 90_000 }, () => {
  let place: TemporaryStore;
  let sink: Sink;
  let arrivals: { readonly at: number; readonly to: string }[];
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    place = await temporaryStore();
    arrivals = [];
    const random = dice(20);
    sink = await openSink({
      fault: (step, to) => void (step === "dot" && arrivals.push({ at: Date.now(), to })),
      delay: () => random() * 20,
    });
    await freezeFor(place.store, readers);
    await place.store.close();
    keepSafe(place.data);
  });
  afterEach(async () => {
    child?.kill("SIGKILL");
    await sink.close();
    await place.remove();
  });

  function start(durability: "normal" | "strict"): ChildProcess {
    const scripts = join(import.meta.dirname, "../deliver");
    const args = [place.data, sink.url, String(concurrency), "resend", durability];
    child = fork(join(scripts, "publisher-process.ts"), args, {
      execArgv: ["--import", join(scripts, "power-cut.ts")],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    return child;
  }

  /** Cuts the power again and again; gives, for each cut, letters taken of which nothing is on record. */
  async function suffer(durability: "normal" | "strict"): Promise<readonly string[][]> {
    const random = dice(7);
    const forgotten: string[][] = [];
    while (forgotten.length < cuts) {
      const publisher = start(durability);
      const gone = once(publisher, "exit");
      const enough = sink.taken.length + 5 + Math.floor(random() * 30);
      while (sink.taken.length < enough && publisher.exitCode === null) await new Promise((go) => setTimeout(go, 2));
      publisher.kill("SIGKILL");
      await gone;
      const safe = cutPower(place.data)!;
      const known = onRecord();
      const before = arrivals.filter(({ at }) => at < safe);
      expect(before.filter(({ to }) => !known.has(to))).toEqual([]);
      forgotten.push(arrivals.filter(({ to }) => !known.has(to)).map(({ to }) => to));
    }
    const [code] = (await once(start(durability), "exit")) as [number];
    expect(code).toBe(0);
    return forgotten;
  }

  /** Readers whose letter is sent, or known to be on its way. */
  function onRecord(): ReadonlySet<string> {
    const db = new Database(join(place.data, "courant.db"), { readonly: true });
    const rows = db.prepare<[], { email: string }>(
      "select r.email from delivery d join reader r on r.id = d.reader where d.state = 'sent' or d.intent = 1 or d.doubts > 0",
    );
    const known = new Set(rows.all().map(({ email }) => email));
    db.close();
    return known;
  }

  function copies(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { to } of sink.taken) counts.set(to, (counts.get(to) ?? 0) + 1);
    return counts;
  }

  test("forgets nothing that was synced: nobody is lost, and twice come only letters since the last sync", async () => {
    const forgotten = await suffer("normal");
    const store = await place.open();
    expect(await totals(store)).toEqual({ sent: readers });
    expect(copies().size).toBe(readers);
    const extra = sink.taken.length - readers;
    expect(extra).toBeLessThanOrEqual(forgotten.flat().length + cuts * concurrency);
  });

  test("under strict forgets no letter that had its dot: what comes twice was in flight, and is named", async () => {
    const forgotten = await suffer("strict");
    expect(forgotten.flat()).toEqual([]);
    const store = await place.open();
    expect(await totals(store)).toEqual({ sent: readers });
    expect(sink.taken.length - readers).toBeLessThanOrEqual(cuts * concurrency);
    const named = new Set<string>();
    for await (const { email, tries } of store.issues.readers(daily)) if (tries > 1) named.add(email!);
    expect([...copies()].filter(([to, count]) => count > 1 && !named.has(to))).toEqual([]);
  });
});
