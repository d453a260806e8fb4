import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DeliveryRecord } from "../../src/store/store.ts";
import { daily, freezeFor, round, totals } from "../deliver/round.ts";
import { openSink, type Sink } from "../deliver/sink.ts";
import { temporaryStore, type TemporaryStore } from "./temporary.ts";

const day = 24 * 60 * 60 * 1000;

describe("pruning", () => {
  let place: TemporaryStore;
  let sink: Sink;
  let now = Date.UTC(2026, 10, 20, 8);
  beforeEach(async () => {
    now = Date.UTC(2026, 10, 20, 8);
    place = await temporaryStore(() => now);
    await freezeFor(place.store, 3);
    const letter = { subject: "s", html: "<p>", text: "t", lang: "en" };
    for (const { id } of (await place.store.issues.find(daily))!.variants)
      await place.store.issues.keepLetter(id, letter);
    sink = await openSink({
      fault: (step, to) => (step === "rcpt" && to.startsWith("r1@") ? "550 5.1.1 unknown" : undefined),
    });
  });
  afterEach(async () => {
    await place.remove();
    await sink.close();
  });

  async function records(): Promise<readonly DeliveryRecord[]> {
    const all: DeliveryRecord[] = [];
    for await (const record of place.store.issues.readers(daily)) all.push(record);
    return all;
  }

  test("takes the log of what was sent and the letters; totals and reasons of failures stay", async () => {
    await round(place.store, sink.url, { clock: () => now });
    await place.store.issues.prune(now + day);
    expect(await totals(place.store)).toEqual({ sent: 2, failed: 1 });
    expect((await records()).map(({ state, text }) => [state, text])).toEqual([
      ["sent", null],
      ["failed", "5.1.1 unknown"],
      ["sent", null],
    ]);
    expect((await place.store.issues.find(daily))?.variants.map(({ letter }) => letter)).toEqual([null]);
  });

  test("leaves younger issues alone, and open ones of any age", async () => {
    await place.store.issues.prune(now + day);
    expect((await place.store.issues.find(daily))?.variants[0]?.letter).not.toBeNull();
    await round(place.store, sink.url, { clock: () => now });
    await place.store.issues.prune(now);
    expect((await records())[0]?.text).toContain("queued as");
  });
});
