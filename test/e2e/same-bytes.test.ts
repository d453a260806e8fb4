/** Invariant 1: the same newsroom gives the same bytes on any machine, at any time. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { copySample, courant, sampleNewsroom } from "../courant.ts";

const now = ["--now", "2026-02-01T12:00:00Z"];

/** The manifest names every file with its SHA-256, so equal manifests are equal sites. */
function build(dir: string, options: Parameters<typeof courant>[1] = {}, when: readonly string[] = now): string {
  const { exit, stderr } = courant(["build", "--dir", dir, ...when], options);
  expect(exit, stderr).toBe(0);
  return readFileSync(join(dir, "out/site/manifest.json"), "utf8");
}

let plain = "";

beforeAll(() => {
  const dir = mkdtempSync(join(tmpdir(), "courant-"));
  copySample(dir);
  plain = build(dir);
  rmSync(dir, { recursive: true });
});

test("another time zone", () => {
  expect(build(sampleNewsroom(), { env: { TZ: "Pacific/Kiritimati" } })).toBe(plain);
});

test("another locale", () => {
  expect(build(sampleNewsroom(), { env: { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" } })).toBe(plain);
});

test("another working folder", () => {
  expect(build(sampleNewsroom(), { cwd: tmpdir() })).toBe(plain);
});

test("another order of files on the disk", () => {
  const dir = sampleNewsroom();
  const stories = join(dir, "stories");
  const files = readdirSync(stories)
    .toReversed()
    .map((name) => [name, readFileSync(join(stories, name))] as const);
  for (const [name] of files) rmSync(join(stories, name));
  for (const [name, bytes] of files) writeFileSync(join(stories, name), bytes);
  expect(build(dir)).toBe(plain);
});

test("another clock: years later, with nothing new to publish", () => {
  expect(build(sampleNewsroom(), {}, ["--now", "2031-07-04T03:02:01Z"])).toBe(plain);
});

test("a second run, from the cache, and a third without it", () => {
  const dir = sampleNewsroom();
  build(dir);
  expect(build(dir)).toBe(plain);
  rmSync(join(dir, ".courant"), { recursive: true });
  expect(build(dir)).toBe(plain);
});

test("an edit taken back", () => {
  const dir = sampleNewsroom();
  const file = join(dir, "stories", readdirSync(join(dir, "stories"))[0]!);
  const before = readFileSync(file);
  build(dir);
  writeFileSync(file, `${before.toString()}\nOne more line.\n`);
  expect(build(dir)).not.toBe(plain);
  writeFileSync(file, before);
  expect(build(dir)).toBe(plain);
});
