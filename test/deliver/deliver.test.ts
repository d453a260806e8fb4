import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { outboxTransport } from "../../src/deliver/outbox.ts";
import { email, entry, issue, temporaryStore, type TemporaryStore } from "../store/temporary.ts";
import { letterFor } from "./letter.ts";
import { daily, freezeFor, round, totals } from "./round.ts";
import { openSink, type Sink, type SinkOptions } from "./sink.ts";

describe("delivering", () => {
  let place: TemporaryStore;
  let sink: Sink;
  let now = Date.UTC(2026, 10, 20, 8);
  const open = async (options: SinkOptions = {}): Promise<string> => {
    sink = await openSink(options);
    return sink.url;
  };
  beforeEach(async () => {
    now = Date.UTC(2026, 10, 20, 8);
    place = await temporaryStore(() => now);
  });
  afterEach(async () => {
    await place.remove();
    await sink.close();
  });

  test("every reader gets one letter and the issue is done", async () => {
    await freezeFor(place.store, 50);
    expect(await round(place.store, await open())).toMatchObject({ sent: 50, failed: 0 });
    expect(new Set(sink.taken.map(({ to }) => to)).size).toBe(50);
    expect((await place.store.issues.find(daily))?.state).toBe("done");
  });

  test("a second round finds nothing to send and opens no connection", async () => {
    await freezeFor(place.store, 3);
    await round(place.store, await open());
    const connections = sink.connections();
    expect(await round(place.store, sink.url)).toMatchObject({ sent: 0 });
    expect(sink.connections()).toBe(connections);
  });

  test("connections are kept, and made anew after as many letters as the URL allows", async () => {
    await freezeFor(place.store, 10);
    await round(place.store, `${await open()}?maxMessages=4`, { concurrency: 1 });
    expect(sink.connections()).toBe(3);
  });

  test("a domain that asks for patience gets it, though it has more readers than fit at hand; the others go on", async () => {
    const busy = Array.from({ length: 2500 }, (_, i) => entry(`r${i}@busy.example`));
    const fine = Array.from({ length: 30 }, (_, i) => entry(`r${i}@d${i}.example`));
    await place.store.readers.add([...busy, ...fine]);
    await place.store.issues.freeze(issue(daily, ["launch"]));
    let knocks = 0;
    const url = await open({
      fault: (step, to) => {
        if (step !== "rcpt" || !to.endsWith("@busy.example")) return undefined;
        knocks++;
        return "451 4.7.0 too many messages from you";
      },
    });
    await round(place.store, url, { clock: () => now, concurrency: 4 });
    expect(await totals(place.store)).toEqual({ sent: 30, deferred: 2500 });
    expect(knocks).toBeLessThan(10);
    now += 70_000;
    await round(place.store, url, { clock: () => now, concurrency: 4 });
    expect(knocks).toBeLessThan(20);
  });

  test("no more letters than perDomain are in flight to one domain", async () => {
    await place.store.readers.add(Array.from({ length: 12 }, (_, i) => entry(`r${i}@big.example`)));
    await place.store.issues.freeze(issue(daily, ["launch"]));
    let inFlight = 0;
    let most = 0;
    const delay = (): number => {
      inFlight++;
      most = Math.max(most, inFlight);
      setTimeout(() => inFlight--, 8);
      return 10;
    };
    await round(place.store, await open({ delay }), { concurrency: 6, limits: { perDomain: 2, rate: 0, quota: 0 } });
    expect(most).toBe(2);
    expect(await totals(place.store)).toEqual({ sent: 12 });
  });

  test("a rate spreads the letters out", async () => {
    await freezeFor(place.store, 6);
    const url = await open();
    const start = Date.now();
    await round(place.store, url, { limits: { perDomain: 0, rate: 50, quota: 0 }, clock: Date.now });
    expect(Date.now() - start).toBeGreaterThanOrEqual(95);
    expect(sink.taken).toHaveLength(6);
  });

  test("a quota is used up over 24 hours, whoever sends", async () => {
    await freezeFor(place.store, 10);
    const url = await open();
    const limits = { perDomain: 0, rate: 0, quota: 4 };
    const clock = (): number => now;
    await round(place.store, url, { limits, clock });
    await round(place.store, url, { limits, clock });
    expect(await totals(place.store)).toEqual({ sent: 4, queued: 6 });
    now += 24 * 60 * 60 * 1000 + 1;
    await round(place.store, url, { limits, clock });
    expect(await totals(place.store)).toEqual({ sent: 8, queued: 2 });
  });

  test("who leaves while letters are going out gets none", async () => {
    await freezeFor(place.store, 10);
    const url = await open({
      fault: (step, to) => {
        if (step === "rcpt" && to === "r2@d2.example") void place.store.readers.remove(email("r7@d7.example"));
        return undefined;
      },
      delay: () => 5,
    });
    expect(await round(place.store, url, { concurrency: 1 })).toMatchObject({ sent: 9, skipped: 1 });
    expect(sink.taken.map(({ to }) => to)).not.toContain("r7@d7.example");
    expect(await totals(place.store)).toEqual({ sent: 9, skipped: 1 });
  });

  test("an issue paused by a person stops at once; resumed, it goes on where it was", async () => {
    await freezeFor(place.store, 20);
    const other = await place.open();
    const url = await open({
      fault: (step, to) => {
        if (step === "dot" && to === "r5@d5.example") void other.issues.pause(daily, "a typo");
        return undefined;
      },
      delay: () => 10,
    });
    await round(place.store, url, { concurrency: 2 });
    expect(sink.taken.length).toBeLessThan(12);
    expect((await totals(place.store)).sent).toBe(sink.taken.length);
    await place.store.issues.resume(daily);
    await round(place.store, url);
    expect(await totals(place.store)).toEqual({ sent: 20 });
    expect(sink.taken).toHaveLength(20);
  });

  test("whoever has lost the lock stops before it sends again: PUBLISHER_REPLACED", async () => {
    await freezeFor(place.store, 40);
    let after = -1;
    const url = await open({
      fault: (step, to) => {
        if (step === "dot" && to === "r9@d9.example") {
          // A restored or moved data folder: the lock is free there, and somebody else has taken over.
          const raw = new Database(join(place.data, "courant.db"));
          raw.prepare("update publisher set fence = fence + 1").run();
          raw.close();
          after = 0;
        } else if (step === "dot" && after >= 0) after++;
        return undefined;
      },
      delay: () => 10,
    });
    await expect(round(place.store, url, { concurrency: 4 })).rejects.toThrow("PUBLISHER_REPLACED");
    // The other three may have had their intent on record, and be on their way, when it happened.
    expect(after).toBeLessThanOrEqual(3);
    await round(place.store, url, { unsure: "hold" });
    const { sent = 0, unsure = 0 } = await totals(place.store);
    expect(sent + unsure).toBe(40);
    expect(unsure).toBeLessThanOrEqual(4);
    expect(new Set(sink.taken.map(({ to }) => to)).size).toBe(sink.taken.length);
  });

  test("an abort drains: what is under way is finished, the rest is queued", async () => {
    await freezeFor(place.store, 20);
    const stop = new AbortController();
    const url = await open({ delay: () => 10 });
    await round(place.store, url, { signal: stop.signal, progress: ({ sent }) => sent >= 6 && stop.abort() });
    const counts = await totals(place.store);
    expect(counts.sent).toBe(sink.taken.length);
    expect(counts).toEqual({ sent: sink.taken.length, queued: 20 - sink.taken.length });
    expect(sink.taken.length).toBeLessThan(12);
  });

  test("an abort does not wait for the next slot of a slow rate", async () => {
    await freezeFor(place.store, 20);
    const stop = new AbortController();
    const url = await open();
    const start = Date.now();
    const limits = { perDomain: 0, rate: 0.1, quota: 0 };
    await round(place.store, url, { limits, clock: Date.now, signal: stop.signal, progress: () => stop.abort() });
    expect(Date.now() - start).toBeLessThan(5000);
    expect(await totals(place.store)).toEqual({ sent: 1, queued: 19 });
  });

  test("a drain gives up servers that keep silent: what had its dot is unsure, the rest waits", async () => {
    await freezeFor(place.store, 20);
    const stop = new AbortController();
    const url = await open({
      fault: (step, to) => {
        if (!to.startsWith("r3@")) return undefined;
        if (step === "dot") setTimeout(() => stop.abort(), 50);
        return step === "dot" ? "hang" : undefined;
      },
    });
    const options = { signal: stop.signal, drainFor: 100, concurrency: 1, unsure: "hold" } as const;
    expect(await round(place.store, url, options)).toMatchObject({ sent: 3, unsure: 1 });
    expect(await totals(place.store)).toEqual({ sent: 3, unsure: 1, queued: 16 });
  });

  test("a letter that cannot be composed stops everything and sends nothing more", async () => {
    await freezeFor(place.store, 20);
    const options = { compose: () => Promise.reject(new Error("no template")) };
    await expect(round(place.store, await open(), options)).rejects.toThrow("no template");
    expect(sink.taken).toEqual([]);
    expect(await totals(place.store)).toEqual({ queued: 20 });
  });

  test("five failures and not one success pause the issue, and cost nobody anything: the fault is ours", async () => {
    await freezeFor(place.store, 40);
    const url = await open({ fault: (step) => (step === "rcpt" ? "550 5.1.1 no such user" : undefined) });
    const { paused } = await round(place.store, url, { concurrency: 3 });
    expect(paused.get(daily)).toBe("the first 5 letters were all refused: 550 5.1.1 no such user");
    expect(await totals(place.store)).toEqual({ queued: 40 });
    expect(await place.store.readers.counts()).toMatchObject({ active: 40, bounced: 0 });
  });

  test("what is refused again after a resume was true of those readers", async () => {
    await freezeFor(place.store, 12);
    const dead = new Set(Array.from({ length: 6 }, (_, i) => `r${i}@d${i}.example`));
    const url = await open({
      fault: (step, to) => (step === "rcpt" && dead.has(to) ? "550 5.1.1 no such user" : undefined),
    });
    await round(place.store, url, { concurrency: 1 });
    expect(await totals(place.store)).toEqual({ queued: 12 });
    await place.store.issues.resume(daily);
    await round(place.store, url, { concurrency: 1 });
    expect(await totals(place.store)).toEqual({ sent: 6, failed: 6 });
    expect(await place.store.readers.counts()).toMatchObject({ active: 6, bounced: 6 });
  });

  test("an address that does not exist is bounced at once, whoever else was taken before or after", async () => {
    await freezeFor(place.store, 5);
    const url = await open({
      fault: (step, to) => (step === "rcpt" && /r[04]@/.test(to) ? "550 5.1.1 no such user" : undefined),
    });
    await round(place.store, url, { concurrency: 1 });
    for (const [i, status] of ["bounced", "active", "active", "active", "bounced"].entries())
      expect(await place.store.readers.find(email(`r${i}@d${i}.example`))).toMatchObject({ status });
  });

  test("a mailbox that was full three times in a fortnight is bounced, not before", async () => {
    await place.store.readers.add([entry("ada@example.org"), entry("bob@example.org")]);
    const url = await open({
      fault: (step, to) => (step === "rcpt" && to.startsWith("ada") ? "552 5.2.2 mailbox full" : undefined),
    });
    const statuses: string[] = [];
    for (let i = 0; i < 3; i++, now += 7 * 24 * 3_600_000) {
      await place.store.issues.freeze(issue(`daily/2026-11-2${i}`, [`story-${i}`]));
      await round(place.store, url, { clock: () => now });
      statuses.push((await place.store.readers.find(email("ada@example.org")))!.status);
    }
    expect(statuses).toEqual(["active", "active", "bounced"]);
  });

  test("a letter refused again after a resume is that reader's alone", async () => {
    await freezeFor(place.store, 5);
    const url = await open({
      fault: (step, to) => (step === "rcpt" && to === "r1@d1.example" ? "550 5.7.1 not allowed here" : undefined),
    });
    const first = await round(place.store, url, { concurrency: 1 });
    expect(first.paused.get(daily)).toBe("550 5.7.1 not allowed here");
    expect((await place.store.issues.find(daily))?.state).toBe("paused");
    await place.store.issues.resume(daily);
    const second = await round(place.store, url, { concurrency: 1 });
    expect(second.paused.size).toBe(0);
    expect(await totals(place.store)).toEqual({ sent: 4, failed: 1 });
    expect(await place.store.readers.counts()).toMatchObject({ active: 5 });
  });

  test("in an issue that was resumed three refusals in a row pause it again, and cost nobody anything", async () => {
    await freezeFor(place.store, 20);
    const refused = (to: string): boolean => /^r(1|5|9|10|11|12)@/.test(to);
    const url = await open({
      fault: (step, to) => (step === "rcpt" && refused(to) ? "550 5.7.1 not allowed here" : undefined),
    });
    await round(place.store, url, { concurrency: 1 });
    await place.store.issues.resume(daily);
    const { paused } = await round(place.store, url, { concurrency: 1 });
    expect(paused.get(daily)).toBe("550 5.7.1 not allowed here");
    expect(await totals(place.store)).toEqual({ sent: 7, failed: 2, queued: 11 });
  });

  test("a refusal before the server knows the reader pauses as often as it comes", async () => {
    await freezeFor(place.store, 3);
    const url = await open({ fault: (step) => (step === "mail" ? "550 5.7.1 who are you" : undefined) });
    for (let i = 0; i < 3; i++) {
      expect((await round(place.store, url, { concurrency: 1 })).paused.get(daily)).toBe("550 5.7.1 who are you");
      await place.store.issues.resume(daily);
    }
    expect(await totals(place.store)).toEqual({ queued: 3 });
  });

  test("a letter that is larger than the server takes pauses the issue before it is sent", async () => {
    await freezeFor(place.store, 2);
    const { paused } = await round(place.store, await open({ extensions: ["SIZE 50"] }), { concurrency: 1 });
    expect(paused.get(daily)).toMatch(/takes letters of up to 50/);
    expect(await totals(place.store)).toEqual({ queued: 2 });
  });

  test("retries end two days after the first try, whenever the issue was made", async () => {
    await freezeFor(place.store, 1);
    now += 5 * 24 * 60 * 60 * 1000;
    const url = await open({ fault: (step) => (step === "rcpt" ? "451 4.3.0 later" : undefined) });
    const clock = (): number => now;
    await round(place.store, url, { clock });
    expect(await totals(place.store)).toEqual({ deferred: 1 });
    now += 48 * 60 * 60 * 1000;
    await round(place.store, url, { clock });
    expect(await totals(place.store)).toEqual({ failed: 1 });
  });

  test("files that cannot be written pause the issue", async () => {
    await freezeFor(place.store, 2);
    await open();
    const { paused } = await round(place.store, sink.url, { transport: outboxTransport("/dev/null/mail") });
    expect(paused.get(daily)).toContain("out/mail cannot be written");
    expect(await totals(place.store)).toEqual({ queued: 2 });
  });

  test("bytes are a function of issue and reader", async () => {
    await freezeFor(place.store, 1);
    const url = await open({
      fault: (step, _, count) => (step === "dot" && count === 0 ? "take-and-drop" : undefined),
    });
    await round(place.store, url, { compose: letterFor });
    expect(sink.taken).toHaveLength(2);
    expect(sink.taken[0]!.bytes.equals(sink.taken[1]!.bytes)).toBe(true);
  });
});
