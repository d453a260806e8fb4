import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Application, Membership, Note } from "../../src/base/membership.ts";
import type { Subscription, TopicKey } from "../../src/model.ts";
import { email, entry, issue, temporaryStore, type TemporaryStore } from "./temporary.ts";

const hour = 3_600_000;
const day = 24 * hour;
const weekly: Subscription = { digest: "weekly", tags: [], threads: [] };
const cloud: Subscription = { digest: "weekly", tags: ["cloud" as TopicKey], threads: [] };

let now = Date.UTC(2026, 10, 22);
let place: TemporaryStore;
beforeEach(async () => {
  now = Date.UTC(2026, 10, 22);
  place = await temporaryStore(() => now);
});
afterEach(() => place.remove());

function asking(address: string, more: Partial<Application> = {}): Application {
  const network = `198.51.${address.length % 200}.0/24`;
  return { email: email(address), choices: [weekly], network, form: "form-1 en", signed: true, ...more };
}

async function notes(): Promise<readonly Note[]> {
  const claimed = await place.store.notes.claim(100);
  for (const note of claimed) await place.store.notes.done(note.id);
  return claimed;
}

async function join(address: string, more: Partial<Application> = {}): Promise<Note> {
  expect(await place.store.members.apply(asking(address, more))).toBe("mailed");
  const [note] = await notes();
  expect(await place.store.members.confirm(note!.subject)).toBe("done");
  return note!;
}

describe("a stranger who applies", () => {
  test("is pending and gets one note; the note's subject makes them active, twice as well as once", async () => {
    const { members, readers } = place.store;
    expect(await members.apply(asking("ada@example.org"))).toBe("mailed");
    expect(await readers.find(email("ada@example.org"))).toMatchObject({ status: "pending" });
    const [note] = await notes();
    expect(note).toMatchObject({ kind: "confirm", email: "ada@example.org" });
    for (const _ of [1, 2]) expect(await members.confirm(note!.subject)).toBe("done");
    expect(await readers.find(email("ada@example.org"))).toMatchObject({ status: "active", subscriptions: [weekly] });
    expect(await members.confirm("nobody-asked-for-this")).toBe("unknown");
  });

  test("is mailed once a day and three times a month, however the address is dressed up", async () => {
    const { members } = place.store;
    const outcomes: string[] = [];
    for (const [wait, address] of [
      [0, "ada.love@gmail.com"],
      [hour, "adalove+1@gmail.com"],
      [day, "a.dalove@gmail.com"],
      [day + hour, "ADALOVE@gmail.com"],
      [day + hour, "adalove@gmail.com"],
      [27 * day, "adalove@gmail.com"],
    ] as const) {
      now += wait;
      outcomes.push(await members.apply(asking(address)));
    }
    expect(outcomes).toEqual(["mailed", "limited", "mailed", "mailed", "limited", "mailed"]);
  });

  test("shares ten notes an hour with their network, five without a signed form; others are served", async () => {
    const { members } = place.store;
    const flood = async (signed: boolean, network: string): Promise<number> => {
      const all = Array.from({ length: 20 }, (_, i) =>
        asking(`r${i}-${network.length}@example.org`, { signed, network }),
      );
      let mailed = 0;
      for (const one of all) if ((await members.apply(one)) === "mailed") mailed++;
      return mailed;
    };
    expect([await flood(true, "203.0.113.0/24"), await flood(false, "2001:db8::/56")]).toEqual([10, 5]);
    expect(await members.apply(asking("other@example.org", { network: "192.0.2.0/24" }))).toBe("mailed");
  });

  test("meets the same limits after a restart", async () => {
    await place.store.members.apply(asking("ada@example.org"));
    const again = await place.open();
    expect(await again.members.apply(asking("ada@example.org"))).toBe("limited");
  });

  test("finds the day full once strangers of a thousand networks have asked, also after a restart, but not the next day", async () => {
    const ask = (members: Membership, i: number): Promise<string> =>
      members.apply(asking(`reader${i}@example.org`, { network: `10.${i >> 8}.${i & 255}.0/24` }));
    for (let i = 0; i < 1000; i++) expect(await ask(place.store.members, i)).toBe("mailed");
    expect(await ask(place.store.members, 1000)).toBe("full");
    const { members } = await place.open();
    expect(await ask(members, 1001)).toBe("full");
    now += day;
    expect(await ask(members, 1002)).toBe("mailed");
  });

  test("who never confirms is forgotten after seven days, in every byte", async () => {
    const { members, readers } = place.store;
    await members.apply(asking("unmistakable@example.org"));
    now += 7 * day;
    expect(await members.tidy()).toEqual({ resumed: 0, purged: 0 });
    now += 1;
    expect(await members.tidy()).toEqual({ resumed: 0, purged: 1 });
    expect(await readers.find(email("unmistakable@example.org"))).toBeNull();
    expect(await notes()).toEqual([]);
  });
});

