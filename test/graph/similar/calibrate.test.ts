import { describe, expect, test } from "vitest";
import { calibrate } from "../../../src/graph/similar/calibrate.ts";
import { measure } from "../../../src/graph/similar/measure.ts";
import type { Material } from "../../../src/graph/similar/sweep.ts";
import { defaultWeights } from "../../../src/graph/similar/weights.ts";
import type { Edge, Slug } from "../../../src/model.ts";
import { telling } from "./telling.ts";

const matters = ["harbour ice ferry", "bread flour bakery", "court appeal judge", "video app sale", "river flood dam"];

/** Each story links to the one before it, of the same day and on another matter: a habit that words cannot show. */
function habit(stories: number): Material {
  const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + Math.floor(i / 2))).toISOString().slice(0, 10);
  const text = (i: number): string => `Story ${i} tells of ${matters[i % 5]} and of ${matters[(i * 3) % 5]} in town.`;
  const list = Array.from({ length: stories }, (_, i) =>
    telling(`s${i}`, day(i), `Part ${i} ${matters[i % 5]}`, text(i)),
  );
  const explicit = list
    .filter((_, i) => i % 2 === 1)
    .map(({ slug }, i): Edge => ({
      from: slug,
      to: `s${i * 2}` as Slug,
      kind: "link",
      weight: 2,
      because: "linked in the text",
    }));
  return { stories: list, explicit, ignoreTags: [], banned: new Map() };
}

describe("calibrating", () => {
  test("needs sixty stories with links", () => {
    expect(calibrate(habit(118))).toBeNull();
    expect(calibrate(habit(120))).not.toBeNull();
  });

  test("learns a newsroom's own habit", () => {
    const { before, after, weights } = calibrate(habit(200))!;
    expect(after.mrr).toBeGreaterThan(before.mrr);
    expect(weights.sameDay).toBeGreaterThan(defaultWeights.sameDay);
  });

  test("gives the same weights each time, whatever the order of the files", () => {
    const material = habit(140);
    const turned = { ...material, stories: material.stories.toReversed(), explicit: material.explicit.toReversed() };
    expect(calibrate(turned)).toEqual(calibrate(material));
  });
});

describe("measuring", () => {
  test("counts the stories that link to an older one or one of their day", () => {
    expect(measure(habit(20), defaultWeights).stories).toBe(10);
  });

  test("takes a story's links for unknown while its list is made", () => {
    const { stories } = habit(2);
    const explicit: readonly Edge[] = [
      { from: "s1" as Slug, to: "s0" as Slug, kind: "related", weight: 4, because: "" },
    ];
    expect(measure({ stories, explicit, ignoreTags: [], banned: new Map() }, defaultWeights).recall5).toBe(1);
  });
});
