import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { relayTransport } from "../../src/deliver/relays.ts";
import { smtpTransport } from "../../src/deliver/smtp.ts";
import type { Transport } from "../../src/deliver/transport.ts";
import { temporaryStore, type TemporaryStore } from "../store/temporary.ts";
import { freezeFor, round, totals } from "./round.ts";
import { openSink, type Sink, type SinkOptions } from "./sink.ts";

describe("several relays", () => {
  let place: TemporaryStore;
  const sinks: Sink[] = [];
  beforeEach(async () => {
    place = await temporaryStore();
  });
  afterEach(async () => {
    await place.remove();
    for (const sink of sinks.splice(0)) await sink.close();
  });

  async function relays(...all: readonly (readonly [weight: number, options?: SinkOptions])[]): Promise<Transport> {
    const weighed = [];
    for (const [weight, options] of all) {
      const sink = await openSink(options);
      sinks.push(sink);
      weighed.push({ transport: smtpTransport(`${sink.url}?maxMessages=1`, "A_URL", 1), weight });
    }
    return relayTransport(weighed, Date.now);
  }

  test("share the letters by weight", async () => {
    await freezeFor(place.store, 40);
    await round(place.store, "smtp://127.0.0.1:1", { transport: await relays([3], [1]) });
    expect(sinks.map((sink) => sink.taken.length)).toEqual([30, 10]);
  });

  test("one that closes its door rests at once, and its letter leaves by the other", async () => {
    await freezeFor(place.store, 20);
    const busy = { fault: (step: string) => (step === "greeting" ? ("421 4.3.2 busy" as const) : undefined) };
    await round(place.store, "smtp://127.0.0.1:1", { transport: await relays([1, busy], [1]) });
    expect(await totals(place.store)).toEqual({ sent: 20 });
    expect(sinks[0]!.connections()).toBe(1);
  });

  test("one that nobody answers at costs no letter its turn", async () => {
    await freezeFor(place.store, 30);
    const down = smtpTransport("smtp://127.0.0.1:1", "A_URL", 4);
    const up = await openSink();
    sinks.push(up);
    const both = relayTransport(
      [
        { transport: down, weight: 5 },
        { transport: smtpTransport(up.url, "B_URL", 4), weight: 1 },
      ],
      Date.now,
    );
    await round(place.store, "smtp://127.0.0.1:1", { transport: both });
    expect(await totals(place.store)).toEqual({ sent: 30 });
    expect(up.taken).toHaveLength(30);
  });

  test("a letter that may have been taken does not leave by another in the same breath", async () => {
    await freezeFor(place.store, 4);
    const lost = { fault: (step: string) => (step === "dot" ? ("take-and-drop" as const) : undefined) };
    await round(place.store, "smtp://127.0.0.1:1", { transport: await relays([1, lost], [1]), unsure: "hold" });
    const { sent = 0, unsure = 0 } = await totals(place.store);
    expect([sent, unsure]).toEqual([sinks[1]!.taken.length, sinks[0]!.taken.length]);
    expect(sent + unsure).toBe(4);
  });

  test("with all of them resting nothing more is tried", async () => {
    await freezeFor(place.store, 20);
    const busy = { fault: (step: string) => (step === "mail" ? ("421 4.3.2 busy" as const) : undefined) };
    await round(place.store, "smtp://127.0.0.1:1", { transport: await relays([1, busy], [1, busy]) });
    expect(await totals(place.store)).toEqual({ deferred: 1, queued: 19 });
    expect(sinks.map((sink) => sink.connections())).toEqual([1, 1]);
  });
});
