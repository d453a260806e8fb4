import { parseOpml } from "feedsmith";
import { expect, test } from "vitest";
import { feedsOfStories, story } from "./newsroom.ts";

test("one list names every feed, with its page, in folders by kind", () => {
  const stories = [story("a", { tags: ["R&D", "Été"], thread: "deal" })];
  const opml = parseOpml(feedsOfStories(stories, { issues: { "daily/2026-11-02": ["a"] } }).get("feeds.opml") ?? "");
  expect(opml.head).toMatchObject({ title: "The Courant", ownerName: "The Desk", ownerEmail: "desk@news.example" });
  expect(opml.body?.outlines?.map(({ text, outlines }) => [text, outlines?.map((each) => each.text)])).toEqual([
    ["The Courant", undefined],
    ["Running stories", ["The Courant: Deal"]],
    ["Topics", ["The Courant: R&D", "The Courant: Été"]],
    ["Past issues", ["The Courant: daily"]],
  ]);
  expect(opml.body?.outlines?.[2]?.outlines?.[1]).toMatchObject({
    type: "rss",
    xmlUrl: "https://news.example/tags/%C3%A9t%C3%A9/atom.xml",
    htmlUrl: "https://news.example/tags/%C3%A9t%C3%A9/",
  });
});
