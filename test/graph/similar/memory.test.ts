import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyMemory, type Memory } from "../../../src/graph/similar/memory.ts";
import { decodeMemory, encodeMemory } from "../../../src/graph/similar/memory-file.ts";
import { similarEdges } from "../../../src/graph/similar/similar.ts";
import type { Material } from "../../../src/graph/similar/sweep.ts";
import type { Telling } from "../../../src/graph/similar/terms.ts";
import { defaultWeights } from "../../../src/graph/similar/weights.ts";
import type { Edge, Slug } from "../../../src/model.ts";
import { telling } from "./telling.ts";

const word = fc.constantFrom(
  "court",
  "bread",
  "harbour",
  "cloud",
  "video",
  "oracle",
  "sale",
  "ice",
  "flour",
  "裁判",
  "bakery",
);
const sentence = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(" "));
const story = fc
  .record({
    slug: fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"),
    day: fc.integer({ min: 10, max: 19 }),
    title: sentence,
    text: fc.array(sentence).map((lines) => lines.join("\n")),
  })
  .map(({ slug, day, title, text }) => telling(slug, `2025-03-${day}`, title, text));
const newsroom = fc.uniqueArray(story, { selector: (one) => one.slug, maxLength: 10 });

function materialOf(stories: readonly Telling[], explicit: readonly Edge[] = []): Material {
  return { stories, explicit, ignoreTags: [], banned: new Map() };
}

function press(
  stories: readonly Telling[],
  memory: Memory = emptyMemory,
): { readonly edges: readonly Edge[]; readonly memory: Memory } {
  const link: Edge = { from: "a" as Slug, to: "b" as Slug, kind: "link", weight: 2, because: "linked in the text" };
  const known = stories.some(({ slug }) => slug === "a") && stories.some(({ slug }) => slug === "b");
  return similarEdges(materialOf(stories, known ? [link] : []), defaultWeights, 3, memory);
}

describe("the memory of the last build", () => {
  test("never changes an edge, whatever was edited, added, removed or given another date since", () => {
    fc.assert(
      fc.property(newsroom, newsroom, (before, after) => {
        const memory = decodeMemory(encodeMemory(press(before).memory));
        expect(press(after, memory).edges).toEqual(press(after).edges);
      }),
    );
  });

  test("spares every story that did not change: all terms and lists are found again", () => {
    fc.assert(
      fc.property(newsroom, (stories) => {
        const first = press(stories).memory;
        expect([...press(stories, first).memory.lists.keys()]).toEqual([...first.lists.keys()]);
      }),
    );
  });

  test("comes back from its bytes as it was", () => {
    fc.assert(
      fc.property(newsroom, (stories) => {
        const { memory } = press(stories);
        expect(decodeMemory(encodeMemory(memory))).toEqual(memory);
      }),
    );
  });

  test.each([
    ["no bytes", (bytes: Uint8Array) => bytes.subarray(0, 0)],
    ["a file cut short", (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 1)],
    ["another version", (bytes: Uint8Array) => bytes.map((byte, i) => (i === 0 ? byte + 1 : byte))],
  ])("is empty after %s", (_, damage) => {
    const { memory } = press([telling("a", "2025-03-10", "Bread", "Flour and bread")]);
    expect(decodeMemory(damage(encodeMemory(memory)))).toEqual(emptyMemory);
  });
});

describe("lists of older stories", () => {
  test("do not change when stories of later days are added", () => {
    fc.assert(
      fc.property(newsroom, (stories) => {
        const early = stories.filter(({ day }) => day < "2025-03-15");
        const slugs = new Set(early.map(({ slug }) => slug));
        const later = similarEdges(materialOf(stories), defaultWeights, 3).edges;
        expect(later.filter((edge) => slugs.has(edge.from))).toEqual(
          similarEdges(materialOf(early), defaultWeights, 3).edges,
        );
      }),
    );
  });
});
