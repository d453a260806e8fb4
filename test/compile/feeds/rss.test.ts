import { describe, expect, test } from "vitest";
import { feedsOfStories, story } from "./newsroom.ts";

const rssOf = (...args: Parameters<typeof feedsOfStories>): string => feedsOfStories(...args).get("feed.xml") ?? "";

describe("the channel", () => {
  test("links to itself and to every hub, and says how long it keeps", () => {
    const rss = rssOf([], { feeds: { hubs: ["https://hub.example/?a=1&b=2", "https://other.example/"] } });
    expect(rss).toContain('<atom:link rel="self" type="application/rss+xml" href="https://news.example/feed.xml"/>');
    expect(rss).toContain('<atom:link rel="hub" href="https://hub.example/?a=1&amp;b=2"/>');
    expect(rss).toContain('<atom:link rel="hub" href="https://other.example/"/>');
    expect(rss).toContain("<ttl>60</ttl>");
    expect(rss).toContain("<language>en</language>");
  });

  test("a newsroom under a path keeps the path in every address", () => {
    const rss = rssOf([story("a")], { url: "https://host.example/blog" });
    expect(rss).toContain('href="https://host.example/blog/feed.xml"');
    expect(rss).toContain("<link>https://host.example/blog/stories/a/</link>");
  });
});

test("a logo that is no GIF, JPEG or PNG stays out", () => {
  expect(rssOf([story("a")], { logo: "/logo.svg" })).not.toContain("<image>");
  expect(rssOf([story("a")], { logo: "/logo.png" })).toContain("<url>https://news.example/logo.png</url>");
});

describe("an item", () => {
  test("carries the story's permanent id as a guid that is no link, and both dates", () => {
    const rss = rssOf([story("a", { on: "2026-11-05", updated: Date.parse("2026-11-06T08:00:00Z") })]);
    expect(rss).toContain('<guid isPermaLink="false">tag:news.example,2026-11-05:a</guid>');
    expect(rss).toContain("<pubDate>Thu, 05 Nov 2026 12:00:00 GMT</pubDate>");
    expect(rss).toContain("<atom:updated>2026-11-06T08:00:00.000Z</atom:updated>");
  });

  test("names all authors in one dc:creator and has no author element", () => {
    const rss = rssOf([story("a", { authors: [{ name: "Ada", email: "ada@news.example" }, { name: "Lin" }] })]);
    expect(rss).toContain("<dc:creator>Ada, Lin</dc:creator>");
    expect(rss).not.toContain("<author>");
  });

  test("writes its plain title with hexadecimal references", () => {
    expect(rssOf([story("a", { title: "AT&T <3" })])).toContain("<title>AT&#x26;T &#x3C;3</title>");
  });

  test("gives the summary before the content, its markup characters twice escaped", () => {
    const rss = rssOf([story("a", { dek: "Fish & <chips>" })]);
    expect(rss).toContain("<description>Fish &amp;amp; &amp;lt;chips&amp;gt;</description>");
    expect(rss.indexOf("<description>Fish")).toBeLessThan(rss.indexOf("<content:encoded>"));
  });

  test("lists tags as categories of the tag's address", () => {
    expect(rssOf([story("a", { tags: ["R&D"] })])).toContain(
      '<category domain="https://news.example/tags/r-d/">R&amp;D</category>',
    );
  });

  test("carries its enclosure with true type and length", () => {
    const enclosure = { asset: "audio/talk 1.mp3", type: "audio/mpeg", bytes: 4321 };
    expect(rssOf([story("a", { enclosure })])).toContain(
      '<enclosure url="https://news.example/audio/talk%201.mp3" length="4321" type="audio/mpeg"/>',
    );
  });

  test("links to related stories after its own link, and to the story it continues", () => {
    const rss = rssOf([story("a", { related: ["b"] }), story("b", { title: 'The "B" side', on: "2026-10-01" })]);
    expect(rss).toContain(
      '<atom:link rel="related" type="text/html" hreflang="en" title="The &quot;B&quot; side" href="https://news.example/stories/b/"/>',
    );
    expect(rss.indexOf("<link>https://news.example/stories/a/")).toBeLessThan(rss.indexOf('rel="related"'));
  });

  test("names its language where it is not the newsroom's", () => {
    expect(rssOf([story("a", { lang: "de" })])).toContain("<dc:language>de</dc:language>");
  });

  test("of a story that is on no page leads where it first appeared, else to the front page", () => {
    const linkOf = (canonical: string | null): string | undefined =>
      /<item>.*?<link>([^<]*)/s.exec(rssOf([story("a", { channels: ["feed"], canonical })]))?.[1];
    expect(linkOf("https://elsewhere.example/a")).toBe("https://elsewhere.example/a");
    expect(linkOf(null)).toBe("https://news.example/");
  });
});
