import { expect, test } from "vitest";
import { formerSlugs } from "../../src/base/former-slugs.ts";
import type { Lock, Slug } from "../../src/model.ts";
import { story } from "../compile/letter/composition.ts";

function names(lock: Readonly<Record<string, string>>, ...stories: readonly ReturnType<typeof story>[]) {
  const ids: Lock["ids"] = new Map(Object.entries(lock).map(([slug, id]) => [slug as Slug, id]));
  return Object.fromEntries(formerSlugs({ stories, lock: { ids, callouts: new Map(), issues: new Map() } }));
}

test.each([
  ["courant.lock's id", { old: "tag:1" }, story("new", "", { id: "tag:1" }), { old: "new" }],
  [
    "every id of courant.lock",
    { a: "tag:1", b: "tag:1", new: "tag:1" },
    story("new", "", { id: "tag:1" }),
    { a: "new", b: "new" },
  ],
  ["an alias", {}, story("new", "", { aliases: ["/2025/old/", "/older.html"] }), { old: "new", older: "new" }],
  ["nothing, where it was never renamed", { one: "tag:1" }, story("one", "", { id: "tag:1" }), {}],
  ["nothing, where the old story is gone", { gone: "tag:2" }, story("one", "", { id: "tag:1" }), {}],
])("a story's former slugs are known by %s", (_, lock, one, expected) => {
  expect(names(lock, one)).toEqual(expected);
});

test("a slug that another story has now is that story's", () => {
  const [one, two] = [story("one", "", { id: "tag:2" }), story("two", "", { id: "tag:1", aliases: ["/stories/one/"] })];
  expect(names({ one: "tag:1" }, one, two)).toEqual({});
});
