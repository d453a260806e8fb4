import { assert, nat, property, string } from "fast-check";
import { expect, test } from "vitest";
import { editDistance } from "../../src/errors.ts";
import { editsWithin } from "../../src/graph/edits.ts";

test("counts as the whole table does, up to the limit", () => {
  const word = string({ unit: "grapheme-ascii", maxLength: 8 }).map((text) => text.replace(/[^a-c]/g, "a"));
  assert(
    property(word, word, nat(5), (a, b, limit) => {
      expect(editsWithin(a, b, limit)).toBe(Math.min(editDistance(a, b), limit + 1));
    }),
    { numRuns: 3000, seed: 3 },
  );
});
