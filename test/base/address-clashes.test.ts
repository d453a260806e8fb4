import { expect, test } from "vitest";
import { loadNewsroom } from "../../src/load/newsroom.ts";
import { press } from "../../src/press.ts";
import { newsroom, story } from "../newsroom.ts";

test.each([
  ["an alias of the front page", { "stories/a.md": { aliases: "[/index.html]" } }, "stories/a.md:4"],
  [
    "an alias of the page about feeds, in other letters",
    { "stories/a.md": { aliases: "[/Feeds/]" } },
    "stories/a.md:4",
  ],
  ["an alias below a file", { "stories/a.md": { aliases: "[/feed.xml/old/]" } }, "stories/a.md:4"],
  ["a story's own address", { "stories/feeds.md": {} }, "stories/feeds.md:1"],
  ["a page", { "pages/index.md": {} }, "pages/index.md:1"],
  ["a static file", { "static/feed.xml": {} }, "static/feed.xml:1"],
])("%s that is the site's own is an error at its line", async (_, files, place) => {
  const config = "title: T\nurl: https://news.example\npermalink: /:slug/\n";
  const written = Object.entries(files).map(([name, head]): [string, string] => [
    name,
    story({ title: "A", date: "2026-11-01", ...head }, "Text."),
  ]);
  const loaded = await loadNewsroom(newsroom({ "courant.yaml": config, ...Object.fromEntries(written) }));
  const { problems } = press(loaded, Date.parse("2026-11-22T12:00:00Z"));
  expect(problems.map(({ code, file, line }) => `${file}:${line} ${code}`)).toEqual([`${place} STORY_PATH_TAKEN`]);
});
