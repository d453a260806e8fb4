import { describe, expect, test } from "vitest";
import { similarEdges } from "../../../src/graph/similar/similar.ts";
import type { Telling } from "../../../src/graph/similar/terms.ts";
import { defaultWeights } from "../../../src/graph/similar/weights.ts";
import type { Edge, Slug } from "../../../src/model.ts";
import { telling } from "./telling.ts";

function edgesOf(stories: readonly Telling[], explicit: readonly Edge[] = []): readonly Edge[] {
  return similarEdges({ stories, explicit, ignoreTags: [], banned: new Map() }, defaultWeights, 5).edges;
}

const archive = [
  telling(
    "oracle-bid",
    "2025-01-06",
    "Oracle bids for the video app",
    "Oracle offered to host the video app in its cloud.",
  ),
  telling("harbour", "2025-01-06", "The harbour freezes over", "Ice closed the harbour to ferries on Monday morning."),
  telling("bread", "2025-01-07", "Bread prices rise", "Flour costs more, and so does bread at every bakery in town."),
  telling(
    "ruling",
    "2025-01-08",
    "Court stops the sale",
    "The court stopped the sale of the video app to Oracle, whose cloud would host it.",
  ),
];

function targets(edges: readonly Edge[], from: string): readonly string[] {
  return edges.filter((edge) => edge.from === from).map((edge) => edge.to);
}

describe("computed edges", () => {
  test("a story leads first to the one that tells of the same matter", () => {
    expect(targets(edgesOf(archive), "ruling")[0]).toBe("oracle-bid");
  });

  test("a story never leads to itself or to a later day", () => {
    const day = new Map<string, string>(archive.map((story) => [story.slug, story.day]));
    const edges = edgesOf(archive);
    expect(edges.filter((edge) => edge.from === edge.to || day.get(edge.to)! > day.get(edge.from)!)).toEqual([]);
  });

  test("what the story links to already is not computed again", () => {
    const link: Edge = {
      from: "ruling" as Slug,
      to: "oracle-bid" as Slug,
      kind: "link",
      weight: 2,
      because: "linked in the text",
    };
    expect(targets(edgesOf(archive, [link]), "ruling")).not.toContain("oracle-bid");
  });

  test("the order of the files does not matter", () => {
    expect(edgesOf(archive.toReversed())).toEqual(edgesOf(archive));
  });
});
