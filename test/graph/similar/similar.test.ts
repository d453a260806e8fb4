import { describe, expect, test } from "vitest";
import { similarEdges } from "../../../src/graph/similar/similar.ts";
import type { Material } from "../../../src/graph/similar/sweep.ts";
import type { Telling } from "../../../src/graph/similar/terms.ts";
import { defaultWeights } from "../../../src/graph/similar/weights.ts";
import type { Edge, Slug, TopicKey } from "../../../src/model.ts";
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

  test("says why in words", () => {
    const edge = edgesOf(archive).find(({ from, to }) => from === "ruling" && to === "oracle-bid")!;
    expect(edge.because).toMatch(/^shares: .*(oracle|video|cloud)/);
  });

  test("a story whose title stands in the text is named", () => {
    const naming = telling(
      "naming",
      "2025-01-09",
      "A week in town",
      "After Oracle bids for the video app came a cold week.",
    );
    expect(
      edgesOf([...archive, naming]).find(({ from, to }) => from === "naming" && to === "oracle-bid")!.because,
    ).toContain("names this story");
  });

  test("a list with nothing alike is filled with the newest and says so", () => {
    const odd = telling("odd", "2025-01-09", "Zugzwang", "Quixotic jackdaws vex.");
    const list = edgesOf([...archive, odd]).filter(({ from }) => from === "odd");
    expect(list.map(({ to, because }) => [to, because])).toEqual([
      ["ruling", "one of the newest"],
      ["bread", "one of the newest"],
      ["oracle-bid", "one of the newest"],
    ]);
  });

  test("an ignored tag is no signal", () => {
    const tagged = archive.map((story) => ({ ...story, tags: [{ key: "news" as TopicKey, label: "News" }] }));
    const given: Material = { stories: tagged, explicit: [], ignoreTags: ["news" as TopicKey], banned: new Map() };
    expect(similarEdges(given, defaultWeights, 5).edges).toEqual(edgesOf(archive));
  });

  test("a banned story stays out of the list", () => {
    const banned = new Map([["ruling" as Slug, new Set(["oracle-bid" as Slug])]]);
    const { edges } = similarEdges({ stories: archive, explicit: [], ignoreTags: [], banned }, defaultWeights, 5);
    expect(targets(edges, "ruling")).not.toContain("oracle-bid");
  });

  test("a withdrawn story neither leads anywhere nor is led to", () => {
    const withdrawn = archive.map((story) =>
      story.slug === "oracle-bid" ? { ...story, withdrawn: "It was wrong." } : story,
    );
    expect(edgesOf(withdrawn).filter(({ from, to }) => from === "oracle-bid" || to === "oracle-bid")).toEqual([]);
  });

  test("sixty-six stories of one title and text are all different stories", () => {
    const twins = Array.from({ length: 66 }, (_, i) =>
      telling(`twin-${i}`, "2025-02-01", "Weekly update", "The weekly update is here."),
    );
    const edges = edgesOf(twins);
    expect(edges.every(({ from, to }) => from !== to)).toBe(true);
    expect(targets(edges, "twin-0")).toHaveLength(5);
  });
});
