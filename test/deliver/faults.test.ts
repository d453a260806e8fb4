import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dice } from "../dice.ts";
import { temporaryStore, type TemporaryStore } from "../store/temporary.ts";
import { daily, freezeFor, round, totals } from "./round.ts";
import { openSink, type Fault, type Sink, type Step } from "./sink.ts";

/** One reader's letter meets the fault; nine others do not. */
const ill = "r3@d3.example";

interface Row {
  readonly fault: (step: Step, to: string, count: number) => Fault | undefined;
  /** After the first round, after a second one two minutes later, and after a third an hour on. */
  readonly after: readonly Awaited<ReturnType<typeof totals>>[];
  /** Copies that the ill reader got. */
  readonly copies: number;
  readonly unsure?: "resend" | "hold";
  readonly paused?: RegExp;
}

const at =
  (step: Step, fault: Fault, times = Infinity): Row["fault"] =>
  (now, to, count) =>
    now === step && to === ill && count < times ? fault : undefined;
const always =
  (step: Step, fault: Fault): Row["fault"] =>
  (now) =>
    now === step ? fault : undefined;
const once = (step: Step, fault: Fault): Row["fault"] => {
  let met = false;
  return (now) => {
    if (now !== step || met) return undefined;
    met = true;
    return fault;
  };
};

const rows: Record<string, Row> = {
  "550 5.1.1 for one at RCPT": {
    fault: at("rcpt", "550 5.1.1 <r3@d3.example> unknown"),
    after: [{ sent: 9, failed: 1 }],
    copies: 0,
  },
  "550 without a code for one at RCPT": { fault: at("rcpt", "550 no"), after: [{ sent: 9, failed: 1 }], copies: 0 },
  "552 5.2.2 mailbox full after the dot": {
    fault: at("dot", "552 5.2.2 full"),
    after: [{ sent: 9, failed: 1 }],
    copies: 0,
  },
  "greylisting: everyone is put off once": {
    fault: (step, _, count) => (step === "rcpt" && count === 0 ? "450 4.7.1 Greylisted, come back" : undefined),
    after: [{ deferred: 10 }, { sent: 10 }],
    copies: 1,
  },
  "451 for one, for good": {
    fault: at("rcpt", "451 4.3.0 later"),
    after: [
      { sent: 9, deferred: 1 },
      { sent: 9, deferred: 1 },
    ],
    copies: 0,
  },
  "452 after the dot, once": {
    fault: at("dot", "452 4.3.1 full disk", 1),
    after: [{ sent: 9, deferred: 1 }, { sent: 10 }],
    copies: 1,
  },
  "421 at RCPT for one": {
    fault: at("rcpt", "421 4.3.2 closing", 1),
    after: [{ queued: 6, sent: 3, deferred: 1 }, { sent: 10 }],
    copies: 1,
  },
  "421 at the greeting": {
    fault: always("greeting", "421 4.3.2 busy"),
    after: [{ queued: 9, deferred: 1 }],
    copies: 0,
  },
  "421 at EHLO": {
    fault: always("ehlo", "421 4.3.2 busy"),
    after: [{ queued: 9, deferred: 1 }],
    copies: 0,
  },
  "421 at MAIL, once": {
    fault: once("mail", "421 4.3.2 closing"),
    after: [{ queued: 9, deferred: 1 }, { sent: 10 }],
    copies: 1,
  },
  "421 at DATA for one": {
    fault: at("data", "421 4.3.2 closing", 1),
    after: [{ queued: 6, sent: 3, deferred: 1 }, { sent: 10 }],
    copies: 1,
  },
  "421 after the dot for one": {
    fault: at("dot", "421 4.3.2 closing", 1),
    after: [{ queued: 6, sent: 3, deferred: 1 }, { sent: 10 }],
    copies: 1,
  },
  "554 at the greeting": {
    fault: always("greeting", "554 5.7.1 your address is blocked"),
    after: [{ queued: 10 }],
    copies: 0,
    paused: /blocked/,
  },
  "a connection dropped at RCPT, once": {
    fault: at("rcpt", "drop", 1),
    after: [{ sent: 9, deferred: 1 }, { sent: 10 }],
    copies: 1,
  },
  "taken, and the reply lost, under resend": { fault: at("dot", "take-and-drop", 1), after: [{ sent: 10 }], copies: 2 },
  "not taken, and the reply lost, under resend": { fault: at("dot", "drop", 1), after: [{ sent: 10 }], copies: 1 },
  "the reply lost twice, under resend": {
    fault: at("dot", "take-and-drop", 2),
    after: [{ sent: 9, unsure: 1 }],
    copies: 2,
  },
  "taken, and the reply lost, under hold": {
    fault: at("dot", "take-and-drop", 1),
    after: [
      { sent: 9, unsure: 1 },
      { sent: 9, unsure: 1 },
    ],
    copies: 1,
    unsure: "hold",
  },
  "no answer after the dot, under hold": {
    fault: at("dot", "hang", 1),
    after: [{ sent: 9, unsure: 1 }],
    copies: 0,
    unsure: "hold",
  },
  "no answer to RCPT, once": {
    fault: at("rcpt", "hang", 1),
    after: [{ sent: 9, deferred: 1 }, { sent: 10 }],
    copies: 1,
  },
  "no answer to EHLO": { fault: always("ehlo", "hang"), after: [{ queued: 5, deferred: 5 }], copies: 0 },
  "no answer to MAIL, once": {
    fault: once("mail", "hang"),
    after: [{ sent: 9, deferred: 1 }, { sent: 10 }],
    copies: 1,
  },
  "no answer to DATA, once": {
    fault: at("data", "hang", 1),
    after: [{ sent: 9, deferred: 1 }, { sent: 10 }],
    copies: 1,
  },
  "a greeting that drips for ever": {
    fault: always("greeting", "drip"),
    after: [{ queued: 5, deferred: 5 }],
    copies: 0,
  },
  "no greeting": { fault: always("greeting", "hang"), after: [{ queued: 5, deferred: 5 }], copies: 0 },
  "an answer that is none, after the dot": { fault: at("dot", "2banana", 1), after: [{ sent: 10 }], copies: 2 },
  "550 5.7.515 about us": {
    fault: at("dot", "550 5.7.515 Access denied"),
    after: [{ queued: 7, sent: 3 }],
    copies: 0,
    paused: /5\.7\.515/,
  },
  "554 for everyone after the dot": {
    fault: always("dot", "554 message looks bad"),
    after: [{ queued: 10 }],
    copies: 0,
    paused: /looks bad/,
  },
  "550 and a blocklist's name at RCPT": {
    fault: at("rcpt", "550 blocked using zen.spamhaus.org"),
    after: [{ queued: 7, sent: 3 }],
    copies: 0,
    paused: /spamhaus/,
  },
  "553 for the sender": {
    fault: always("mail", "553 5.1.8 sender not allowed"),
    after: [{ queued: 10 }],
    copies: 0,
    paused: /sender/,
  },
};

