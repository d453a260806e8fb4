import { describe, expect, test } from "vitest";
import { defaultWeights, parseWeights, renderWeights } from "../../../src/graph/similar/weights.ts";

describe("related.weights.json", () => {
  test("reads back as it was written", () => {
    expect(parseWeights(renderWeights(defaultWeights))).toEqual(defaultWeights);
  });

  test.each([
    ["no JSON", "mention: 2", "it is not JSON"],
    ["a list", "[]", "must each be a number"],
    ["a weight below 0", renderWeights({ ...defaultWeights, mention: -1 }), "mention must each be a number"],
    ["a signal that is not there", renderWeights(defaultWeights).replace("{", '{ "moon": 1,'), "moon: no such signal"],
    ["nothing but zeros", renderWeights(defaultWeights).replaceAll(/: [\d.]+/g, ": 0"), "one weight at least"],
  ])("is refused with %s", (_, text, words) => {
    expect(parseWeights(text)).toContain(words);
  });
});
