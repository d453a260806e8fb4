import { array, assert, asyncProperty, constantFrom, nat, record } from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { IssueId } from "../../src/model.ts";
import type { Return } from "../../src/base/returns.ts";
import { email, entry, issue, temporaryStore, type TemporaryStore } from "./temporary.ts";

const day = 24 * 3_600_000;
const start = Date.UTC(2026, 10, 1, 8);
const ada = email("ada@example.org");

describe("what comes back", () => {
  let now = start;
  let place: TemporaryStore;
  let reader = 0;
  beforeEach(async () => {
    now = start;
    place = await temporaryStore(() => now);
    await place.store.readers.add([entry("ada@example.org"), entry("bob@example.org")]);
    reader = (await place.store.readers.find(ada))!.id;
  });
  afterEach(() => place.remove());

  let n = 0;
  const came = async (name: Return["class"], after: number, rest: Partial<Return> = {}): Promise<string> => {
    now = Math.max(now, start + after * day);
    const what = {
      id: `mail ${n++}`,
      class: name,
      reader,
      delivery: null,
      at: start + after * day,
      status: null,
      ...rest,
    };
    return (await place.store.returns.record(what)).consequence;
  };
  const status = async (): Promise<string | undefined> => (await place.store.readers.find(ada))?.status;
  /** An issue of the day, taken by the server for everyone. */
  const send = async (after: number, most = 10): Promise<readonly number[]> => {
    now = start + after * day;
    const id = `daily/day-${after}` as IssueId;
    await place.store.issues.freeze(issue(id, [`story-${after}`]));
    const publisher = (await place.store.publisher({ wait: false, unsure: "hold" }))!;
    const ledger = place.store.deliveries;
    const claims = await ledger.claim(publisher.fence, now, most);
    const ids = claims.map(({ delivery }) => delivery);
    await ledger.record(publisher.fence, [], ids);
    const attempt = { phase: "dot", code: 250, enhanced: null, text: "", queueId: null } as const;
    const sent = ids.map((delivery) => ({ delivery, attempt, verdict: "sent", at: now, state: "sent" }) as const);
    await ledger.record(publisher.fence, sent, []);
    await publisher.release();
    return ids;
  };

  test("a hard bounce stops the reader at once, and no import brings them back", async () => {
    expect(await came("hard", 0)).toBe("bounced");
    expect(await status()).toBe("bounced");
    expect((await place.store.readers.add([entry("ada@example.org")])).skipped).toHaveLength(1);
  });

  test("the same mail counts once", async () => {
    expect(await came("soft", 0, { id: "one" })).toBe("counted");
    expect(await came("soft", 0, { id: "one" })).toBe("repeated");
  });

  test("the third soft bounce over fourteen days stops the reader", async () => {
    expect([await came("soft", 0), await came("soft", 7), await came("soft", 13)]).toEqual([
      "counted",
      "counted",
      "counted",
    ]);
    expect(await status()).toBe("active");
    expect(await came("soft", 14)).toBe("bounced");
  });

  test("whatever comes back in whatever order, the policy alone decides", async () => {
    const event = record({
      class: constantFrom("soft", "soft", "soft", "delivered", "sender-side", "content"),
      gap: nat({ max: 8 }),
    });
    await assert(
      asyncProperty(array(event, { maxLength: 12 }), async (events) => {
        const one = await temporaryStore(() => start + 365 * day);
        try {
          await one.store.readers.add([entry("ada@example.org")]);
          const { id } = (await one.store.readers.find(ada))!;
          let [at, softs, stopped] = [0, [] as number[], false];
          for (const [i, { class: name, gap }] of events.entries()) {
            at += gap + 0.5;
            const what = { id: `${i}`, class: name, reader: id, delivery: null, at: start + at * day, status: null };
            const { consequence } = await one.store.returns.record(what);
            if (name === "delivered") softs = [];
            if (name === "soft") softs.push(at);
            const gone = name === "soft" && softs.length >= 3 && at - softs[0]! >= 14;
            stopped ||= gone;
            expect(consequence).toBe(gone ? "bounced" : name === "soft" ? "counted" : "noted");
          }
          expect((await one.store.readers.find(ada))!.status).toBe(stopped ? "bounced" : "active");
        } finally {
          await one.remove();
        }
      }),
      { numRuns: 25 },
    );
  });

  test("two soft bounces never do, however far apart", async () => {
    expect([await came("soft", 0), await came("soft", 60)]).toEqual(["counted", "counted"]);
  });

  test("a delivery between them starts the count anew", async () => {
    for (const after of [0, 7]) await came("soft", after);
    await came("delivered", 10);
    expect([await came("soft", 14), await came("soft", 20)]).toEqual(["counted", "counted"]);
    expect(await status()).toBe("active");
  });

  test("a letter of which nothing came back for five days is a delivery", async () => {
    for (const after of [0, 7]) await came("soft", after);
    await send(8);
    expect(await came("soft", 20)).toBe("counted");
    expect(await status()).toBe("active");
  });

  test("letters that came back themselves are none", async () => {
    const letters = [(await send(0))[0]!, (await send(7))[0]!, (await send(14))[0]!];
    for (const [i, delivery] of letters.entries()) await came("soft", 7 * i, { delivery });
    expect(await status()).toBe("bounced");
  });

  test("sender-side and content never count against the reader", async () => {
    for (let i = 0; i < 20; i++) await came(i % 2 === 0 ? "sender-side" : "content", i);
    expect(await status()).toBe("active");
  });

  test("a complaint is for ever, also for who has left", async () => {
    await place.store.readers.remove(ada);
    expect(await came("complaint", 0)).toBe("complained");
    expect(await status()).toBe("complained");
    expect(await came("hard", 1)).toBe("bounced");
    expect(await status()).toBe("complained");
  });

  test("an issue still being sent is to be paused once complaints reach 0.3 %", async () => {
    const [delivery] = await send(0, 1);
    const what = { id: "c", class: "complaint", reader, delivery: delivery!, at: now, status: null } as const;
    expect((await place.store.returns.record(what)).pause?.issue).toBe("daily/day-0");
  });

  test("one complaint of 340 letters (0.29 %) pauses nothing, the second does", async () => {
    await place.store.readers.add(Array.from({ length: 398 }, (_, i) => entry(`r${i}@example.org`)));
    const sent = await send(0, 340);
    const complain = async (i: number): Promise<unknown> => {
      const { reader: its } = (await place.store.returns.letter(sent[i]!))!;
      const what = { id: `c${i}`, class: "complaint", reader: its, delivery: sent[i]!, at: now, status: null } as const;
      return (await place.store.returns.record(what)).pause?.reason;
    };
    expect(await complain(0)).toBeUndefined();
    expect(await complain(1)).toBe("2 of 340 readers called it spam (0.3 % is the limit)");
  });

  test("erasing a reader takes what came back along", async () => {
    await came("soft", 0, { id: "one" });
    await place.store.readers.erase(ada);
    expect(await place.store.returns.letter(1)).toBeNull();
  });
});
