import { describe, expect, test } from "vitest";
import { renderProgress } from "../../src/commands/progress.ts";

const counts = { total: 3400, sent: 1200, deferred: 0, failed: 0, unsure: 0, skipped: 0 };

describe("the progress of a delivery", () => {
  test.each([
    [
      "a bar, the rate and what is left of the time",
      counts,
      450,
      24,
      "[########----------------]  1200/3400 sent  450/s  5 s left",
    ],
    ["no bar in a log", counts, 450, 0, "1200/3400 sent  450/s  5 s left"],
    [
      "whom it did not reach; they count as dealt with",
      { ...counts, deferred: 3, failed: 1, unsure: 2, skipped: 194 },
      20,
      0,
      "1200/3400 sent  20/s  1 min 40 s left  3 deferred  1 failed  2 unsure",
    ],
    ["hours for what is slow", { ...counts, total: 4800 }, 0.5, 0, "1200/4800 sent  0.5/s  2 h 0 min left"],
    ["no rate before there is one", counts, 0, 0, "1200/3400 sent"],
    ["a full bar for nothing at all", { ...counts, total: 0, sent: 0 }, 0, 4, "[####]  0/0 sent"],
  ])("shows %s", (_, progress, rate, width, expected) => {
    expect(renderProgress(progress, rate, width)).toBe(expected);
  });
});
