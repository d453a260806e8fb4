import { afterEach, beforeEach, expect, test } from "vitest";
import { refuseClockBack } from "../../src/issue/clock.ts";
import { entry, issue, temporaryStore, type TemporaryStore } from "../store/temporary.ts";

const then = Date.UTC(2026, 10, 22, 7);
let place: TemporaryStore;
beforeEach(async () => {
  place = await temporaryStore(() => then);
  await place.store.readers.add([entry("ada@example.org")]);
});
afterEach(() => place.remove());

test("a ledger without issues knows no better than the clock", async () => {
  await expect(refuseClockBack(place.store.issues, 0)).resolves.toBeUndefined();
});

test("a clock that stepped back sends nothing and says so", async () => {
  await place.store.issues.freeze(issue("daily/2026-11-22", ["launch"]));
  await expect(refuseClockBack(place.store.issues, then - 3_600_000)).rejects.toThrow(
    "CLOCK_BACK the clock says 2026-11-22T06:00:00.000Z, but letters were sent at 2026-11-22T07:00:00.000Z",
  );
});

test("a clock that was set right by a minute goes on", async () => {
  await place.store.issues.freeze(issue("daily/2026-11-22", ["launch"]));
  await expect(refuseClockBack(place.store.issues, then - 60_000)).resolves.toBeUndefined();
});
