/** What every store must do, whatever keeps it. `open` gives a fresh, empty one. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Attempt, Claim, Outcome } from "../../src/base/ledger.ts";
import type { IssueId, Slug } from "../../src/model.ts";
import type { Audience, Publisher, Store } from "../../src/store/store.ts";
import { email, entry, issue, story, type TemporaryStore } from "../store/temporary.ts";

const daily = "daily/2026-11-20" as IssueId;
const now = Date.UTC(2026, 10, 20, 8);
const taken: Attempt = { phase: "dot", code: 250, enhanced: "2.0.0", text: "2.0.0 Ok: queued as A1", queueId: "A1" };

export function storeContract(name: string, open: () => Promise<TemporaryStore>): void {
  describe(`${name} as a store`, () => {
    let place: TemporaryStore;
    let store: Store;
    beforeEach(async () => {
      place = await open();
      ({ store } = place);
    });
    afterEach(() => place.remove());

    describe("readers", () => {
      test("an added reader is active with the subscription that was named", async () => {
        await store.readers.add([entry("Ada@example.org", "weekly", ["science"])]);
        expect(await store.readers.find(email("ada@EXAMPLE.org"))).toEqual({
          id: 1,
          email: "Ada@example.org",
          name: "",
          status: "active",
          subscriptions: [{ digest: "weekly", tags: ["science"], threads: [] }],
        });
      });

      test("adding the same reader again changes nothing", async () => {
        await store.readers.add([entry("ada@example.org")]);
        expect(await store.readers.add([entry("ADA@example.org")])).toEqual({
          added: 0,
          updated: 0,
          unchanged: 1,
          skipped: [],
        });
      });

      test("another digest is added beside the first; the same digest is replaced", async () => {
        await store.readers.add([entry("ada@example.org", "daily")]);
        await store.readers.add([entry("ada@example.org", "weekly")]);
        await store.readers.add([entry("ada@example.org", "daily", ["b", "a", "b"])]);
        expect((await store.readers.find(email("ada@example.org")))?.subscriptions).toEqual([
          { digest: "daily", tags: ["a", "b"], threads: [] },
          { digest: "weekly", tags: [], threads: [] },
        ]);
      });

      test("a reader named twice in one list is one reader with both choices", async () => {
        const twice = [
          entry("ada@example.org", "daily"),
          entry("ADA@example.org", "weekly"),
          entry("ada@example.org", "daily"),
        ];
        expect(await store.readers.add(twice)).toEqual({ added: 1, updated: 1, unchanged: 1, skipped: [] });
        const found = await store.readers.find(email("ada@example.org"));
        expect(found?.subscriptions.map(({ digest }) => digest)).toEqual(["daily", "weekly"]);
      });

      test("who left stays away, even after being erased", async () => {
        await store.readers.add([entry("ada@example.org"), entry("bob@example.org")]);
        await store.readers.remove(email("ada@example.org"));
        await store.readers.erase(email("bob@example.org"));
        expect(
          await store.readers.add([entry("ada@example.org"), entry("bob@example.org"), entry("cy@example.org")]),
        ).toEqual({
          added: 1,
          updated: 0,
          unchanged: 0,
          skipped: [
            { email: "ada@example.org", status: "left" },
            { email: "bob@example.org", status: "left" },
          ],
        });
      });

      test("removing or erasing nobody says so", async () => {
        expect(await store.readers.remove(email("nobody@example.org"))).toBeNull();
        expect(await store.readers.erase(email("nobody@example.org"))).toBe(false);
      });

      test("the list holds everyone, page after page, in the order of their coming", async () => {
        const all = Array.from({ length: 2345 }, (_, i) => entry(`r${i}@example.org`));
        await store.readers.add(all);
        const listed = await everyOne(store.readers.list());
        expect(listed.map((reader) => reader.email)).toEqual(all.map((one) => one.email));
        expect(await store.readers.counts()).toMatchObject({ active: 2345, left: 0 });
      });
    });

    describe("freezing", () => {
      test("makes one delivery for every active reader of the digest", async () => {
        await store.readers.add([
          entry("a@example.org"),
          entry("b@example.org"),
          entry("c@example.org", "weekly"),
          entry("d@example.org"),
        ]);
        await store.readers.remove(email("d@example.org"));
        const frozen = await store.issues.freeze(issue(daily, ["launch"]));
        expect(frozen.report).toMatchObject({ id: daily, recipients: 2, queued: 2, sent: 0, stories: ["launch"] });
        expect(frozen.state).toBe("made");
      });

      test("a second freeze of the same issue gives the first", async () => {
        await store.readers.add([entry("a@example.org")]);
        await store.issues.freeze(issue(daily, ["launch"]));
        await store.readers.add([entry("b@example.org")]);
        const again = await store.issues.freeze(issue(daily, ["other"], { subject: "Other" }));
        expect(again.report).toMatchObject({ recipients: 1, stories: ["launch"], subject: "The daily of 2026-11-20" });
      });

      test("readers with the same stories share a variant, those without one get no delivery", async () => {
        await store.readers.add([
          entry("all@example.org"),
          entry("all2@example.org"),
          entry("space@example.org", "daily", ["space"]),
          entry("saga@example.org", "daily", [], ["saga"]),
          entry("none@example.org", "daily", ["chess"]),
        ]);
        const stories = [
          story("launch", ["space"]),
          story("trial", ["law"], "saga"),
          story("landing", ["space"], "saga"),
        ];
        const expected = [
          { stories: ["launch", "trial", "landing"], recipients: 2 },
          { stories: ["launch", "landing"], recipients: 1 },
          { stories: ["trial", "landing"], recipients: 1 },
        ];
        expect(await audience(store, "daily/2026-11-20", stories)).toMatchObject({
          recipients: 4,
          variants: expected,
          excluded: { topics: 1, mailed: 0 },
        });
        const frozen = await store.issues.freeze(issue(daily, stories));
        expect(frozen.variants).toMatchObject(expected);
        expect(frozen.report.recipients).toBe(4);
      });

      test("a story reaches a reader once, whichever digests they read", async () => {
        const both = entry("both@example.org", "daily", ["space"]);
        await store.readers.add([both, entry("both@example.org", "weekly"), entry("weekly@example.org", "weekly")]);
        await store.issues.freeze(issue(daily, [story("launch", ["space"]), story("trial", ["law"])]));
        const weekly = await store.issues.freeze(
          issue("weekly/2026-W47", [story("launch", ["space"]), story("trial", ["law"])]),
        );
        expect(weekly.variants).toMatchObject([
          { stories: ["trial"], recipients: 1 },
          { stories: ["launch", "trial"], recipients: 1 },
        ]);
        const second = await audience(store, "monthly/2026-11", []);
        expect(second.recipients).toBe(0);
      });

      test("a letter that failed did not reach the reader: the next digest brings its stories", async () => {
        await store.readers.add([entry("a@example.org"), entry("a@example.org", "weekly")]);
        await store.issues.freeze(issue(daily, ["launch"]));
        await sendAll(store, (claim) => ({ ...outcome(claim), verdict: "failed", state: "failed" }));
        expect(await audience(store, "weekly/2026-W47", ["launch"])).toMatchObject({ recipients: 1 });
      });

      test("an empty period is recorded and mails nobody", async () => {
        await store.readers.add([entry("a@example.org")]);
        const frozen = await store.issues.freeze(issue(daily, []));
        expect(frozen).toMatchObject({ state: "empty", report: { recipients: 0 } });
        expect(await store.issues.reports()).toEqual([]);
      });

      test("an issue without readers is done at once", async () => {
        expect((await store.issues.freeze(issue(daily, ["launch"]))).state).toBe("done");
      });

      test("history tells what a digest has behind it", async () => {
        expect(await store.issues.history("daily")).toMatchObject({ started: null, lastDue: null });
        const covered = ["old"] as Slug[];
        await store.issues.freeze(issue(daily, ["b", "a"], { covered, waiting: ["c"] as Slug[], due: 5, made: 7 }));
        await store.issues.freeze(issue("daily/2026-11-21", [], { due: 9, made: 10, waiting: ["d"] as Slug[] }));
        const history = await store.issues.history("daily");
        expect(history).toMatchObject({ started: 7, lastDue: 9 });
        expect([...history.issues]).toEqual([
          [daily, ["b", "a"]],
          ["daily/2026-11-21", []],
        ]);
        expect([...history.covered]).toEqual(["old"]);
        expect([...history.waiting]).toEqual(["d"]);
      });

      test("a digest of single stories can begin without an issue", async () => {
        await store.issues.cover("instant", ["old"] as Slug[], 5);
        await store.issues.cover("instant", ["old"] as Slug[], 6);
        expect(await store.issues.history("instant")).toMatchObject({ started: 5, lastDue: null });
      });

      test("the first letter kept for a variant stays", async () => {
        await store.readers.add([entry("a@example.org")]);
        const [variant] = (await store.issues.freeze(issue(daily, ["launch"]))).variants;
        const letter = { subject: "One", html: "<p>", text: "t", lang: "en" };
        await store.issues.keepLetter(variant!.id, letter);
        expect(await store.issues.letter(variant!.id)).toEqual(letter);
        await store.issues.keepLetter(variant!.id, { ...letter, subject: "Two" });
        expect((await store.issues.find(daily))?.variants[0]?.letter).toEqual(letter);
      });
    });

    describe("delivering", () => {
      test("a claim holds what a letter needs, and is nobody else's", async () => {
        await store.readers.add([{ ...entry("ada@example.org", "daily", ["space"]), name: "Ada" }]);
        await store.issues.freeze(issue(daily, [story("launch", ["space"])]));
        const { fence } = await publisher(store);
        const claims = await store.deliveries.claim(fence, now, 10);
        expect(claims).toMatchObject([
          {
            issue: daily,
            made: Date.UTC(2026, 10, 20, 7),
            tries: 0,
            doubts: 0,
            refused: false,
            resumed: false,
            reader: { email: "ada@example.org", name: "Ada", tags: ["space"] },
          },
        ]);
        expect(claims[0]!.reader.id).toMatch(/^[\w-]{22}$/);
        expect(await store.deliveries.claim(fence, now, 10)).toEqual([]);
      });

      test("when every letter is sent the issue is done and its totals add up", async () => {
        await addReaders(store, 5);
        await store.issues.freeze(issue(daily, ["launch"]));
        await sendAll(store);
        expect(await store.issues.find(daily)).toMatchObject({
          state: "done",
          report: { recipients: 5, sent: 5, queued: 0 },
        });
        expect(await store.issues.reports({ open: true })).toEqual([]);
      });

      test("a letter of a domain that rests waits untried, and is told apart from nobody's", async () => {
        await addReaders(store, 2);
        await store.issues.freeze(issue(daily, ["launch"]));
        const { fence } = await publisher(store);
        const claims = await store.deliveries.claim(fence, now, 2);
        await store.deliveries.record(fence, [], [claims[1]!.delivery]);
        const numbers = claims.map(({ delivery }) => delivery);
        await store.deliveries.postpone(fence, numbers, now + 60);
        expect(await store.issues.reports()).toMatchObject([{ deferred: 1, sending: 1 }]);
        expect(await store.deliveries.claim(fence, now + 59, 2)).toEqual([]);
        expect(await store.deliveries.claim(fence, now + 60, 2)).toMatchObject([{ tries: 0, since: null }]);
      });

      test("retries are counted from the first try", async () => {
        await addReaders(store, 1);
        await store.issues.freeze(issue(daily, ["launch"]));
        const { fence } = await publisher(store);
        for (const at of [now + 5, now + 9]) {
          const [claim] = await store.deliveries.claim(fence, at, 1);
          const later = { ...outcome(claim!), at, verdict: "deferred", state: "deferred", next: at + 1 } as const;
          await store.deliveries.record(fence, [later], []);
        }
        expect(await store.deliveries.claim(fence, now + 20, 1)).toMatchObject([{ tries: 2, since: now + 5 }]);
      });

      test("letters that failed for our fault are queued again with the pause; resumed, they are known", async () => {
        await addReaders(store, 3);
        await store.issues.freeze(issue(daily, ["launch"]));
        const { fence } = await publisher(store);
        const claims = await store.deliveries.claim(fence, now, 2);
        const attempt = { ...taken, phase: "rcpt" as const, code: 550 };
        const failed = claims.map((one) => ({ ...outcome(one), attempt, verdict: "failed", state: "failed" }) as const);
        await store.deliveries.record(fence, failed, []);
        await store.deliveries.pause(fence, daily, "nobody is taken", [claims[0]!.delivery]);
        expect(await store.issues.reports()).toMatchObject([{ failed: 1, queued: 2 }]);
        expect(await store.issues.find(daily)).toMatchObject({ state: "paused", reason: "nobody is taken" });
        await store.issues.resume(daily);
        expect(await store.deliveries.claim(fence, now, 3)).toMatchObject([
          { refused: true, resumed: true },
          { refused: false, resumed: true },
        ]);
      });

      test("what servers say of readers is done to them, once", async () => {
        await addReaders(store, 2);
        await store.issues.freeze(issue(daily, ["launch"]));
        const { fence } = await publisher(store);
        const [claim] = await store.deliveries.claim(fence, now, 1);
        const said = { delivery: claim!.delivery, class: "hard", status: "5.1.1", at: now } as const;
        await store.deliveries.returned(fence, [said, said, { ...said, delivery: 99 }]);
        expect(await store.readers.counts()).toMatchObject({ active: 1, bounced: 1 });
        expect(await store.readers.add([entry("r0@example.org")])).toMatchObject({
          skipped: [{ email: "r0@example.org", status: "bounced" }],
        });
      });

      test("of a letter that was skipped the log says why", async () => {
        await addReaders(store, 5);
        await store.issues.freeze(issue(daily, ["launch"]));
        const { fence } = await publisher(store);
        await store.readers.remove(email("r0@example.org"));
        await store.readers.erase(email("r1@example.org"));
        const claims = await store.deliveries.claim(fence, now, 4);
        await store.readers.remove(email("r2@example.org"));
        await store.deliveries.record(
          fence,
          [],
          claims.map(({ delivery }) => delivery),
        );
        await store.issues.cancel(daily);
        expect((await everyOne(store.issues.readers(daily))).map(({ state, text }) => [state, text])).toEqual([
          ["skipped", "left before it was sent"],
          ["skipped", "erased before it was sent"],
          ["skipped", "left before it was sent"],
          ["sending", null],
          ["skipped", "the issue was cancelled"],
        ]);
      });

      test("a deferred letter waits for its moment and keeps the issue open", async () => {
        await addReaders(store, 1);
        await store.issues.freeze(issue(daily, ["launch"]));
        const { fence } = await publisher(store);
        const [claim] = await store.deliveries.claim(fence, now, 1);
        await store.deliveries.record(
          fence,
          [{ ...outcome(claim!), verdict: "deferred", state: "deferred", next: now + 60 }],
          [],
        );
        await store.deliveries.release(fence, []);
        expect(await store.deliveries.claim(fence, now + 59, 1)).toEqual([]);
        expect(await store.deliveries.claim(fence, now + 60, 1)).toMatchObject([{ tries: 1 }]);
        expect(await store.issues.find(daily)).toMatchObject({ state: "sending" });
      });

      test("who stops between freeze and claim, or between claim and dot, is skipped", async () => {
        await addReaders(store, 3);
        await store.issues.freeze(issue(daily, ["launch"]));
        const { fence } = await publisher(store);
        await store.readers.remove(email("r0@example.org"));
        const claims = await store.deliveries.claim(fence, now, 10);
        await store.readers.erase(email("r1@example.org"));
        const refused = await store.deliveries.record(
          fence,
          [],
          claims.map((claim) => claim.delivery),
        );
        expect([...refused.values()]).toEqual(["stopped"]);
        expect(await store.issues.reports()).toMatchObject([{ recipients: 3, sending: 1, skipped: 2 }]);
      });

      test("an intent is given once", async () => {
        await addReaders(store, 1);
        await store.issues.freeze(issue(daily, ["launch"]));
        const { fence } = await publisher(store);
        const [claim] = await store.deliveries.claim(fence, now, 1);
        expect(await store.deliveries.record(fence, [], [claim!.delivery])).toEqual(new Map());
        expect(await store.deliveries.record(fence, [], [claim!.delivery])).toEqual(
          new Map([[claim!.delivery, "recalled"]]),
        );
      });

      test("letters in doubt keep the name of the request that they left in until their end; others forget it", async () => {
        await addReaders(store, 3);
        await store.issues.freeze(issue(daily, ["launch"]));
        const { fence } = await publisher(store);
        const claims = await store.deliveries.claim(fence, now, 3);
        const batches = new Map(claims.map(({ delivery }) => [delivery, 2 ** 47 + 1]));
        await store.deliveries.record(fence, [], [...batches.keys()], batches);
        const [unsure, deferred, sent] = claims.map(outcome);
        await store.deliveries.record(
          fence,
          [
            { ...unsure!, verdict: "unsure", state: "queued" },
            { ...deferred!, verdict: "deferred", state: "deferred", next: now },
            sent!,
          ],
          [],
        );
        const again = await store.deliveries.claim(fence, now, 3);
        expect(again.map(({ delivery, batch }) => [delivery, batch])).toEqual([
          [claims[0]!.delivery, 2 ** 47 + 1],
          [claims[1]!.delivery, 0],
        ]);
        await store.deliveries.record(
          fence,
          [{ ...outcome(again[0]!), verdict: "deferred", state: "deferred", next: now }],
          [],
        );
        expect(await store.deliveries.claim(fence, now, 1)).toMatchObject([{ batch: 2 ** 47 + 1, doubts: 1 }]);
      });

      test("a paused issue gives nothing out and takes unsent claims back", async () => {
        await addReaders(store, 2);
        await store.issues.freeze(issue(daily, ["launch"]));
        const { fence } = await publisher(store);
        const claims = await store.deliveries.claim(fence, now, 2);
        await store.deliveries.record(fence, [], [claims[0]!.delivery]);
        expect(await store.issues.pause(daily, "wait")).toMatchObject({ queued: 1, sending: 1 });
        expect(await store.deliveries.record(fence, [], [claims[1]!.delivery])).toEqual(
          new Map([[claims[1]!.delivery, "recalled"]]),
        );
        await store.deliveries.record(fence, [outcome(claims[0]!)], []);
        expect(await store.deliveries.claim(fence, now, 2)).toEqual([]);
        expect((await store.issues.find(daily))?.reason).toBe("wait");
        await store.issues.resume(daily);
        expect(await store.deliveries.claim(fence, now, 2)).toHaveLength(1);
      });

      test("a cancelled issue skips what has not left, and cannot be resumed", async () => {
        await addReaders(store, 3);
        await store.issues.freeze(issue(daily, ["launch"]));
        const { fence } = await publisher(store);
        const [claim] = await store.deliveries.claim(fence, now, 1);
        await store.deliveries.record(fence, [], [claim!.delivery]);
        expect(await store.issues.cancel(daily)).toMatchObject({ skipped: 2, sending: 1 });
        await store.deliveries.record(
          fence,
          [{ ...outcome(claim!), verdict: "deferred", state: "deferred", next: 1 }],
          [],
        );
        await store.deliveries.release(fence, []);
        expect(await store.issues.reports()).toMatchObject([{ recipients: 3, skipped: 3 }]);
        await expect(store.issues.resume(daily)).rejects.toThrow("ISSUE_STATE");
        await expect(store.issues.pause("daily/1999-01-01" as IssueId, "")).rejects.toThrow("ISSUE_UNKNOWN");
      });

      test("the log says who got it, who did not, and why", async () => {
        await addReaders(store, 2);
        await store.issues.freeze(issue(daily, ["launch"]));
        const refusal: Attempt = {
          phase: "rcpt",
          code: 550,
          enhanced: "5.1.1",
          text: "5.1.1 no such user",
          queueId: null,
        };
        await sendAll(store, (claim) =>
          claim.reader.email.startsWith("r1")
            ? { ...outcome(claim), attempt: refusal, verdict: "failed", state: "failed" }
            : outcome(claim),
        );
        expect(await everyOne(store.issues.readers(daily, "failed"))).toEqual([
          {
            email: "r1@example.org",
            state: "failed",
            tries: 1,
            at: now,
            next: null,
            phase: "rcpt",
            code: 550,
            enhanced: "5.1.1",
            text: "5.1.1 no such user",
            queueId: null,
          },
        ]);
        expect(await everyOne(store.issues.readers(daily))).toHaveLength(2);
        expect(await store.deliveries.sentSince(now)).toBe(1);
        expect(await store.deliveries.sentSince(now + 1)).toBe(0);
      });
    });

    describe("the publisher", () => {
      test("there is one at a time; the next one has a higher fence", async () => {
        const first = await publisher(store);
        const other = await place.open();
        expect(await other.publisher({ wait: false, unsure: "resend" })).toBeNull();
        await first.release();
        expect((await publisher(other)).fence).toBe(first.fence + 1);
      });

      test("waiting ends when the owner releases, or with the signal", async () => {
        const first = await publisher(store);
        const other = await place.open();
        expect(await other.publisher({ wait: true, unsure: "resend", signal: AbortSignal.timeout(150) })).toBeNull();
        const waiting = other.publisher({ wait: true, unsure: "resend" });
        await first.release();
        await (await waiting)!.release();
      });

      test("an old fence can neither claim nor record", async () => {
        const first = await publisher(store);
        await first.release();
        await publisher(await place.open());
        await expect(store.deliveries.claim(first.fence, now, 1)).rejects.toThrow("PUBLISHER_REPLACED");
        await expect(store.deliveries.record(first.fence, [], [1])).rejects.toThrow("PUBLISHER_REPLACED");
      });

      test.each([
        ["resend", { queued: 2, unsure: 0 }],
        ["hold", { queued: 1, unsure: 1 }],
      ] as const)("taking over from a dead owner under %s settles what was in flight", async (unsure, expected) => {
        await addReaders(store, 2);
        await store.issues.freeze(issue(daily, ["launch"]));
        const dead = await publisher(store);
        const claims = await store.deliveries.claim(dead.fence, now, 2);
        await store.deliveries.record(dead.fence, [], [claims[0]!.delivery]);
        await dead.release();
        const { fence } = (await store.publisher({ wait: false, unsure }))!;
        expect(await store.issues.reports()).toMatchObject([{ sending: 0, ...expected }]);
        const again = await store.deliveries.claim(fence, now, 2);
        expect(again.map((claim) => claim.doubts).toSorted((a, b) => a - b)).toEqual(
          unsure === "resend" ? [0, 1] : [0],
        );
        const doubted = await everyOne(store.issues.readers(daily));
        expect(doubted[0]!.text).toContain("ended before");
      });
    });
  });
}

async function publisher(store: Store): Promise<Publisher> {
  return (await store.publisher({ wait: false, unsure: "resend" }))!;
}

async function audience(store: Store, id: string, stories: Parameters<typeof issue>[1]): Promise<Audience> {
  return (await store.issues.audience([issue(id, stories)]))[0]!;
}

async function addReaders(store: Store, count: number): Promise<void> {
  await store.readers.add(Array.from({ length: count }, (_, i) => entry(`r${i}@example.org`)));
}

function outcome(claim: Claim): Outcome {
  return { delivery: claim.delivery, attempt: taken, verdict: "sent", state: "sent", at: now };
}

/** One publisher's whole round: claim, intend, record. */
async function sendAll(store: Store, of: (claim: Claim) => Outcome = outcome): Promise<void> {
  const { fence, release } = await publisher(store);
  for (;;) {
    const claims = await store.deliveries.claim(fence, now, 2);
    if (claims.length === 0) break;
    await store.deliveries.record(
      fence,
      [],
      claims.map((claim) => claim.delivery),
    );
    await store.deliveries.record(fence, claims.map(of), []);
  }
  await store.deliveries.release(fence, []);
  await release();
}

async function everyOne<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
