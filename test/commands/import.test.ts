import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { initNewsroom } from "../../src/commands/init.ts";
import { courant, scratch } from "../courant.ts";

const now = ["--now", "2026-11-22T09:30:00Z"];
const rain = "Rain on Sunday\n\nBy Ada Moor | May 1, 2020\n\nIt rained. It did.\n\nRELATED: A NEWSROOM OPENS\n";

/** A newsroom with a text of each name beside it. */
function desk(texts: Record<string, string>): {
  readonly dir: string;
  readonly run: (...args: string[]) => ReturnType<typeof courant>;
} {
  const dir = scratch();
  initNewsroom(dir, Date.parse(now[1]!));
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(dir, name), text);
  return {
    dir,
    run: (...args) => courant([...args, "--dir", dir, ...(args.includes("--now") ? [] : now)], { cwd: dir }),
  };
}

describe("import --from text", () => {
  test("the callout of an imported story resolves to the story of that title", () => {
    const { run } = desk({ "rain.txt": rain });
    const { exit, stdout, stderr } = run("import", "rain.txt", "--from", "text");
    const { edges } = run("graph").json();
    expect([exit, stdout.trim(), stderr]).toEqual([0, "stories/2020-05-01-rain-on-sunday.md", ""]);
    expect(edges).toContainEqual(
      expect.objectContaining({ from: "rain-on-sunday", to: "a-newsroom-opens", kind: "callout" }),
    );
  });

  test("a callout without a target is listed with the file and line of the story", () => {
    const { run } = desk({ "rain.txt": rain.replace("A NEWSROOM OPENS", "WHAT THE SNOW LEFT") });
    const { exit, json } = run("import", "rain.txt", "--json");
    expect([exit, json().problems]).toMatchObject([
      0,
      [{ code: "EDGE_MISSING", level: "warning", file: "stories/2020-05-01-rain-on-sunday.md", line: 9 }],
    ]);
  });

  test("stories imported together find each other", () => {
    const snow = "What the Snow Left\n\nBy Ada Moor | May 2, 2020\n\nIt snowed. It did.\n";
    const { run } = desk({ "rain.txt": rain.replace("A NEWSROOM OPENS", "WHAT THE SNOW LEFT"), "snow.txt": snow });
    expect(run("import", "rain.txt", "snow.txt", "--json").json()).toMatchObject({ ok: true, problems: [] });
  });

  test("the same text again changes nothing and says so, on another day too", () => {
    const { run } = desk({ "rain.txt": "Rain\n\nIt rained. It did.\n" });
    const first = run("import", "rain.txt");
    const again = run("import", "rain.txt", "--now", "2026-12-24T09:30:00Z");
    expect([first.stdout.trim(), first.stderr, again.stdout.trim(), again.stderr]).toEqual([
      "stories/2026-11-22-rain.md",
      expect.stringContaining("rain.txt:1: warning IMPORT_DATE_ASSUMED"),
      "stories/2026-11-22-rain.md (unchanged)",
      "",
    ]);
  });

  test("a story that an editor has changed is not overwritten, and nothing else is written either", () => {
    const { dir, run } = desk({ "rain.txt": rain, "snow.txt": "Snow\n\nIt snowed. It did.\n" });
    run("import", "rain.txt");
    const file = join(dir, "stories/2020-05-01-rain-on-sunday.md");
    writeFileSync(file, "edited");
    const { exit, stderr } = run("import", "snow.txt", "rain.txt");
    expect([exit, stderr, readFileSync(file, "utf8"), readdirSync(join(dir, "stories")).length]).toEqual([
      1,
      expect.stringContaining("rain.txt:1: FILE_EXISTS"),
      "edited",
      3,
    ]);
  });

  test("every file that cannot be imported is named", () => {
    const { dir, run } = desk({ "empty.txt": "\n", "title.txt": "Only a title\n", "binary.txt": "a\0b" });
    const { exit, stderr } = run("import", "empty.txt", "title.txt", "binary.txt", "none.txt");
    expect([
      exit,
      stderr.match(/^\S+(?=:1: IMPORT_INVALID)/gm),
      existsSync(join(dir, "stories/only-a-title.md")),
    ]).toEqual([1, ["empty.txt", "title.txt", "binary.txt", "none.txt"], false]);
  });

  test.each([
    [["--date", "2026-02-30"], "--date"],
    [["--date", "yesterday"], "--date"],
    [["rain.txt", "--title", "Rain"], "--title"],
  ])("%j is a slip of the command line", (args, words) => {
    const { run } = desk({ "rain.txt": rain });
    const { exit, stderr } = run("import", "rain.txt", ...args);
    expect([exit, stderr]).toEqual([2, expect.stringMatching(new RegExp(`^USAGE .*${words}`))]);
  });
});
