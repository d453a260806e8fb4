import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { initNewsroom } from "../../src/commands/init.ts";
import { courant, scratch } from "../courant.ts";

const now = ["--now", "2026-11-22T09:30:00Z"];

/** A fresh newsroom of `courant init`, one story dated yesterday, one now. */
function newsroom(): string {
  const dir = join(scratch(), "news");
  initNewsroom(dir, Date.parse(now[1]!));
  return dir;
}

describe("init", () => {
  test("names the files that it wrote, and the next step", () => {
    const { exit, stdout } = courant(["init", "news", ...now], { cwd: scratch() });
    expect([exit, stdout.trim().split("\n")]).toEqual([
      0,
      [
        "wrote news/courant.yaml",
        "wrote news/stories/2026-11-21-a-newsroom-opens.md",
        "wrote news/stories/2026-11-22-stories-that-know-each-other.md",
        "wrote news/.gitignore",
        "wrote news/.gitattributes",
        "",
        "Next: cd news && courant publish",
      ],
    ]);
  });

  test("makes a newsroom without a problem, in whatever zone its editor sets", () => {
    const dir = newsroom();
    const config = readFileSync(join(dir, "courant.yaml"), "utf8");
    const problems = ["UTC", "America/Los_Angeles", "Pacific/Auckland"].map((zone) => {
      writeFileSync(join(dir, "courant.yaml"), config.replace("timezone: UTC", `timezone: ${zone}`));
      return courant(["check", "--json", "--dir", dir, ...now]).json();
    });
    expect(problems).toEqual(problems.map(() => ({ ok: true, problems: [] })));
  });

  test("its two stories lead to each other", () => {
    const { edges } = courant(["graph", "--dir", newsroom(), ...now]).json();
    const pairs = edges.map(({ from, to }: { from: string; to: string }) => `${from} → ${to}`);
    expect(pairs).toEqual(
      expect.arrayContaining([
        "a-newsroom-opens → stories-that-know-each-other",
        "stories-that-know-each-other → a-newsroom-opens",
      ]),
    );
  });

  test("overwrites nothing, and names everything in the way", () => {
    const dir = scratch();
    for (const name of ["courant.yaml", ".gitignore"]) writeFileSync(join(dir, name), "mine");
    const { exit, stderr } = courant(["init", dir, ...now]);
    expect([exit, stderr.match(/^.*FILE_EXISTS/gm), readFileSync(join(dir, "courant.yaml"), "utf8")]).toEqual([
      1,
      ["courant.yaml:1: FILE_EXISTS", ".gitignore:1: FILE_EXISTS"],
      "mine",
    ]);
  });
});

describe("new", () => {
  test("makes a draft, dated to the minute in the newsroom's zone", () => {
    const dir = newsroom();
    const { exit, stdout } = courant([
      "new",
      "What  Happened: a “Test”",
      "--thread",
      "first-steps",
      "--dir",
      dir,
      ...now,
    ]);
    const file = "stories/2026-11-22-what-happened-a-test.md";
    expect([exit, stdout.split("\n")[0], readFileSync(join(dir, file), "utf8")]).toEqual([
      0,
      file,
      '---\ntitle: "What Happened: a “Test”"\ndate: 2026-11-22T09:30:00+00:00\nthread: first-steps\ndraft: true\n---\n',
    ]);
  });

  test("the new story is no problem", () => {
    const dir = newsroom();
    courant(["new", "Later", "--dir", dir, ...now]);
    expect(courant(["check", "--json", "--dir", dir, ...now]).json()).toEqual({ ok: true, problems: [] });
  });

  test("a second story of that title and day is refused", () => {
    const dir = newsroom();
    const twice = [1, 2].map(() => courant(["new", "Later", "--dir", dir, ...now]));
    expect(twice.map((ran) => ran.exit)).toEqual([0, 1]);
    expect(twice[1]?.stderr).toContain("stories/2026-11-22-later.md:1: FILE_EXISTS");
  });

  test("a blank title is a slip of the command line", () => {
    expect(courant(["new", " ", "--dir", newsroom()])).toMatchObject({
      exit: 2,
      stderr: expect.stringMatching(/^USAGE/),
    });
  });

  test("outside a newsroom nothing is made", () => {
    expect(courant(["new", "Later", "--dir", scratch()])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining("NOT_A_NEWSROOM"),
    });
  });
});
