import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chart, eachDay } from "../../src/commands/status.ts";
import { courant, scratch } from "../courant.ts";
import { newsroom, story } from "../newsroom.ts";

function weekly(): string {
  const dir = newsroom({
    "courant.yaml": `title: Test\nurl: https://news.example\nfrom: Test <test@news.example>\npostalAddress: 1 Example Street\ndigests:\n  weekly: { every: week, on: mon, at: "08:00" }\n`,
    "stories/one.md": story({ title: "One", date: "2026-11-18" }, "Words."),
  });
  for (const name of ["ann", "bob"]) courant(["subscribers", "add", `${name}@readers.example`, "--yes", "--dir", dir]);
  courant(["publish", "--dir", dir, "--now", "2026-11-23T13:00:00Z"]);
  return dir;
}

describe("status", () => {
  test("tells readers, letters and issues, in words and as JSON", () => {
    const dir = weekly();
    const { stdout } = courant(["status", "--dir", dir]);
    expect(stdout).toMatch(/Readers +2 active\nLetters +2 sent in 1 issue\n/);
    expect(stdout).toContain("weekly/2026-W48");
    expect(courant(["status", "--json", "--dir", dir]).json()).toMatchObject({
      readers: { active: 2 },
      deliveries: { sent: 2 },
      issues: 1,
    });
  });

  test("draws a bar a day", () => {
    expect(chart([0, 1, 4, 8])).toBe("▁▂▅█");
  });

  test("a chart has a bar for days without letters, too", () => {
    expect(
      eachDay([
        ["2026-02-27", 3],
        ["2026-03-02", 5],
      ]),
    ).toEqual([3, 0, 0, 5]);
    expect(eachDay([])).toEqual([]);
  });
});

describe("backup", () => {
  test("is all that a new machine needs to go on", () => {
    const [dir, folder] = [weekly(), scratch()];
    const copy = join(folder, "copy.db");
    expect(courant(["backup", copy, "--dir", dir]).exit).toBe(0);
    expect((statSync(copy).mode & 0o777).toString(8)).toBe("600");
    rmSync(join(dir, "data"), { recursive: true });
    mkdirSync(join(dir, "data"));
    copyFileSync(copy, join(dir, "data", "courant.db"));
    copyFileSync(`${copy}.secret`, join(dir, "data", "secret"));
    expect(courant(["subscribers", "list", "--json", "--dir", dir]).json().readers).toHaveLength(2);
    expect(courant(["publish", "--json", "--dir", dir, "--now", "2026-11-23T13:00:00Z"]).json().issues).toMatchObject([
      { sent: 2 },
    ]);
  });

  test("writes over nothing", () => {
    const [dir, folder] = [weekly(), scratch()];
    const copy = join(folder, "copy.db");
    courant(["backup", copy, "--dir", dir]);
    const before = readFileSync(copy);
    const { exit, stderr } = courant(["backup", copy, "--dir", dir]);
    expect([exit, stderr, readFileSync(copy).equals(before)]).toEqual([
      1,
      expect.stringContaining("FILE_EXISTS"),
      true,
    ]);
  });
});
