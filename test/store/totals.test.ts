import { expect, onTestFinished, test } from "vitest";
import type { DeliveryState } from "../../src/model.ts";
import type { Store } from "../../src/store/store.ts";
import { email, entry, issue, temporaryStore } from "./temporary.ts";

const hour = 3_600_000;

async function summed({ issues }: Store): Promise<Readonly<Record<string, number>>> {
  const reports = await issues.reports();
  const states: readonly DeliveryState[] = ["queued", "sending", "sent", "deferred", "failed", "unsure", "skipped"];
  return Object.fromEntries(states.map((state) => [state, reports.reduce((sum, report) => sum + report[state], 0)]));
}

test("totals are the sum of all issues, also while some are counted from memory", async () => {
  let now = Date.UTC(2026, 10, 22);
  const { store, remove } = await temporaryStore(() => now);
  onTestFinished(remove);
  await store.readers.add(["ada", "bob", "cy"].map((name) => entry(`${name}@readers.example`)));
  const first = issue("daily/2026-11-20", ["launch"]);
  const second = issue("daily/2026-11-21", ["landing"]);
  expect(await store.figures.totals()).toMatchObject({ issues: 0, latest: [], deliveries: { queued: 0 } });
  await store.issues.freeze(first);
  await store.issues.cancel(first.id);
  expect(await store.figures.totals()).toMatchObject({ issues: 1, deliveries: { skipped: 3, queued: 0 } });
  await store.readers.erase(email("cy@readers.example"));
  await store.issues.freeze(second);
  const { issues, latest, deliveries } = await store.figures.totals();
  expect([issues, latest]).toEqual([2, [second.id, first.id]]);
  expect(deliveries).toEqual(await summed(store));
  await store.issues.pause(second.id, "for a while");
  await store.issues.cancel(second.id);
  now += hour + 1;
  expect((await store.figures.totals()).deliveries).toEqual(await summed(store));
});
