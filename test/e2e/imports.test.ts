/** Start only what the command needs: MJML alone costs 0.6 to 0.9 s to import. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { courant, scratch } from "../courant.ts";
import { newsroom, story } from "../newsroom.ts";

const now = ["--now", "2026-11-23T13:00:00Z"];

function weekly(): string {
  return newsroom({
    "courant.yaml": `title: Test\nurl: https://news.example\nfrom: Test <test@news.example>\npostalAddress: 1 Example Street\ndigests:\n  weekly: { title: Weekly, every: week, on: mon, at: "08:00" }\n`,
    "stories/one.md": story({ title: "One opens", date: "2026-11-18" }, "First words."),
    "stories/two.md": story({ title: "Two follows", date: "2026-11-19" }, "RELATED: ONE OPENS"),
  });
}

/** Runs a command with Node's own hook in front of every import and require, and names the packages that were loaded. */
function packagesOf(...args: readonly string[]): readonly string[] {
  const list = join(scratch(), "loaded");
  const hook = `import { appendFileSync } from "node:fs";
    import { registerHooks } from "node:module";
    registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + "\\n"); return next(url, context); } });`;
  const url = `data:text/javascript,${encodeURIComponent(hook)}`;
  const { exit, stderr } = courant(args, { env: { NODE_OPTIONS: `--import=${url}` } });
  expect(exit, stderr).toBe(0);
  const loaded = readFileSync(list, "utf8").matchAll(/\/node_modules\/((?:@[^/]+\/)?[^/]+)\/[^\n]*\n/g);
  return [...new Set([...loaded].map((match) => match[1]!))].toSorted();
}

test("publish imports MJML for a letter, and not when there is nothing to do", () => {
  const dir = weekly();
  expect(courant(["subscribers", "add", "ann@readers.example", "--yes", "--dir", dir]).exit).toBe(0);
  expect(packagesOf("publish", "--dir", dir, ...now)).toContain("mjml");
  expect(packagesOf("publish", "--dir", dir, ...now)).not.toContain("mjml");
});

test("a build imports neither SQLite nor anything of mail", () => {
  const loaded = packagesOf("build", "--dir", weekly(), ...now);
  expect(loaded).toContain("markdown-it");
  for (const name of ["better-sqlite3", "kysely", "mjml", "nodemailer", "html-to-text"]) {
    expect(loaded).not.toContain(name);
  }
});

test("a build with nothing new imports no parser, no schema and no template engine", () => {
  const dir = weekly();
  expect(courant(["build", "--dir", dir, ...now]).exit).toBe(0);
  const loaded = packagesOf("build", "--dir", dir, ...now);
  for (const name of ["gray-matter", "image-size", "liquidjs", "markdown-it", "yaml", "zod"]) {
    expect(loaded).not.toContain(name);
  }
});

test("--help imports the command line's package alone", () => {
  expect(packagesOf("--help")).toEqual(["commander"]);
});
