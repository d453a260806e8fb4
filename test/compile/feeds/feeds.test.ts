import { describe, expect, test } from "vitest";
import { compileFeeds, feedsOf } from "../../../src/compile/feeds/feeds.ts";
import type { Story } from "../../../src/model.ts";
import { compose, feedsOfStories, story } from "./newsroom.ts";

function keysOf(stories: readonly Story[]): ReadonlyMap<string, string> {
  return new Map(compileFeeds(compose(stories)).files.map(({ path, key }) => [path, key]));
}

function ids(json: string | undefined): readonly string[] {
  const { items } = JSON.parse(json ?? "") as { items: { id: string }[] };
  return items.map(({ id }) => id.replace(/.*:/, ""));
}

describe("the set of feeds", () => {
  test("newsroom, tags and threads each come in three formats", () => {
    const files = feedsOfStories([story("a", { tags: ["Cloud"] }), story("b", { thread: "deal" })]);
    expect([...files.keys()]).toEqual([
      "feed.xml",
      "tags/cloud/feed.xml",
      "threads/deal/feed.xml",
      "atom.xml",
      "tags/cloud/atom.xml",
      "threads/deal/atom.xml",
      "feed.json",
      "tags/cloud/feed.json",
      "threads/deal/feed.json",
      "feeds.opml",
    ]);
  });

  test("a feed is listed with its title, its page and the paths of its documents", () => {
    const c = compose([story("a", { tags: ["Été"] })]);
    expect(feedsOf(c)[1]).toEqual({
      kind: "tag",
      key: "été",
      title: "The Courant: Été",
      page: "/tags/%C3%A9t%C3%A9/",
      rss: "/tags/%C3%A9t%C3%A9/feed.xml",
      atom: "/tags/%C3%A9t%C3%A9/atom.xml",
      json: "/tags/%C3%A9t%C3%A9/feed.json",
    });
  });

  test("a newsroom without stories still has a feed, stamped 1970", () => {
    const files = feedsOfStories([]);
    expect(files.get("atom.xml")).toContain("<updated>1970-01-01T00:00:00.000Z</updated>");
    expect(ids(files.get("feed.json"))).toEqual([]);
  });

  test("only stories that go out by feed are in", () => {
    const files = feedsOfStories([story("web", { channels: ["web"], tags: ["Quiet"] }), story("feed")]);
    expect(ids(files.get("feed.json"))).toEqual(["feed"]);
    expect(files.has("tags/quiet/feed.xml")).toBe(false);
  });

  test("a draft or a story of the future never reaches a feed, neither as an entry nor as a link", () => {
    const files = feedsOfStories([
      story("out", { related: ["hidden", "later"] }),
      story("hidden", { draft: true, title: "Secret plan" }),
      story("later", { on: "2027-01-01", title: "Secret plan" }),
    ]);
    for (const bytes of files.values()) expect(bytes).not.toContain("Secret plan");
  });

  test("stories stand newest first, those of one moment by slug", () => {
    const files = feedsOfStories([story("b"), story("c", { on: "2026-11-02" }), story("a")]);
    expect(ids(files.get("feed.json"))).toEqual(["c", "a", "b"]);
  });
});

describe("limits", () => {
  const many = Array.from({ length: 30 }, (_, i) =>
    story(`s${i}`, { on: `2026-10-${String(i + 1).padStart(2, "0")}` }),
  );

  test("a feed holds no more than `limit` stories, the newest", () => {
    const shown = ids(feedsOfStories(many, { feeds: { limit: 3 } }).get("feed.json"));
    expect(shown).toEqual(["s29", "s28", "s27"]);
  });

  test.each(["feed.xml", "atom.xml", "feed.json"])("%s stays within `bytes`", (file) => {
    const html = '<p class="x">"Long" line &amp; more\n</p>'.repeat(400);
    const large = many.map(({ slug, date }) => story(slug, { date, html, tags: ["a", "b"], related: ["s1", "s2"] }));
    const bytes = Buffer.byteLength(feedsOfStories(large, { feeds: { bytes: 100_000 } }).get(file) ?? "");
    expect(bytes).toBeLessThanOrEqual(100_000);
    expect(bytes).toBeGreaterThan(60_000);
  });

  test("a story larger than `bytes` still stands alone in its feed", () => {
    const files = feedsOfStories([story("huge", { html: "x".repeat(5000) }), story("small", { on: "2026-10-01" })], {
      feeds: { bytes: 1000 },
    });
    expect(ids(files.get("feed.json"))).toEqual(["huge"]);
  });
});

describe("determinism", () => {
  const stories = [
    story("a", { tags: ["x"] }),
    story("b", { tags: ["y"], related: ["a"] }),
    story("c", { tags: ["x"] }),
  ];

  test("the same stories in another order give the same bytes", () => {
    expect(feedsOfStories(stories.toReversed())).toEqual(feedsOfStories(stories));
  });

  test("a feed's stamp is the newest update of its stories, not the time of the build", () => {
    const updated = Date.parse("2026-11-20T09:30:00Z");
    const files = feedsOfStories([story("a", { updated }), story("b", { on: "2026-11-03" })]);
    expect(files.get("feed.xml")).toContain("<lastBuildDate>Fri, 20 Nov 2026 09:30:00 GMT</lastBuildDate>");
    expect(files.get("atom.xml")).toContain("<updated>2026-11-20T09:30:00.000Z</updated>");
  });

  test("after an edit only the feeds that show the story have a new key", () => {
    const edited = stories.map((s) => (s.slug === "c" ? story("c", { tags: ["x"], html: "<p>New.</p>" }) : s));
    const before = keysOf(stories);
    const changed = [...keysOf(edited)].filter(([path, key]) => before.get(path) !== key).map(([path]) => path);
    expect(changed.filter((path) => path.endsWith("feed.xml"))).toEqual(["feed.xml", "tags/x/feed.xml"]);
  });

  test("a new headline changes the key of feeds that only link to the story", () => {
    const [before, after] = ["Before", "After"].map((title) =>
      keysOf([story("a", { title, key: "same" }), story("b", { tags: ["y"], related: ["a"] })]).get("tags/y/feed.xml"),
    );
    expect(before).not.toBe(after);
  });
});

test("an archive is written before the feed that leads to it", () => {
  const three = ["2026-11-01", "2026-11-02", "2026-11-03"].map((on) => story(`on-${on}`, { on }));
  const paths = [...feedsOfStories(three, { feeds: { limit: 1 } }).keys()];
  expect(paths.indexOf("archive/2026-3/atom.xml")).toBeLessThan(paths.indexOf("atom.xml"));
});

test("a newsroom whose own words a parser would refuse stops with FEED_INVALID at courant.yaml", () => {
  const lines = new Map([["title", 3]]);
  expect(() => feedsOfStories([], { language: "e\u0001n", lines })).toThrow("courant.yaml:3: FEED_INVALID");
});

test("a feed that a parser would refuse stops with FEED_INVALID at the story", () => {
  const broken = story("bad", { canonical: null, lang: "e\u0001n" });
  expect(() => feedsOfStories([story("good"), broken])).toThrow("stories/bad.md:2: FEED_INVALID");
});
