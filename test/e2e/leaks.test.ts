/** What is not out must not get out: by no page, feed, picture, edge or letter. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { courant } from "../courant.ts";
import { newsroom, story } from "../newsroom.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** Every byte and every name under out/site. */
function everything(dir: string): string {
  const site = join(dir, "out/site");
  const names = readdirSync(site, { recursive: true, encoding: "utf8" });
  return names
    .map((name) =>
      statSync(join(site, name)).isFile() ? `${name}\n${readFileSync(join(site, name), "latin1")}` : name,
    )
    .join("\n");
}

function built(secret: Readonly<Record<string, string>>): string {
  const dir = newsroom({
    "courant.yaml": "title: Test\nurl: https://news.example\nrelated: { missing: warning }\n",
    "stories/open.md": story(
      { title: "Open", date: "2026-11-18", related: "[hush]" },
      "RELATED: ZANZIBAR HUSH\n\nSee [[hush]] and [these words](hush.md).",
    ),
    "stories/hush.md": story(
      { title: "Zanzibar hush", ...secret, tags: "[zanzitag]", thread: "zanzithread" },
      "Zanzibody.\n\n![Zanzialt](zanzi.png)",
    ),
    "stories/zanzi.png": png,
  });
  const { exit, stderr } = courant(["build", "--dir", dir, "--now", "2026-11-20T00:00:00Z"]);
  expect(exit, stderr).toBe(0);
  return everything(dir);
}

describe("nothing leaks of", () => {
  test.each([
    ["a draft", { date: "2026-11-17", draft: "true" }],
    ["a story of the future", { date: "2026-12-24" }],
  ])("%s", (_, secret) => {
    expect(built(secret)).not.toMatch(/zanzi/i);
  });

  test("the content of a withdrawn story", () => {
    const site = built({ date: "2026-11-17", withdrawn: "It was wrong." });
    expect([site.includes("Zanzibody"), site.includes("zanzi.png"), site.includes("It was wrong.")]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("a link's words, which are the linking story's own, stay", () => {
    expect(built({ date: "2026-11-17", draft: "true" })).toContain("these words");
  });
});

test("a callout that holds a script address leads nowhere", () => {
  const dir = newsroom({
    "courant.yaml": "title: Test\nurl: https://news.example\n",
    "stories/open.md": story(
      { title: "Open", date: "2026-11-18" },
      "RELATED: [Click](javascript:alert(5))\n\nRELATED: javascript:alert(6)\n\n[[javascript:alert(7)|Go]]",
    ),
  });
  courant(["build", "--dir", dir]);
  const graph = courant(["graph", "--dir", dir]);
  expect(graph.stdout).not.toContain("javascript:");
  const check = courant(["check", "--dir", dir]);
  expect(check.stdout).not.toContain("INTERNAL");
});
