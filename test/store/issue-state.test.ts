import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { daily, freezeFor, round, totals } from "../deliver/round.ts";
import { openSink } from "../deliver/sink.ts";
import { temporaryStore } from "./temporary.ts";

test("an issue that lost a delivery is not said to be done: it stops and says that the ledger does not add up", async () => {
  const place = await temporaryStore();
  const sink = await openSink();
  onTestFinished(async () => {
    await sink.close();
    await place.remove();
  });
  await freezeFor(place.store, 3);
  const raw = new Database(join(place.data, "courant.db"));
  raw.prepare("delete from delivery where id = 2").run();
  raw.close();
  await round(place.store, sink.url);
  expect(await totals(place.store)).toEqual({ sent: 2 });
  expect(await place.store.issues.find(daily)).toMatchObject({
    state: "paused",
    reason: expect.stringContaining("does not add up"),
  });
});