describe("a fault on the wire", () => {
  let place: TemporaryStore;
  let sink: Sink;
  let now = Date.UTC(2026, 10, 20, 8);
  beforeEach(async () => {
    now = Date.UTC(2026, 10, 20, 8);
    place = await temporaryStore(() => now);
    await freezeFor(place.store, 10);
  });
  afterEach(async () => {
    await place.remove();
    await sink.close();
  });

  test.each(Object.entries(rows))("%s", async (_, { fault, after, copies, unsure, paused }) => {
    sink = await openSink({ fault });
    const url = `${sink.url}?greetingTimeout=200&socketTimeout=300`;
    let reason = "";
    for (const [i, expected] of after.entries()) {
      now += i * 2 * 60_000;
      const delivered = await round(place.store, url, { clock: () => now, concurrency: 1, unsure: unsure ?? "resend" });
      expect(await totals(place.store)).toEqual(expected);
      reason += delivered.paused.get(daily) ?? "";
    }
    expect(reason).toMatch(paused ?? /^$/);
    expect(copiesOf(ill)).toHaveLength(copies);
    expect(new Set(copiesOf(ill)).size).toBe(Math.min(1, copies));
    const others = sink.taken.map(({ to }) => to).filter((to) => to !== ill);
    expect(new Set(others).size).toBe(others.length);
    const texts: string[] = [];
    for await (const { text } of place.store.issues.readers(daily)) texts.push(text ?? "");
    expect(texts.join()).not.toContain("@d3.example");
  });

  /** Message-IDs of the copies that one reader got. */
  function copiesOf(to: string): readonly string[] {
    const copies = sink.taken.filter((letter) => letter.to === to);
    return copies.map((letter) => /Message-ID: (.*)\r/.exec(letter.bytes.toString())![1]!);
  }

  test("nobody listens: five letters are put off, the others wait", async () => {
    sink = await openSink();
    const { url } = sink;
    await sink.close();
    await round(place.store, url, { clock: () => now, concurrency: 1 });
    const counts = await totals(place.store);
    expect(counts).toEqual({ queued: 5, deferred: 5 });
  });

  test("a host that DNS does not know: put off, never failed", async () => {
    sink = await openSink();
    await round(place.store, "smtp://mail.invalid:2525?ignoreTLS=true", { clock: () => now, concurrency: 1 });
    expect(await totals(place.store)).toEqual({ queued: 5, deferred: 5 });
  });

  test("every third letter put off, again and again: all arrive, none twice", async () => {
    const random = dice(3);
    sink = await openSink({ fault: (step) => (step === "rcpt" && random() < 0.3 ? "451 4.3.0 later" : undefined) });
    for (let i = 0; i < 8; i++, now += 2 * 60 * 60_000) await round(place.store, sink.url, { clock: () => now });
    expect(await totals(place.store)).toEqual({ sent: 10 });
    expect(sink.taken).toHaveLength(10);
  });

  test.each([
    ["forwards", 2, { sent: 10 }],
    ["back", -2, { sent: 9, deferred: 1 }],
  ])(
    "the clock is set %s by two hours in mid-send: nobody is given up, nobody mailed twice",
    async (_, hours, first) => {
      sink = await openSink({
        fault: (step, to, count) => {
          if (step === "dot" && to === "r5@d5.example" && count === 0) now += hours * 60 * 60_000;
          return step === "rcpt" && to === ill && count === 0 ? "451 4.3.0 later" : undefined;
        },
      });
      const limits = { perDomain: 5, rate: 500, quota: 0 };
      await round(place.store, sink.url, { clock: () => now, concurrency: 2, limits });
      expect(await totals(place.store)).toEqual(first);
      now += 3 * 60 * 60_000;
      await round(place.store, sink.url, { clock: () => now, limits });
      expect(await totals(place.store)).toEqual({ sent: 10 });
      expect(sink.taken).toHaveLength(10);
    },
  );
});