describe("a known address", () => {
  test("that gets all of it already is told so, and nothing changes", async () => {
    await join("ada@example.org");
    now += day;
    expect(await place.store.members.apply(asking("ada@example.org", { choices: [cloud] }))).toBe("mailed");
    expect(await notes()).toMatchObject([{ kind: "known" }]);
    expect(await place.store.readers.find(email("ada@example.org"))).toMatchObject({ subscriptions: [weekly] });
  });

  test("that asks for more gets it once confirmed, and keeps what it had", async () => {
    await join("ada@example.org");
    now += day;
    const daily = { digest: "daily", tags: [], threads: [] };
    await join("ada@example.org", { choices: [daily] });
    expect(await place.store.readers.find(email("ada@example.org"))).toMatchObject({ subscriptions: [daily, weekly] });
  });

  test("that left may come back by its own word; an old link brings nobody back", async () => {
    const { members, readers } = place.store;
    const first = await join("ada@example.org");
    await members.leave(first.link);
    await members.confirm(first.subject);
    expect(await readers.find(email("ada@example.org"))).toMatchObject({ status: "left" });
    now += day;
    await join("ada@example.org");
    expect(await readers.find(email("ada@example.org"))).toMatchObject({ status: "active" });
    expect((await readers.add([entry("ada@example.org")])).skipped).toEqual([]);
  });

  test("that said never again in the note is not asked again", async () => {
    const { members, readers } = place.store;
    await members.apply(asking("ada@example.org"));
    const [note] = await notes();
    await members.leave(note!.link);
    expect(await readers.find(email("ada@example.org"))).toBeNull();
    now += 2 * day;
    expect(await members.apply(asking("ada@example.org"))).toBe("suppressed");
    expect(await notes()).toEqual([]);
  });
});

