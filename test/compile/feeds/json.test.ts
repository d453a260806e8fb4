import { describe, expect, test } from "vitest";
import { feedsOfStories, story } from "./newsroom.ts";

interface Parsed {
  readonly [key: string]: unknown;
  readonly items: readonly { readonly [key: string]: unknown }[];
}

function jsonOf(...args: Parameters<typeof feedsOfStories>): Parsed {
  return JSON.parse(feedsOfStories(...args).get("feed.json") ?? "") as Parsed;
}

test("the feed is version 1.1 with its addresses, language, icons, authors and hubs", () => {
  const { items: _items, ...head } = jsonOf([], { feeds: { hubs: ["https://hub.example/"] } });
  expect(head).toEqual({
    version: "https://jsonfeed.org/version/1.1",
    title: "The Courant",
    description: "News, slowly.",
    home_page_url: "https://news.example/",
    feed_url: "https://news.example/feed.json",
    icon: "https://news.example/logo.png",
    favicon: "https://news.example/icon.png",
    language: "en",
    authors: [{ name: "The Desk", url: "https://news.example/about/" }],
    hubs: [{ type: "WebSub", url: "https://hub.example/" }],
    _courant: { about: "https://news.example/feeds/#json", complete: true },
  });
});

describe("an item", () => {
  test("is complete", () => {
    const [item] = jsonOf([
      story("a", {
        title: "AT&T <3",
        tags: ["R&D"],
        authors: [{ name: "Ada", url: "https://ada.example/" }, { name: "Lin" }],
        image: { asset: "img/a.png", alt: "A", width: 4, height: 3, type: "image/png", bytes: 9 },
        enclosure: { asset: "a.mp3", type: "audio/mpeg", bytes: 42 },
        html: "<p>Text.</p>",
      }),
    ]).items;
    expect(item).toEqual({
      id: "tag:news.example,2026-11-01:a",
      url: "https://news.example/stories/a/",
      title: "AT&T <3",
      summary: "What a is about.",
      content_html:
        '<figure><img src="https://news.example/img/a.png" alt="A" width="4" height="3"></figure>\n<p>Text.</p>',
      image: "https://news.example/img/a.png",
      date_published: "2026-11-01T12:00:00.000Z",
      date_modified: "2026-11-01T12:00:00.000Z",
      tags: ["R&D"],
      language: "en",
      authors: [{ name: "Ada", url: "https://ada.example/" }, { name: "Lin" }],
      attachments: [
        { url: "https://news.example/a.mp3", mime_type: "audio/mpeg", title: "AT&T <3", size_in_bytes: 42 },
      ],
      _courant: { related: [] },
    });
  });

  test("names related stories with kind, weight and reason, and the story it continues", () => {
    const [item] = jsonOf([story("one", { thread: "t", on: "2026-10-01" }), story("two", { thread: "t" })]).items;
    expect(item?.["_courant"]).toMatchObject({
      related: [
        { id: "tag:news.example,2026-10-01:one", url: "https://news.example/stories/one/", title: "Title of one" },
      ],
      continues: { id: "tag:news.example,2026-10-01:one" },
      thread: { url: "https://news.example/threads/t/", part: 2, of: 2 },
    });
  });
});
