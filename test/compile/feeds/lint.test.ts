import { describe, expect, test } from "vitest";
import { compileFeeds } from "../../../src/compile/feeds/feeds.ts";
import { lintFeeds } from "../../../src/compile/feeds/lint.ts";
import { renderProblem } from "../../../src/errors.ts";
import type { Composition, Slug, Story } from "../../../src/model.ts";
import { compose, story } from "./newsroom.ts";

const found = (...stories: readonly Story[]): readonly string[] => lintFeeds(compose(stories)).map(renderProblem);

/** What is found of story a, whose id was promised. */
function foundAfter(promised: string, draft: Parameters<typeof story>[1]): readonly string[] {
  const c = compose([story("a", draft)]);
  const ids = new Map([["a" as Slug, promised]]);
  const known: Composition = { ...c, newsroom: { ...c.newsroom, lock: { ...c.newsroom.lock, ids } } };
  return lintFeeds(known).map(renderProblem);
}

test("sound stories have no fault", () => {
  const enclosure = { url: "https://cdn.example/a.mp3", type: "audio/mpeg", bytes: 0 };
  expect(found(story("a", { lang: "de-AT", enclosure }), story("b"))).toEqual([]);
});

describe("an error, at its line, is", () => {
  test.each<[string, Parameters<typeof story>[1], string]>([
    ["a language that is none", { lang: "de_AT!", lines: { lang: 6 } }, 'stories/a.md:6: FEED_INVALID "de_AT!"'],
    ["a year of five digits", { updated: Date.UTC(10_000, 0) }, "stories/a.md:2: FEED_INVALID feeds can carry"],
    [
      "an author's address without @",
      { authors: [{ name: "Ada", email: "ada" }], lines: { author: 4 } },
      'stories/a.md:4: FEED_INVALID "ada" is not an e-mail address of Ada',
    ],
    [
      "an enclosure of no type",
      { enclosure: { asset: "a.mp3", type: "mp3", bytes: 1 }, lines: { enclosure: 7 } },
      'stories/a.md:7: FEED_INVALID "mp3" is not a MIME type',
    ],
    [
      "an enclosure at no address",
      { enclosure: { url: "a.mp3", type: "audio/mpeg", bytes: 1 }, lines: { enclosure: 7 } },
      'stories/a.md:7: FEED_INVALID "a.mp3" is not a full URL',
    ],
    [
      "a link that is not absolute",
      { html: '<p><a href="/x">x</a></p>' },
      'FEED_INVALID href="/x" is not a full address',
    ],
    ["a picture that is not absolute", { html: '<img src="x.png">' }, 'FEED_INVALID src="x.png" is not'],
  ])("%s", (_, draft, message) => {
    const problems = found(story("a", draft));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  test("an id that is not the promised one", () => {
    expect(
      foundAfter("tag:news.example,2026-11-01:a", { id: "tag:news.example,2026:other", lines: { id: 3 } }),
    ).toEqual([
      'stories/a.md:3: FEED_ID_CHANGED readers know this story as "tag:news.example,2026-11-01:a"; set id to that, or remove it',
    ]);
  });

  test("an old story's id on a story of another day, unless the writer gives it", () => {
    const promised = "tag:news.example,2026-10-01:a";
    expect(foundAfter(promised, { id: promised, lines: { title: 2, slug: 3, id: 1 } })).toEqual([
      expect.stringMatching(/^stories\/a.md:3: FEED_ID_REUSED readers know the story of 2026-10-01 .* id: tag:/),
    ]);
    expect(foundAfter(promised, { id: promised, lines: { title: 2, id: 4 } })).toEqual([]);
    expect(foundAfter(promised, { id: promised, on: "2026-10-02", lines: { id: 1 } })).toEqual([]);
  });
});

describe("a warning is", () => {
  test("an id that is no URI", () => {
    expect(found(story("a", { id: "my-story", lines: { id: 5 } }))).toEqual([
      'stories/a.md:5: warning FEED_INVALID the id "my-story" is not a full URI, as Atom asks; write one such as tag:example.com,2026-11-01:a',
    ]);
    expect(found(story("a", { id: "https://news.example/été" }))).toEqual([]);
  });

  test("a story larger than a feed", () => {
    const [large] = lintFeeds(compose([story("a", { html: "x".repeat(9000) })], { feeds: { bytes: 9000 } }));
    expect(large).toMatchObject({ code: "FEED_STORY_LARGE", level: "warning", line: 2 });
  });

  test("a dek with tags, where somebody wrote it", () => {
    const dek = "It is <em>big</em>.";
    expect(found(story("a", { dek, lines: { dek: 3 } }))).toEqual([
      'stories/a.md:3: warning FEED_SUMMARY_MARKUP the dek is plain text: readers will see "<em>" as it stands',
    ]);
    expect(found(story("a", { dek }))).toEqual([]);
  });

  test("two stories of one second, but not of one day", () => {
    expect(found(story("a"), story("b"))).toEqual([]);
    const on = "2026-11-01T08:00:00Z";
    expect(found(story("a", { on }), story("b", { on }))).toEqual([
      "stories/b.md:2: warning FEED_SAME_MOMENT a was updated at the same second; change one of the two so that readers can order them",
    ]);
  });
});

test("stories that do not go out by feed are left alone", () => {
  expect(found(story("a", { id: "none", channels: ["web"] }))).toEqual([]);
});

test("what the gate finds comes with the feeds", () => {
  expect(compileFeeds(compose([story("a", { id: "none" })])).problems).toHaveLength(1);
});