describe("a reader behind their link", () => {
  test("who leaves is out of the very next claim", async () => {
    const { store } = place;
    const { link } = await join("ada@example.org", { choices: [{ ...weekly, digest: "daily" }] });
    await store.issues.freeze(issue("daily/2026-11-20", ["launch"]));
    const publisher = (await store.publisher({ wait: false, unsure: "resend" }))!;
    expect(await store.members.leave(link)).not.toBeNull();
    expect(await store.deliveries.claim(publisher.fence, now, 10)).toEqual([]);
    expect(await store.issues.reports()).toMatchObject([{ skipped: 1 }]);
    await publisher.release();
  });

  test("who pauses gets nothing until the pause is over", async () => {
    const { members, issues } = place.store;
    const { link } = await join("ada@example.org");
    expect(await members.pause(link, now + 7 * day)).toBe(true);
    expect(await members.find(link)).toMatchObject({ reader: { status: "paused" }, pausedUntil: now + 7 * day });
    expect((await issues.audience([issue("weekly/x", ["launch"])]))[0]!.excluded.paused).toBe(1);
    now += 7 * day;
    expect(await members.tidy()).toEqual({ resumed: 1, purged: 0 });
    expect(await members.find(link)).toMatchObject({ reader: { status: "active" }, pausedUntil: null });
  });

  test("who chooses other topics has just those, and one who had left is back", async () => {
    const { members } = place.store;
    const { link } = await join("ada@example.org");
    await members.leave(link);
    expect(await members.choose(link, [cloud])).toBe(true);
    expect(await members.find(link)).toMatchObject({ reader: { status: "active", subscriptions: [cloud] } });
  });

  test("who moves gets letters at the new address once it is confirmed there, and the old one is told", async () => {
    const { members, readers } = place.store;
    const { link } = await join("ada@example.org");
    now += day;
    expect(await members.move(link, email("lovelace@example.org"), "192.0.2.0/24")).toBe("mailed");
    const [note] = await notes();
    expect(note).toMatchObject({ kind: "address", email: "lovelace@example.org" });
    expect(await readers.find(email("ada@example.org"))).toMatchObject({ status: "active" });
    for (const _ of [1, 2]) expect(await members.confirmMove(note!.subject)).toBe("done");
    expect(await readers.find(email("ada@example.org"))).toBeNull();
    expect(await members.find(link)).toMatchObject({ reader: { email: "lovelace@example.org", status: "active" } });
    expect(await notes()).toMatchObject([{ kind: "moved", email: "ada@example.org" }]);
  });

  test("cannot move to a reader's address, and cannot tell that it is one", async () => {
    const { members } = place.store;
    const { link } = await join("ada@example.org");
    await place.store.readers.add([entry("bob@example.org")]);
    expect(await members.move(link, email("bob@example.org"), "192.0.2.0/24")).toBe("suppressed");
    expect(await notes()).toEqual([]);
  });

  test("is reminded of a fresh link once a day", async () => {
    const { members } = place.store;
    const { link } = await join("ada@example.org");
    expect([await members.remind(link), await members.remind(link)]).toEqual(["mailed", "limited"]);
    expect(await notes()).toMatchObject([{ kind: "preferences", subject: link }]);
  });

  test("can have all that is kept about them", async () => {
    const { link } = await join("ada@example.org");
    expect(await place.store.members.data(link)).toMatchObject({
      email: "ada@example.org",
      status: "active",
      subscriptions: [weekly],
      consents: [{ asked: "2026-11-22T00:00:00.000Z", confirmed: "2026-11-22T00:00:00.000Z", form: "form-1 en" }],
      letters: [],
    });
  });

  test("who is erased is in no byte of data/, and hears nothing more", async () => {
    const { members } = place.store;
    const { link } = await join("unmistakable.address@example.org");
    now += day;
    await members.move(link, email("unmistakable.other@example.org"), "192.0.2.0/24");
    expect(await members.erase(link)).toBe(true);
    const bytes = readdirSync(place.data).map((file) => readFileSync(`${place.data}/${file}`, "latin1"));
    expect(bytes.join().toLowerCase()).not.toContain("unmistakable");
    expect([await members.find(link), await members.leave(link), await notes()]).toEqual([null, null, []]);
  });
});

describe("notes", () => {
  test("are taken by one process at a time, and again when it did not finish", async () => {
    await place.store.members.apply(asking("ada@example.org"));
    const other = await place.open();
    expect([(await place.store.notes.claim(9)).length, (await other.notes.claim(9)).length]).toEqual([1, 0]);
    now += 11 * 60_000;
    expect(await other.notes.claim(9)).toMatchObject([{ tries: 2 }]);
  });

  test("are forgotten after a day", async () => {
    await place.store.members.apply(asking("ada@example.org"));
    now += day + 1;
    expect(await notes()).toEqual([]);
  });
});

test("a change of the secret keeps suppressions, and the old secret is needed once", async () => {
  const { openStore } = await import("../../src/store/open.ts");
  const data = `${place.data}-rotated`;
  const open = (secret: string, previousSecrets: string[] = []) =>
    openStore({ data, clock: () => now, secret, previousSecrets, durability: "normal", create: true });
  const first = await open("the first secret of all");
  await first.readers.add([entry("ada@example.org")]);
  await first.readers.erase(email("ada@example.org"));
  await first.close();
  await (await open("the second secret of all", ["the first secret of all"])).close();
  const third = await open("the third secret of all", ["the second secret of all"]);
  expect((await third.readers.add([entry("ada@example.org")])).skipped).toHaveLength(1);
  await third.close();
  await expect(open("the second secret of all")).rejects.toThrow("SECRET_INVALID");
});
