import { expect, test } from "vitest";
import { feedsOf } from "../../../src/compile/feeds/feeds.ts";
import { compose, feedsOfStories, story } from "./newsroom.ts";

const stories = [
  story("one", { on: "2026-11-18", title: "One & only" }),
  story("two", { on: "2026-11-19" }),
  story("gone", { on: "2026-11-20", withdrawn: "Wrong." }),
];
const issues = { "daily/2026-11-18": ["one"], "daily/2026-11-20": ["two", "gone"], "daily/2026-11-21": [] };

function items(): readonly Record<string, unknown>[] {
  const { items } = JSON.parse(feedsOfStories(stories, { issues }).get("issues/daily/feed.json") ?? "") as {
    items: Record<string, unknown>[];
  };
  return items;
}

test("each digest with issues has a feed of them, newest first", () => {
  expect(items().map(({ url }) => url)).toEqual([
    "https://news.example/issues/daily/2026-11-20/",
    "https://news.example/issues/daily/2026-11-18/",
  ]);
});

test("it is listed with the others", () => {
  expect(feedsOf(compose(stories, { issues })).at(-1)).toMatchObject({
    kind: "digest",
    key: "daily",
    page: "/issues/daily/",
    rss: "/issues/daily/feed.xml",
  });
});

test("an issue names its stories, links to them and leaves out what was withdrawn", () => {
  const [latest, first] = items();
  expect(latest?.["content_html"]).not.toContain("gone");
  expect(first).toMatchObject({
    id: "tag:news.example,2026-11-18:one/daily/2026-11-18",
    summary: "One & only",
    content_html: '<h2><a href="https://news.example/stories/one/">One &amp; only</a></h2>\n<p>What one is about.</p>',
  });
});
