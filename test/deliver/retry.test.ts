import { assert, nat, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { nextTry } from "../../src/deliver/retry.ts";

const minute = 60_000;

describe("the next try", () => {
  test.each([
    [0, 1],
    [1, 5],
    [2, 15],
    [3, 30],
    [4, 60],
    [40, 60],
  ])("after %i tries is some %i minutes away, a fifth more or less", (tries, minutes) => {
    assert(
      property(nat(), (delivery) => {
        const wait = nextTry({ delivery, tries, since: 0 }, 0)!;
        expect(wait).toBeGreaterThanOrEqual(minutes * minute * 0.8);
        expect(wait).toBeLessThanOrEqual(minutes * minute * 1.2);
      }),
    );
  });

  test("neighbours do not knock together", () => {
    const waits = new Set(Array.from({ length: 100 }, (_, delivery) => nextTry({ delivery, tries: 4, since: 0 }, 0)));
    expect(waits.size).toBeGreaterThan(95);
  });

  test("there is none after two days", () => {
    expect(nextTry({ delivery: 1, tries: 40, since: 0 }, 48 * 60 * minute - minute)).toBeNull();
  });
});
