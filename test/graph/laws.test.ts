import { array, assert, constantFrom, nat, property, record, shuffledSubarray, type Arbitrary } from "fast-check";
import { describe, expect, test } from "vitest";
import type { Lock, Reference, Story } from "../../src/model.ts";
import { build, callout, config, link, newsroom, story, wiki } from "./make.ts";

/** Eight stories, two of them with one title, that refer to one another in all ways, rightly and wrongly. */
const names = ["alpha", "beta", "gamma", "delta", "twin-one", "twin-two", "draft", "future"];
const titleOf = (name: string): string => (name.startsWith("twin") ? "Two of a kind" : `The ${name} story`);
const target = constantFrom(...names, "nobody");

const reference: Arbitrary<Reference> = record({ name: target, how: nat(3) }).map(({ name, how }) =>
  how === 0
    ? callout(titleOf(name).toUpperCase())
    : how === 1
      ? wiki(name)
      : how === 2
        ? link(`${name}.md`)
        : callout("Words", `/stories/${name}/`),
);

const room: Arbitrary<readonly Story[]> = array(
  record({
    body: array(reference, { maxLength: 4 }),
    related: array(target, { maxLength: 3 }),
    continues: array(target, { maxLength: 1 }),
    thread: constantFrom(undefined, "one", "two"),
    day: nat(8),
  }),
  { minLength: names.length, maxLength: names.length },
).map((drafts) =>
  drafts.map(({ body, related, continues, thread, day }, i) =>
    story(names[i]!, {
      title: titleOf(names[i]!),
      on: names[i] === "future" ? "2027-01-01" : `2026-11-0${day + 1}`,
      draft: names[i] === "draft",
      body,
      related,
      ...(continues[0] === undefined ? {} : { continues: continues[0] }),
      ...(thread === undefined ? {} : { thread }),
    }),
  ),
);

const runs = { numRuns: 300, seed: 11 };

describe("for every newsroom", () => {
  test("backlinks are the explicit edges, turned round", () => {
    assert(
      property(room, (stories) => {
        const { edges, backlinks } = build(stories);
        const pairs = new Set(edges.filter((edge) => edge.kind !== "similar").map((edge) => `${edge.from} ${edge.to}`));
        const back = [...backlinks].flatMap(([to, list]) => list.map((edge) => `${edge.from} ${to}`));
        expect(back.toSorted()).toEqual([...pairs].toSorted());
      }),
      runs,
    );
  });

  test("the order of files changes nothing", () => {
    const shuffled = room.chain((stories) =>
      shuffledSubarray([...stories], { minLength: stories.length }).map((other) => [stories, other] as const),
    );
    assert(
      property(shuffled, ([stories, other]) => {
        expect(whole(build(other))).toEqual(whole(build(stories)));
      }),
      runs,
    );
  });

  test("the order of files changes no computed edge", () => {
    const some = { config: { ...config, related: { ...config.related, limit: 3 } } };
    const told = room.map((stories) =>
      stories.map((each) => ({ ...each, body: { ...each.body, text: wordsOf(each) } })),
    );
    assert(
      property(told, (stories) => {
        expect(whole(build(stories.toReversed(), some))).toEqual(whole(build(stories, some)));
      }),
      { ...runs, numRuns: 10 },
    );
  });

  test("one more story changes no explicit edge of another, once courant.lock holds the callouts", () => {
    assert(
      property(room, constantFrom("The alpha story", "Two of a kind", "Fresh"), (stories, title) => {
        const before = build(stories.slice(1));
        const lock: Lock = { ...newsroom([]).lock, callouts: before.callouts };
        const more = story("zeta", { title, on: "2026-11-21", body: [link("beta.md")] });
        const after = build([...stories.slice(1), more], { lock });
        const kept = after.edges.filter((edge) => edge.from !== more.slug && edge.to !== more.slug);
        expect(kept).toEqual(before.edges);
      }),
      runs,
    );
  });

  test("no edge leads to what is hidden, to itself or below weight 1, and a list names a story once", () => {
    assert(
      property(room, (stories) => {
        const { edges, related, threads, continues } = build(stories);
        for (const { from, to, weight } of edges) {
          expect(["draft", "future", from]).not.toContain(to);
          expect(weight).toBeGreaterThan(1);
        }
        for (const list of related.values()) expect(new Set(list.map((edge) => edge.to)).size).toBe(list.length);
        expect(threads.flatMap((thread) => thread.parts)).not.toContain("draft");
        for (const slug of continues.keys()) expect(chain(continues, slug)).not.toContain(slug);
      }),
      runs,
    );
  });
});

function wordsOf({ slug, related }: Story): string {
  return `A story of ${slug} with ${related.map((mention) => mention.target).join(", ")} and the others.`;
}

function whole(built: ReturnType<typeof build>): unknown {
  return {
    ...built,
    resolutions: entries(built.resolutions),
    related: entries(built.related),
    backlinks: entries(built.backlinks),
    continues: entries(built.continues),
    callouts: entries(built.callouts),
  };
}

function entries(map: ReadonlyMap<string, unknown>): unknown {
  return [...map];
}

function chain<T>(steps: ReadonlyMap<T, T>, from: T): readonly T[] {
  const seen: T[] = [];
  for (let next = steps.get(from); next !== undefined && !seen.includes(next); next = steps.get(next)) seen.push(next);
  return seen;
}
