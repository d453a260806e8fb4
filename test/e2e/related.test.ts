import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { courant, sampleNewsroom } from "../courant.ts";
import { newsroom, story } from "../newsroom.ts";

/** Stories on seven subjects, each linking to an earlier one of its own. */
function archive(count: number): string {
  const subjects = [
    "harbour cranes",
    "river dams",
    "night trains",
    "solar farms",
    "court rulings",
    "school meals",
    "city bees",
  ];
  const files = Array.from({ length: count }, (_, i) => {
    const subject = subjects[i % subjects.length]!;
    const day = new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10);
    const head = { title: `"Report ${i} on ${subject}"`, date: day, slug: `report-${i}` };
    const before = i < subjects.length ? "" : `\n\nSee [what came before](report-${i - subjects.length}.md).`;
    return [
      `stories/report-${i}.md`,
      story(head, `More is known about ${subject} and their keepers, in part ${i}.${before}`),
    ] as const;
  });
  return newsroom({ "courant.yaml": "title: Test\nurl: https://news.example\n", ...Object.fromEntries(files) });
}

describe("related", () => {
  test("--measure tells how many of the newsroom's own links are found", () => {
    const { exit, json } = courant(["related", "--measure", "--json", "--dir", archive(30)]);
    expect([exit, json().quality]).toMatchObject([0, { stories: 23, recall5: expect.any(Number) }]);
  });

  test("RELATED_TOO_FEW: --calibrate with too few linking stories writes nothing", () => {
    const dir = archive(30);
    const { exit, stderr } = courant(["related", "--calibrate", "--dir", dir]);
    expect([exit, stderr]).toEqual([1, expect.stringContaining("RELATED_TOO_FEW")]);
    expect(existsSync(join(dir, "related.weights.json"))).toBe(false);
  });

  test("--calibrate writes the same reviewable file each time, and builds use it", { timeout: 60_000 }, () => {
    const dir = archive(90);
    expect(courant(["related", "--calibrate", "--dir", dir]).exit).toBe(0);
    const first = readFileSync(join(dir, "related.weights.json"), "utf8");
    expect(courant(["related", "--calibrate", "--dir", dir]).exit).toBe(0);
    expect(readFileSync(join(dir, "related.weights.json"), "utf8")).toBe(first);
    expect(courant(["check", "--dir", dir]).exit).toBe(0);
  });

  test("a weights file that cannot be read is an error with its file and the fix", () => {
    const dir = archive(10);
    writeFileSync(join(dir, "related.weights.json"), '{ "wordz": 1 }');
    const { exit, stdout } = courant(["check", "--dir", dir]);
    expect([exit, stdout]).toEqual([
      1,
      expect.stringMatching(/^related\.weights\.json:1: CONFIG_INVALID .*--calibrate/m),
    ]);
  });

  test("neither or both flags are exit 2", () => {
    expect(courant(["related", "--dir", archive(2)]).exit).toBe(2);
  });
});

describe("graph --suggest", () => {
  test("--apply writes what was proposed, and then proposes it no more", () => {
    const dir = newsroom({
      "courant.yaml": "title: Test\nurl: https://news.example\n",
      "stories/a.md": story(
        { title: "The harbour cranes of Rotterdam stand still", date: "2026-01-01" },
        "Nothing moved.",
      ),
      "stories/b.md": story(
        { title: "Afterwards", date: "2026-01-02" },
        "We wrote of The harbour cranes of Rotterdam stand still, and more came.",
      ),
    });
    const proposed = courant(["graph", "--suggest", "--json", "--dir", dir]).json().suggestions;
    expect(proposed).toMatchObject([{ file: "stories/b.md", frontMatter: "related: a" }]);
    expect(courant(["graph", "--suggest", "--apply", "--dir", dir]).exit).toBe(0);
    expect(readFileSync(join(dir, "stories/b.md"), "utf8")).toContain("\nrelated: a\n");
    const later = courant(["graph", "--suggest", "--json", "--dir", dir]).json().suggestions;
    expect(later).not.toContainEqual(expect.objectContaining({ key: "related" }));
  });

  test("proposes nothing to the sample newsroom, whose edges are set", () => {
    expect(courant(["graph", "--suggest", "--json", "--dir", sampleNewsroom()]).json().suggestions).toEqual([]);
  });
});
