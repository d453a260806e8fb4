import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calloutKey, emptyLock, mergeLock, parseLock, renderLock } from "../../src/base/lock.ts";
import type { IssueId, Lock, Slug } from "../../src/model.ts";

const slug = fc.stringMatching(/^[a-z0-9]{1,5}(-[a-z0-9]{1,3})?$/) as fc.Arbitrary<Slug>;
const words = fc.string({ unit: "grapheme", minLength: 1 });
const issueId = fc.constantFrom("daily/2026-11-20", "weekly/2026-W47", "instant/launch") as fc.Arbitrary<IssueId>;
const lock: fc.Arbitrary<Lock> = fc
  .record({
    feeds: fc.option(fc.webUrl()),
    ids: fc.array(fc.tuple(slug, words)),
    callouts: fc.array(fc.tuple(slug, words, slug)),
    issues: fc.array(fc.tuple(issueId, fc.array(slug))),
  })
  .map(({ feeds, ids, callouts, issues }) => ({
    ...(feeds === null ? {} : { feeds }),
    ids: new Map(ids),
    callouts: new Map(callouts.map(([from, key, to]) => [calloutKey(from, key), to])),
    issues: new Map(issues),
  }));

const read = (text: string): Lock => parseLock(text, "courant.lock").lock;

describe("courant.lock", () => {
  test("reads back what it wrote", () => {
    fc.assert(
      fc.property(lock, (x) => {
        expect(parseLock(renderLock(x), "courant.lock")).toMatchObject({ lock: x, problems: [] });
      }),
    );
  });

  test("the union of two files means the merge of both, in either order", () => {
    fc.assert(
      fc.property(lock, lock, (a, b) => {
        const union = [...new Set([...renderLock(a).split("\n"), ...renderLock(b).split("\n")])].join("\n");
        expect(read(union)).toEqual(mergeLock(a, b));
        expect(mergeLock(b, a)).toEqual(mergeLock(a, b));
      }),
    );
  });

  test("merging a lock with itself changes nothing", () => {
    fc.assert(
      fc.property(lock, (x) => {
        expect(mergeLock(x, x)).toEqual(x);
      }),
    );
  });

  test("is one fact a line, sorted, after a line that explains it", () => {
    const facts: Lock = {
      feeds: "https://news.example",
      ids: new Map([["b" as Slug, "tag:news.example,2026-11-22:b"]]),
      callouts: new Map([[calloutKey("b" as Slug, 'BIG "NEWS"'), "a" as Slug]]),
      issues: new Map([["daily/2026-11-22" as IssueId, ["b", "a"] as Slug[]]]),
    };
    expect(renderLock(facts).split("\n").slice(1)).toEqual([
      'callout b "BIG \\"NEWS\\"" a',
      "feeds https://news.example",
      "id b tag:news.example,2026-11-22:b",
      "issue daily/2026-11-22 b a",
      "",
    ]);
  });

  test("an issue without stories is still a promise kept", () => {
    expect(read("issue daily/2026-11-22").issues).toEqual(new Map([["daily/2026-11-22", []]]));
  });

  test("survives a checkout with CRLF line ends", () => {
    expect(read("id a tag:x,2026:a\r\n").ids).toEqual(new Map([["a", "tag:x,2026:a"]]));
  });

  test("two promises about one thing are a warning, and the lesser line counts", () => {
    const { lock, problems } = parseLock("id a tag:x,2026:z\nid a tag:x,2026:b\n", "courant.lock");
    expect(lock.ids.get("a" as Slug)).toBe("tag:x,2026:b");
    expect(problems).toMatchObject([{ code: "LOCK_INVALID", level: "warning", file: "courant.lock", line: 2 }]);
  });

  test.each([
    "ID a b",
    "id A b",
    "id a",
    "callout a b",
    "issue weekly",
    'id a "open',
    "issue d/p Not-A-Slug",
    "id a b c",
  ])("%j is no fact", (line) => {
    const { lock, problems } = parseLock(`# comment\n${line}\n`, "courant.lock");
    expect(lock).toEqual(emptyLock);
    expect(problems).toMatchObject([{ code: "LOCK_INVALID", level: "error", line: 2 }]);
  });

  test("a merge mark is named as one", () => {
    expect(parseLock("<<<<<<< HEAD\n", "courant.lock").problems[0]?.message).toMatch(/keep the lines of both sides/);
  });
});
