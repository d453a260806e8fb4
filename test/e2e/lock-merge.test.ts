/** Two editors and real git: courant.lock merges by itself, and says what both promised. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseLock } from "../../src/base/lock.ts";
import type { Lock } from "../../src/model.ts";
import { courant, scratch } from "../courant.ts";
import { story } from "../newsroom.ts";
import { realPart } from "../real-part.ts";

const now = "2026-11-23T12:00:00Z";

function git(dir: string, ...args: readonly string[]): string {
  const who = ["-c", "user.name=Editor", "-c", "user.email=editor@news.example", "-c", "commit.gpgsign=false"];
  const env = { PATH: process.env["PATH"], HOME: dir, GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", [...who, ...args], { cwd: dir, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Writes stories, publishes them and commits. */
function publishStories(dir: string, ...slugs: readonly string[]): void {
  for (const slug of slugs) {
    const body = "Text.\n\nRELATED: A NEWSROOM OPENS";
    writeFileSync(join(dir, `stories/${slug}.md`), story({ title: `Story ${slug}`, date: "2026-11-22" }, body));
  }
  expect(courant(["publish", "--no-send", "--now", now, "--dir", dir]).exit).toBe(0);
  git(dir, "add", "-A");
  git(dir, "commit", "-q", "-m", slugs.join());
}

function lockOf(dir: string): Lock {
  return parseLock(readFileSync(join(dir, "courant.lock"), "utf8"), "courant.lock").lock;
}

function siteOf(dir: string): string {
  expect(courant(["build", "--now", now, "--dir", dir]).exit).toBe(0);
  return readFileSync(join(dir, "out/site/manifest.json"), "utf8");
}

test.skipIf(!realPart("git"))("two editors' new stories merge without a conflict, and both machines agree", () => {
  const [folder, one, two] = [scratch(), ...["one", "two"].map((name) => join(scratch(), name))] as [
    string,
    string,
    string,
  ];
  courant(["init", one]);
  git(one, "init", "-q", "-b", "main");
  publishStories(one, "base");
  git(folder, "clone", "-q", one, two);
  publishStories(one, "apple", "pear");
  publishStories(two, "anchor", "quay");

  git(one, "pull", "-q", "--no-rebase", "--no-edit", two, "main");
  git(two, "pull", "-q", "--no-rebase", "--no-edit", one, "main");

  const slugs = ["anchor", "apple", "base", "pear", "quay"];
  expect([...lockOf(one).ids.keys()].filter((slug) => slugs.includes(slug)).toSorted()).toEqual(slugs);
  expect([...lockOf(one).callouts.keys()].filter((key) => !key.startsWith("stories-"))).toHaveLength(slugs.length);
  const { problems } = courant(["check", "--json", "--now", now, "--dir", one]).json();
  expect(problems.filter(({ code }: { readonly code: string }) => code === "LOCK_INVALID")).toEqual([]);
  expect(siteOf(one)).toBe(siteOf(two));
  expect(git(one, "status", "--short")).toBe("");
});
