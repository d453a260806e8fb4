import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { daily, totals } from "../deliver/round.ts";
import { openSink, type Sink } from "../deliver/sink.ts";
import { dice } from "../dice.ts";
import { entry, issue, temporaryStore, type TemporaryStore } from "../store/temporary.ts";

const readers = 300;
const concurrency = 5;
const script = join(import.meta.dirname, "../deliver/publisher-process.ts");

describe("publishers that are killed", () => {
  let place: TemporaryStore;
  let sink: Sink;
  const children = new Set<ChildProcess>();
  beforeEach(async () => {
    place = await temporaryStore();
    const random = dice(20);
    sink = await openSink({ delay: () => random() * 40 });
    await place.store.readers.add(Array.from({ length: readers }, (_, i) => entry(`r${i}@example.org`)));
    await place.store.issues.freeze(issue(daily, ["launch"]));
  });
  afterEach(async () => {
    for (const child of children) child.kill("SIGKILL");
    await sink.close();
    await place.remove();
  });

  function start(unsure: "resend" | "hold" = "resend"): ChildProcess {
    const child = fork(script, [place.data, sink.url, String(concurrency), unsure], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    children.add(child);
    child.once("exit", () => children.delete(child));
    return child;
  }

  /** Resolves when the sink holds that many letters, or the child is gone. */
  async function letters(count: number, child: ChildProcess): Promise<void> {
    while (sink.taken.length < count && children.has(child)) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  function copies(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { to } of sink.taken) counts.set(to, (counts.get(to) ?? 0) + 1);
    return counts;
  }

  async function doubted(): Promise<ReadonlySet<string>> {
    const named = new Set<string>();
    for await (const { email, tries } of place.store.issues.readers(daily)) if (tries > 1) named.add(email!);
    return named;
  }

  test("twenty times with kill -9 lose nobody, and send twice only what was in flight, each one named", async () => {
    const random = dice(7);
    let kills = 0;
    for (let done = false; !done;) {
      const child = start();
      const exit = once(child, "exit");
      if (kills < 20) await letters(sink.taken.length + 1 + Math.floor(random() * 12), child);
      if (kills < 20 && child.kill("SIGKILL")) kills++;
      const [code] = (await exit) as [number | null];
      done = code === 0;
    }
    expect(kills).toBe(20);
    expect(await totals(place.store)).toEqual({ sent: readers });
    const counts = copies();
    expect(counts.size).toBe(readers);
    expect(sink.taken.length - readers).toBeLessThanOrEqual(kills * concurrency);
    const named = await doubted();
    expect([...counts].filter(([to, count]) => count > 1 && !named.has(to))).toEqual([]);
  }, 60_000);

  test("under hold, kill -9 sends nothing twice, and lists every letter in doubt", async () => {
    const first = start("hold");
    await letters(20, first);
    first.kill("SIGKILL");
    await once(first, "exit");
    const [code] = (await once(start("hold"), "exit")) as [number];
    expect(code).toBe(0);
    const { sent = 0, unsure = 0 } = await totals(place.store);
    expect(sent + unsure).toBe(readers);
    expect(unsure).toBeLessThanOrEqual(concurrency);
    expect(sink.taken.length).toBe(copies().size);
    expect(sink.taken.length).toBeGreaterThanOrEqual(sent);
  }, 30_000);

  test("SIGTERM ends with every letter accounted for, and nobody is mailed twice", async () => {
    for (let done = false, stops = 0; !done; stops++) {
      const child = start();
      const exit = once(child, "exit");
      if (stops < 5) {
        await letters(sink.taken.length + 10, child);
        child.kill("SIGTERM");
      }
      expect((await exit)[0]).toBe(0);
      expect(await totals(place.store)).not.toHaveProperty("sending");
      done = stops >= 5;
    }
    expect(await totals(place.store)).toEqual({ sent: readers });
    expect(sink.taken).toHaveLength(readers);
  }, 30_000);

  test("a disk that fills up stops before the next letter; with room again the rest is sent", async () => {
    const child = spawn("sh", [
      "-c",
      `trap "" XFSZ; ulimit -f 170; exec "$0" "$@"`,
      process.execPath,
      script,
      place.data,
      sink.url,
      "5",
      "resend",
    ]);
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
    await once(child, "close");
    expect(complaint).toContain("STORE_UNWRITABLE");
    expect(sink.taken.length).toBeLessThan(readers);
    expect((await once(start(), "exit"))[0]).toBe(0);
    expect(await totals(place.store)).toEqual({ sent: readers });
    expect(sink.taken.length - copies().size).toBeLessThanOrEqual(concurrency);
  }, 30_000);

  test("of three publishers at once one sends, and each reader gets one letter", async () => {
    const exits = [start(), start(), start()].map((child) => once(child, "exit"));
    expect((await Promise.all(exits)).map(([code]) => code as number)).toEqual([0, 0, 0]);
    expect(sink.taken).toHaveLength(readers);
    expect(copies().size).toBe(readers);
  }, 30_000);

  test("a dead owner's work is taken over within two seconds", async () => {
    const owner = start();
    await once(owner, "message");
    const heir = start();
    await letters(10, owner);
    const taken = once(heir, "message");
    // The heir is up and waiting well before this.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    owner.kill("SIGKILL");
    const death = Date.now();
    await taken;
    expect(Date.now() - death).toBeLessThan(2000);
    expect((await once(heir, "exit"))[0]).toBe(0);
    expect(await totals(place.store)).toEqual({ sent: readers });
  }, 30_000);
});
