import { expect, test } from "vitest";
import { shareWork, takeOnce } from "../src/second-thread.ts";

const nowhere = new URL("./no-such-program", import.meta.url);

test("a place is taken once", () => {
  const taken = new Uint8Array(new SharedArrayBuffer(2));
  expect([0, 1, 1, 0].map((place) => takeOnce(taken, place))).toEqual([true, true, false, false]);
});

test("a thread that fails did nothing", async () => {
  const shared = shareWork(nowhere, 2, {});
  expect(await shared.rest()).toBeUndefined();
  expect([shared.take(1), shared.take(0)]).toEqual([true, true]);
});

test("without a thread every place is the caller's", async () => {
  const shared = shareWork(nowhere, 2, { never: () => "copied" });
  expect([shared.take(0), shared.take(1)]).toEqual([true, true]);
  expect(await shared.rest()).toBeUndefined();
});
