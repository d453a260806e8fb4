import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import type { Publisher, Store } from "../../src/store/store.ts";
import { temporaryStore, type TemporaryStore } from "./temporary.ts";

const minute = 60_000;

describe("a publisher that hangs", () => {
  let place: TemporaryStore;
  let now = 0;
  const opened: Store[] = [];
  beforeEach(async () => {
    place = await temporaryStore();
    now = 1000 * minute;
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    await place.remove();
  });

  async function other(): Promise<Store> {
    const { data } = place;
    const options = { data, clock: Date.now, secret: null, durability: "normal", create: true } as const;
    const store = await openStore({ ...options, sinceBoot: () => now });
    opened.push(store);
    return store;
  }

  function tryToBe(store: Store): Promise<Publisher | null> {
    return store.publisher({ wait: false, unsure: "resend" });
  }

  /** As another process left it. */
  function leave(pid: number): void {
    const raw = new Database(join(place.data, "courant.db"));
    raw.prepare("update publisher set pid = ?").run(pid);
    raw.close();
  }

  async function deadProcess(): Promise<number> {
    const dead = spawn("true");
    await once(dead, "exit");
    return dead.pid!;
  }

  test("keeps its place for a quarter of an hour, and loses it then", async () => {
    const silent = (await tryToBe(await other()))!;
    now += 15 * minute;
    const heir = await other();
    expect(await tryToBe(heir)).toBeNull();
    now += 1;
    expect(await tryToBe(heir)).toMatchObject({ fence: silent.fence + 1 });
  });

  test.each([
    ["nobody was before it", null],
    ["the one before it is dead", 0],
  ])("is not one that has just got the lock, where %s", async (_, before) => {
    const store = await other();
    if (before !== null) {
      await (await tryToBe(store))!.release();
      leave(await deadProcess());
    }
    const lock = new Database(join(place.data, "publisher.lock"));
    lock.exec("begin exclusive");
    now += 60 * minute;
    expect(await tryToBe(store)).toBeNull();
    lock.close();
    expect(await tryToBe(store)).not.toBeNull();
  });

  test("finds its fence too old when it wakes: it sends nothing more, and gives nobody's place away", async () => {
    const store = await other();
    const silent = (await tryToBe(store))!;
    now += 16 * minute;
    const heir = (await tryToBe(await other()))!;
    await expect(store.deliveries.claim(silent.fence, 0, 1)).rejects.toThrow("PUBLISHER_REPLACED");
    await silent.release();
    expect(await tryToBe(await other())).toBeNull();
    await heir.release();
    expect(await tryToBe(await other())).toMatchObject({ fence: heir.fence + 1 });
  });

  test("whose heir died too leaves its place to the next", async () => {
    const silent = (await tryToBe(await other()))!;
    now += 16 * minute;
    const heir = (await tryToBe(await other()))!;
    leave(await deadProcess());
    await silent.release();
    expect(await tryToBe(await other())).toMatchObject({ fence: heir.fence + 1 });
  });

  test("before a restart of the machine is nobody's owner", async () => {
    const before = (await tryToBe(await other()))!;
    await before.release();
    now = 1;
    expect(await tryToBe(await other())).not.toBeNull();
  });
});
