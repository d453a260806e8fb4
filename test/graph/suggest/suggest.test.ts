import { describe, expect, test } from "vitest";
import type { Story, TopicKey } from "../../../src/model.ts";
import { suggestEdges } from "../../../src/graph/suggest.ts";
import { build, config, link, newsroom, publishedOf, story } from "../make.ts";

const oracle =
  "Oracle will hold the keys to the recommendation algorithm of TikTok under the joint venture that ByteDance signed.";
const bread = "The baker on the corner sells rye bread with caraway, and the queue reaches the tram stop by seven.";
const lights = "Lisbon sat in darkness after a transformer failed and the grid operator cut the western lines.";

/** Enough of other matters that rare words are rare. */
const noise = [
  "Dredgers cleared the harbour before winter gales arrived.",
  "A museum lent forty portraits to its neighbour across town.",
  "Frost ruined apple blossom, so growers lit candles at night.",
  "Her violin was stolen from an overnight train near Graz.",
  "Surveyors measured how far each glacier has shrunk since 1990.",
  "Lottery winners kept quiet for eleven years about their prize.",
  "Weavers tied two million knots by hand to finish one carpet.",
  "Beekeepers moved hives uphill when lavender flowered early.",
].map((text, i) => story(`other-${i}`, { title: text, on: `2026-0${i + 1}-15`, text }));

function suggestions(stories: readonly Story[], threads: (typeof config)["threads"] = new Map()): readonly string[] {
  const all = [...noise, ...stories];
  const room = newsroom(all, { config: { ...config, threads } });
  return suggestEdges(room, publishedOf(all), build(all)).map(({ slug, frontMatter }) => `${slug} ${frontMatter}`);
}

describe("a thread to join", () => {
  const parts = ["one", "two", "three"].map((slug, i) =>
    story(slug, { on: `2026-11-0${i + 1}`, text: oracle, thread: "tiktok-oracle" }),
  );
  const more = story("more", { on: "2026-11-10", text: oracle });

  test("is the one that the stories most like it are in", () => {
    const all = [...noise, ...parts, more];
    expect(suggestEdges(newsroom(all), publishedOf(all), build(all))).toMatchObject([
      {
        file: "stories/more.md",
        line: 1,
        frontMatter: "thread: tiktok-oracle",
        reason: expect.stringMatching(/^3 of the 10 stories most like it are in this thread \(\d+ % of the votes\)$/),
      },
    ]);
  });

  test("is none that is closed, or rests for months", () => {
    const closed = new Map([["tiktok-oracle" as TopicKey, { title: null, closed: true }]]);
    expect(suggestions([...parts, more], closed)).toEqual([]);
    expect(suggestions([...parts.map((part) => ({ ...part, date: part.date - 200 * 86_400_000 })), more])).toEqual([]);
  });

  test("is not proposed to a story of another matter", () => {
    expect(suggestions([...parts, story("bread", { on: "2026-11-10", text: bread })])).toEqual([]);
  });
});

describe("a thread to begin", () => {
  const three = [
    titled("a", "Oracle circles TikTok", 1),
    titled("b", "TikTok and Oracle sign", 4),
    titled("c", "TikTok, Oracle: it is done", 9),
  ];

  test("is three stories alike on two days or more, named by their titles", () => {
    expect(suggestions(three)).toEqual([
      "a thread: oracle-tiktok",
      "b thread: oracle-tiktok",
      "c thread: oracle-tiktok",
    ]);
  });

  test("is a chain of links, however little alike", () => {
    const chain = [
      story("first", { on: "2026-11-01", text: oracle }),
      story("second", { on: "2026-11-03", text: bread, body: [link("first.md")] }),
      story("third", { on: "2026-11-05", text: lights, body: [link("second.md")] }),
    ];
    expect(suggestions(chain)).toEqual(["first", "second", "third"].map((slug) => `${slug} thread: first`));
  });

  test("is not two, nor all of a day, nor a series", () => {
    expect(suggestions(three.slice(1))).toEqual([]);
    expect(suggestions(three.map((part) => ({ ...part, day: "2026-11-01", date: three[0]!.date })))).toEqual([]);
    expect(suggestions([45, 46, 47].map((week, i) => titled(`w${week}`, `Week ${week} in brief`, i + 1)))).toEqual([]);
  });
});

describe("continues", () => {
  test("is the story of the weeks before that it links to and is most like", () => {
    const pair = [
      story("before", { title: "The deal", on: "2026-11-01", text: oracle }),
      story("after", { on: "2026-11-09", text: oracle, body: [link("before.md")] }),
    ];
    expect(suggestions(pair)).toEqual(["after continues: before"]);
  });

  test("is none that it has nothing in common with", () => {
    const pair = [
      story("before", { on: "2026-11-01", text: bread }),
      story("after", { on: "2026-11-09", text: oracle, body: [link("before.md")] }),
    ];
    expect(suggestions(pair)).toEqual([]);
  });
});

describe("related", () => {
  const named = story("dark", { title: "Why the lights went out in Lisbon", on: "2026-11-01", text: bread });
  test("is a story whose title the text holds", () => {
    expect(suggestions([named, naming()])).toEqual(["naming related: dark"]);
  });

  test("joins what the story lists already", () => {
    expect(
      suggestions([
        named,
        naming({ related: [{ target: "other-1", line: 4 }], banned: [{ target: "other-2", line: 4 }] }),
      ]),
    ).toEqual(['naming related: [other-1, "!other-2", dark]']);
  });

  test("is none that is linked, in either direction, or banned", () => {
    expect(suggestions([named, naming({ related: [{ target: "dark", line: 3 }] })])).toEqual([
      "naming continues: dark",
    ]);
    expect(suggestions([{ ...named, related: [{ target: "naming", line: 3 }] }, naming()])).toEqual([]);
    expect(suggestions([named, naming({ banned: [{ target: "dark", line: 3 }] })])).toEqual([]);
  });

  test("is a title of a series only to the letter", () => {
    expect(suggestions([week(4), week(5), citing(4)])).toEqual(["citing related: week-4"]);
    expect(suggestions([week(4), week(5), citing(6)])).toEqual([]);
  });

  test("is no later story", () => {
    expect(suggestions([{ ...named, date: named.date + 20 * 86_400_000 }, naming()])).toEqual([]);
  });
});

test("the order of files changes nothing", () => {
  const stories = ["a", "b", "c", "d"].map((slug, i) => story(slug, { on: `2026-11-0${i + 1}`, text: oracle }));
  expect(suggestions(stories.toReversed())).toEqual(suggestions(stories));
});

function titled(slug: string, title: string, day: number, text = oracle): Story {
  return story(slug, { title, on: `2026-11-${String(day).padStart(2, "0")}`, text });
}

function naming(more: Partial<Story> = {}): Story {
  const text = "We asked before why the lights went out in Lisbon, and ask again.";
  return { ...story("naming", { on: "2026-11-05", text }), ...more };
}

function week(n: number): Story {
  return story(`week-${n}`, { title: `The week ${n} in brief and at length`, on: `2026-10-0${n}` });
}

function citing(n: number): Story {
  return story("citing", { on: "2026-11-05", text: `See the week ${n} in brief and at length, or the week before.` });
}
