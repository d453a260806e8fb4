import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openCache } from "../../src/load/cache.ts";
import { hasRested, type FileTimes } from "../../src/load/file-times.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "courant-"));
  mkdirSync(join(dir, ".courant"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const rested: FileTimes = { stamp: "10 1.5 1.5 7", newest: 1.5 };
const fresh = (): FileTimes => ({ stamp: "10 2 2 7", newest: Date.now() + 1 });
const unread = (): string => {
  throw new Error("was read");
};

function keep(file: string, times: FileTimes, value: unknown): void {
  const cache = openCache(dir, []);
  cache.find(file, times, unread);
  cache.keep(file, times, "content", value);
  cache.save();
}

const lines = (): readonly string[] => readFileSync(join(dir, ".courant/load.jsonl"), "utf8").split("\n");

test("a file whose times are the same is not read", () => {
  keep("a.md", rested, 1);
  expect(openCache(dir, []).find("a.md", rested, unread)).toEqual({ stamp: "content", value: 1 });
});

test("a file that was just written when it was read is read again: its times may hide a change", () => {
  const times = fresh();
  keep("a.md", times, 1);
  expect(openCache(dir, []).find("a.md", times, () => "content")?.value).toBe(1);
  expect(openCache(dir, []).find("a.md", times, () => "changed")).toBeUndefined();
});

test("a file with other times and the same content is not worked out again", () => {
  keep("a.md", rested, 1);
  const moved = { stamp: "10 1.5 3.5 8", newest: 3.5 };
  const cache = openCache(dir, []);
  expect(cache.find("a.md", moved, () => "content")?.value).toBe(1);
  cache.save();
  expect(openCache(dir, []).find("a.md", moved, unread)?.value).toBe(1);
});

test("an edit adds a line, and the last line of a file counts", () => {
  const cache = openCache(dir, []);
  for (const file of ["a.md", "b.md", "c.md"]) cache.keep(file, rested, "old", file);
  cache.save();
  const before = lines();
  const edit = openCache(dir, []);
  for (const file of ["a.md", "c.md"]) edit.find(file, rested, unread);
  edit.find("b.md", { stamp: "11", newest: 2.5 }, () => "new");
  edit.keep("b.md", { stamp: "11", newest: 2.5 }, "new", "edited");
  edit.save();
  expect(lines().slice(0, -2)).toEqual(before.slice(0, -1));
  expect(openCache(dir, []).find("b.md", { stamp: "11", newest: 2.5 }, unread)?.value).toBe("edited");
});

test("lines out of date never outweigh the others", () => {
  for (let i = 0; i < 9; i++) {
    const cache = openCache(dir, []);
    cache.keep("a.md", { stamp: `${i}`, newest: 1.5 }, `${i}`, i);
    cache.save();
  }
  expect(lines().length).toBeLessThanOrEqual(4);
});

test("a line that was cut short costs only itself and the one after", () => {
  keep("a.md", rested, 1);
  appendFileSync(join(dir, ".courant/load.jsonl"), '["b.md","content","10 1.5 1.5 7"]\t{"cut');
  const next = openCache(dir, []);
  for (const file of ["a.md", "b.md"]) next.find(file, rested, unread);
  next.keep("c.md", rested, "content", 3);
  next.save();
  const found = ["a.md", "b.md", "c.md"].map((file) => openCache(dir, []).find(file, rested, unread)?.value);
  expect(found).toEqual([1, undefined, undefined]);
});

test("times of whole seconds are trusted after two seconds only", () => {
  expect(hasRested(1000, 2900)).toBe(false);
  expect(hasRested(1000, 3001)).toBe(true);
  expect(hasRested(1000.5, 1050)).toBe(false);
  expect(hasRested(1000.5, 1101)).toBe(true);
});
