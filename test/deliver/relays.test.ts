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

  test("one that closes its door rests at once, and the other carries on", async () => {
    await freezeFor(place.store, 20);
    const busy = { fault: (step: string) => (step === "greeting" ? ("421 4.3.2 busy" as const) : undefined) };
    await round(place.store, "smtp://127.0.0.1:1", { transport: await relays([1, busy], [1]) });
    expect(await totals(place.store)).toEqual({ sent: 19, deferred: 1 });
    expect(sinks[0]!.connections()).toBe(1);
  });

  test("with all of them resting nothing more is tried", async () => {
    await freezeFor(place.store, 20);
    const busy = { fault: (step: string) => (step === "mail" ? ("421 4.3.2 busy" as const) : undefined) };
    await round(place.store, "smtp://127.0.0.1:1", { transport: await relays([1, busy], [1, busy]) });
    expect(await totals(place.store)).toEqual({ deferred: 2, queued: 18 });
  });
});
