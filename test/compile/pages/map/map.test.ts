import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeDots } from "../../../../src/compile/pages/map/dots.ts";
import { placeLabels, widthOf } from "../../../../src/compile/pages/map/labels.ts";
import { layOut, type Spring } from "../../../../src/compile/pages/map/layout.ts";
import type { Story } from "../../../../src/model.ts";
import { composeSite, pageOf, story } from "../newsroom.ts";

const graphs = fc.integer({ min: 1, max: 60 }).chain((n) =>
  fc.record({
    regions: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: n, maxLength: n }),
    springs: fc.array(fc.record({ a: fc.nat(n - 1), b: fc.nat(n - 1), pull: fc.constantFrom(0.1, 0.5) }), {
      maxLength: 80,
    }),
  }),
);

describe("laying out", () => {
  test("gives every point a place, whatever the graph", () => {
    fc.assert(
      fc.property(graphs, ({ regions, springs }) => {
        const points = layOut(regions, springs);
        expect(points.length).toBe(regions.length);
        expect(points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("leaves no dot upon another", () => {
    fc.assert(
      fc.property(graphs, ({ regions, springs }) => {
        const dots = makeDots(layOut(regions, springs), regions);
        const touching = dots.flatMap((a, i) =>
          dots.slice(i + 1).filter((b) => Math.hypot(a.x - b.x, a.y - b.y) < Math.max(a.radius, b.radius)),
        );
        expect(touching).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test("brings what is linked closer than what is not", () => {
    const springs: Spring[] = Array.from({ length: 9 }, (_, i) => ({ a: i, b: (i + 1) % 10, pull: 0.5 }));
    const points = layOut(
      Array.from({ length: 20 }, () => 0),
      springs,
    );
    const distance = (a: number, b: number): number =>
      Math.hypot(points[a]!.x - points[b]!.x, points[a]!.y - points[b]!.y);
    expect(distance(0, 1)).toBeLessThan(distance(0, 15));
  });
});

describe("labels", () => {
  test("never lie on one another", () => {
    const dots = Array.from({ length: 40 }, (_, i) => ({
      x: 100 + (i % 8) * 60,
      y: 100 + Math.floor(i / 8) * 12,
      radius: 4,
    }));
    const titles = dots.map((_, i) => `A title of story ${i}`);
    const labels = [...placeLabels(dots, titles, [...dots.keys()], { most: 40, lines: 2 }, []).values()];
    const boxes = labels.map(({ x, y, anchor, lines }) => {
      const width = Math.max(...lines.map(widthOf));
      const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
      return { left, right: left + width, top: y - 10, bottom: y + (lines.length - 1) * 15 + 2 };
    });
    const overlapping = boxes.flatMap((a, i) =>
      boxes.slice(i + 1).filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
    );
    expect([labels.length > 5, overlapping]).toEqual([true, []]);
  });

  test("count a Japanese letter as a whole one", () => {
    expect(widthOf("日本")).toBe(26);
  });
});

describe("the map's page", () => {
  const stories = Array.from({ length: 30 }, (_, i): Story =>
    story(`s${i}`, {
      on: `2026-10-${String((i % 28) + 1).padStart(2, "0")}`,
      tags: [["Cloud", "Courts", "Space"][i % 3]!],
      related: i > 2 ? [`s${i - 3}`] : [],
    }),
  );
  const map = (list: readonly Story[]): string => pageOf(composeSite(list), "graph/index.html");

  test("is the same in whatever order the files came", () => {
    expect(map(stories.toReversed())).toBe(map(stories));
  });

  test("has a dot and a line in the lists for every story", () => {
    const html = map(stories);
    expect([html.match(/<circle/g)?.length, html.match(/<li data-i=/g)?.length]).toEqual([30, 30]);
  });

  test("colours by running story first, then by tag", () => {
    const parts = [story("p1", { thread: "run" }), story("p2", { thread: "run", on: "2026-11-02" })];
    const html = map([...stories, ...parts]);
    const names = [...html.matchAll(/<\/i> ([^<]+) <span class="meta">(\d+)/g)].map(([, name, n]) => `${name} ${n}`);
    expect(names).toEqual(["Cloud 10", "Courts 10", "Space 10", "Run 2"]);
  });

  test("shows nothing of a withdrawn story", () => {
    expect(map([...stories, story("gone", { title: "Gone", withdrawn: "Wrong." })])).not.toContain("Gone");
  });
});

describe("a story among its neighbours", () => {
  const page = (...stories: Story[]): string => pageOf(composeSite(stories), `stories/${stories[0]!.slug}/index.html`);
  const old = story("old", { on: "2024-01-01" });

  test("is drawn where it has two or more", () => {
    const html = page(story("a", { related: ["old", "b"] }), old, story("b", { on: "2025-01-01" }));
    expect(html).toContain(`<svg class="arcs"`);
    expect(html).toContain(`<text x="0" y="144" text-anchor="start">2024</text>`);
  });

  test("is not drawn where a list says it all", () => {
    expect(page(story("a", { related: ["old"] }), old)).not.toContain(`<svg class="arcs"`);
  });
});
