/**
 * What a feed owes its readers, point by point: RSS 2.0 and its profile, Atom 1.0 (RFC 4287), JSON Feed 1.1 and the standards
 * around them. One test a point, named as the standards name it; the other tests of this folder look closer at each.
 */
import { parseOpml } from "feedsmith";
import { describe, expect, test } from "vitest";
import { compileFeeds, feedsOf } from "../../../src/compile/feeds/feeds.ts";
import { loadNewsroom } from "../../../src/load/newsroom.ts";
import { press } from "../../../src/press.ts";
import { newsroom, story as storyFile } from "../../newsroom.ts";
import { composeSite, pageOf } from "../pages/newsroom.ts";
import { compose, feedsOfStories, now, story } from "./newsroom.ts";
import { all, one, parse, type Node } from "./xml-tree.ts";

const picture = { type: "image/png", width: 40, height: 30, bytes: 900 };
const stories = [
  story("full", {
    title: "Fish & <chips>",
    dek: "What is 1 < 2?",
    on: "2026-11-09T08:00:00Z",
    updated: Date.parse("2026-11-10T08:00:00Z"),
    authors: [{ name: "Ada", email: "ada@news.example", url: "https://ada.example/" }, { name: "Lin" }],
    tags: ["R&D"],
    thread: "deal",
    related: ["bare-day"],
    image: { ...picture, asset: "img/lead.png", alt: "The lead" },
    references: [
      { kind: "picture", target: "b.png", text: "", line: 9, picture: { ...picture, asset: "img/b.png", alt: "" } },
    ],
    enclosure: { asset: "talk.mp3", type: "audio/mpeg", bytes: 4321 },
    canonical: "https://elsewhere.example/first",
    correction: "It was two.",
  }),
  story("bare-day", { on: "2026-11-08", thread: "deal", tags: ["R&D"] }),
  story("same-day", { on: "2026-11-08", lang: "de" }),
  story("gone", { on: "2026-11-07T08:00:00Z", withdrawn: "Wrong." }),
  ...Array.from({ length: 6 }, (_, i) => story(`old-${i}`, { on: `2026-10-0${i + 1}T08:00:00Z` })),
];
const settings = {
  license: "https://creativecommons.org/licenses/by/4.0/",
  threads: new Map([["deal" as never, { title: "The Deal", closed: true }]]),
  feeds: { limit: 4, hubs: ["https://hub.example/"], headers: ["netlify"] as const },
};
const site = feedsOfStories(stories, settings);
const json = (path: string): Json => JSON.parse(site.get(path) ?? "") as Json;

interface Json {
  readonly [key: string]: unknown;
  readonly items: readonly { readonly [key: string]: unknown }[];
}

function linksOf(node: Node, name: string, rel: string): readonly Node["attributes"][] {
  return all(node, name)
    .map(({ attributes }) => attributes)
    .filter((attributes) => attributes["rel"] === rel);
}

describe("RSS 2.0", () => {
  const channel = all(parse(site.get("feed.xml") ?? ""), "channel")[0]!;
  const [item] = all(channel, "item") as [Node];
  const names = item.children.map(({ name }) => name);

  test("channel title, link, description: plain text, absolute link", () => {
    expect(["title", "link", "description"].map((name) => one(channel, name))).toEqual([
      "The Courant",
      "https://news.example/",
      "News, slowly.",
    ]);
  });

  test("atom:link rel=self: absolute, where the feed lies", () => {
    expect(linksOf(channel, "atom:link", "self")).toEqual([
      { rel: "self", type: "application/rss+xml", href: "https://news.example/feed.xml" },
    ]);
  });

  test("atom:link rel=hub: one a hub", () => {
    expect(linksOf(channel, "atom:link", "hub")).toEqual([{ rel: "hub", href: "https://hub.example/" }]);
  });

  test("item atom:link rel=related: titled, after the item's own link", () => {
    expect(linksOf(item, "atom:link", "related")[0]).toMatchObject({ title: "Title of bare-day", hreflang: "en" });
    expect(names.indexOf("link")).toBeLessThan(names.indexOf("atom:link"));
  });

  test("description and content:encoded: the summary first, the full text after it", () => {
    expect(one(item, "description")).toBe("What is 1 &lt; 2?");
    expect(one(item, "content:encoded")).toContain("<p>The text of full.</p>");
    expect(names.indexOf("description")).toBeLessThan(names.indexOf("content:encoded"));
  });

  test("author or dc:creator: never an author, since that must be an address", () => {
    expect(names).not.toContain("author");
  });

  test("several authors: one dc:creator with commas", () => {
    expect(all(item, "dc:creator").map(({ text }) => text)).toEqual(["Ada, Lin"]);
  });

  test("guid: permanent, no permalink", () => {
    expect(all(item, "guid")[0]).toMatchObject({
      attributes: { isPermaLink: "false" },
      text: "tag:news.example,2026-11-09:full",
    });
  });

  test("pubDate, lastBuildDate: RFC 822; the build date is the last change of the content", () => {
    expect(one(item, "pubDate")).toBe("Mon, 09 Nov 2026 08:00:00 GMT");
    expect(one(channel, "lastBuildDate")).toBe("Tue, 10 Nov 2026 08:00:00 GMT");
  });

  test("item updated: atom:updated", () => {
    expect(one(item, "atom:updated")).toBe("2026-11-10T08:00:00.000Z");
  });

  test("category and domain: the domain is a URL", () => {
    expect(all(item, "category")[0]).toMatchObject({
      attributes: { domain: "https://news.example/tags/r-d/" },
      text: "R&D",
    });
  });

  test("ttl", () => {
    expect(one(channel, "ttl")).toBe("60");
  });

  test("enclosure: one, with URL, true type and length", () => {
    expect(all(item, "enclosure").map(({ attributes }) => attributes)).toEqual([
      { url: "https://news.example/talk.mp3", length: "4321", type: "audio/mpeg" },
    ]);
  });

  test("media:content: each picture once, with medium, width and height", () => {
    expect(all(item, "media:content").map(({ attributes }) => attributes["url"])).toEqual([
      "https://news.example/img/lead.png",
      "https://news.example/img/b.png",
    ]);
    expect(all(item, "media:content")[0]?.attributes).toMatchObject({ medium: "image", width: "40", height: "30" });
  });

  test("plain-text titles: & and < as hexadecimal references", () => {
    expect(site.get("feed.xml")).toContain("<title>Fish &#x26; &#x3C;chips&#x3E;</title>");
  });
});

describe("Atom 1.0", () => {
  const feed = parse(site.get("atom.xml") ?? "");
  const entries = all(feed, "entry");
  const [entry] = entries as [Node];

  test("feed id, entry id: permanent IRIs, those of RSS and JSON", () => {
    expect(one(feed, "id")).toBe("https://news.example/");
    expect(one(entry, "id")).toBe("tag:news.example,2026-11-09:full");
    expect(json("feed.json").items[0]?.["id"]).toBe("tag:news.example,2026-11-09:full");
  });

  test("updated and published: last significant change, first release", () => {
    expect(one(entry, "updated")).toBe("2026-11-10T08:00:00.000Z");
    expect(one(entry, "published")).toBe("2026-11-09T08:00:00.000Z");
  });

  test("author: of the feed, and every one of each entry", () => {
    expect(all(feed, "author")).toHaveLength(1);
    expect(all(entry, "author").map((author) => one(author, "name"))).toEqual(["Ada", "Lin"]);
  });

  test("text types: title and summary plain, content declared as HTML", () => {
    expect([all(entry, "title")[0]?.attributes, one(entry, "title")]).toEqual([{}, "Fish & <chips>"]);
    expect(one(entry, "summary")).toBe("What is 1 < 2?");
    expect(all(entry, "content")[0]?.attributes["type"]).toBe("html");
  });

  test("link alternate: explicit, first and alone, with type and language", () => {
    expect(all(entry, "link")[0]?.attributes).toEqual({
      rel: "alternate",
      type: "text/html",
      hreflang: "en",
      href: "https://news.example/stories/full/",
    });
    expect(linksOf(entry, "link", "alternate")).toHaveLength(1);
  });

  test("link related and via: title, type, hreflang", () => {
    expect(linksOf(entry, "link", "related")[0]).toMatchObject({
      title: "Title of bare-day",
      type: "text/html",
      hreflang: "en",
    });
    expect(linksOf(entry, "link", "via")).toEqual([{ rel: "via", href: "https://elsewhere.example/first" }]);
  });

  test("custom relation: the thread, by an IRI of ours that leads to its explanation", () => {
    expect(linksOf(entry, "link", "https://news.example/feeds/#thread")).toEqual([
      expect.objectContaining({ title: "The Deal", href: "https://news.example/threads/deal/" }),
    ]);
    expect(pageOf(composeSite(stories), "feeds/index.html")).toContain('id="thread"');
  });

  test("link enclosure: type, length, title", () => {
    expect(linksOf(entry, "link", "enclosure")).toEqual([
      {
        rel: "enclosure",
        type: "audio/mpeg",
        length: "4321",
        title: "Fish & <chips>",
        href: "https://news.example/talk.mp3",
      },
    ]);
  });

  test("xml:lang: on the feed, and on the content of another language", () => {
    expect(feed.attributes["xml:lang"]).toBe("en");
    const german = entries.find((each) => one(each, "id")?.endsWith("same-day"));
    expect(all(german!, "content")[0]?.attributes["xml:lang"]).toBe("de");
  });

  test("source: on entries copied into a thread's feed", () => {
    const [copy] = all(parse(site.get("threads/deal/atom.xml") ?? ""), "entry");
    expect(one(all(copy!, "source")[0]!, "id")).toBe("https://news.example/");
    expect(all(entry, "source")).toEqual([]);
  });

  test("license: rel=license (RFC 4946)", () => {
    expect(linksOf(feed, "link", "license")).toEqual([
      { rel: "license", href: "https://creativecommons.org/licenses/by/4.0/" },
    ]);
  });

  test("distinct updated values: two stories of one bare day differ, each whatever the other is", () => {
    const stamp = (from: Node, slug: string): string | undefined =>
      one(
        all(from, "entry").find((each) => one(each, "id")?.endsWith(slug))!,
        "updated",
      );
    expect(stamp(feed, "bare-day")).not.toBe(stamp(feed, "same-day"));
    const alone = parse(feedsOfStories([stories[1]!]).get("atom.xml") ?? "");
    expect(stamp(alone, "bare-day")).toBe(stamp(feed, "bare-day"));
  });
});

describe("JSON Feed 1.1", () => {
  const { items, ...head } = json("feed.json");
  const [item] = items;

  test("version", () => {
    expect(head["version"]).toBe("https://jsonfeed.org/version/1.1");
  });

  test("authors: of the feed and of each item", () => {
    expect(head["authors"]).toEqual([{ name: "The Desk", url: "https://news.example/about/" }]);
    expect(item?.["authors"]).toEqual([{ name: "Ada", url: "https://ada.example/" }, { name: "Lin" }]);
    expect({ ...head, ...item }).not.toHaveProperty("author");
  });

  test("language: of the feed and of each item", () => {
    expect([head["language"], ...items.map((each) => each["language"])]).toEqual(["en", "en", "en", "de", "en"]);
  });

  test("id: a text, always there", () => {
    for (const each of items) expect(typeof each["id"]).toBe("string");
  });

  test("content_html, and a summary of plain text", () => {
    expect(item?.["content_html"]).toContain("<p>The text of full.</p>");
    expect(item?.["summary"]).toBe("What is 1 < 2?");
  });

  test("attachments: URL, type, size, title", () => {
    expect(item?.["attachments"]).toEqual([
      {
        url: "https://news.example/talk.mp3",
        mime_type: "audio/mpeg",
        title: "Fish & <chips>",
        size_in_bytes: 4321,
      },
    ]);
  });

  test("hubs", () => {
    expect(head["hubs"]).toEqual([{ type: "WebSub", url: "https://hub.example/" }]);
  });

  test("icon and favicon", () => {
    expect([head["icon"], head["favicon"]]).toEqual(["https://news.example/logo.png", "https://news.example/icon.png"]);
  });

  test("next_url: never the feed's own, never twice", () => {
    const seen = [head["feed_url"]];
    for (let url = head["next_url"]; url !== undefined;) {
      expect(seen).not.toContain(url);
      seen.push(url);
      url = json((url as string).replace("https://news.example/", ""))["next_url"];
    }
    expect(seen.length).toBeGreaterThan(2);
  });

  test("expired: on the feed of a closed thread", () => {
    expect(json("threads/deal/feed.json")["expired"]).toBe(true);
    expect(head).not.toHaveProperty("expired");
  });

  test("extensions: one name with an underscore, its about a URL", () => {
    const own = (value: object): readonly string[] => Object.keys(value).filter((key) => key.startsWith("_"));
    expect([own(head), own(item ?? {})]).toEqual([["_courant"], ["_courant"]]);
    expect(head["_courant"]).toMatchObject({ about: "https://news.example/feeds/#json" });
  });

  test("MIME: application/feed+json", () => {
    expect(site.get("_headers")).toContain("/feed.json\n  Content-Type: application/feed+json");
  });

  test("deletion: an extension names what was withdrawn", () => {
    expect(head["_courant"]).toMatchObject({ withdrawn: [{ id: "tag:news.example,2026-11-07:gone" }] });
  });
});

describe("around the feeds", () => {
  test("RFC 5005: archives behind a feed that is not complete, complete where it is", () => {
    const feed = parse(site.get("atom.xml") ?? "");
    expect(linksOf(feed, "link", "prev-archive")).toHaveLength(1);
    expect(all(feed, "fh:complete")).toHaveLength(0);
    const thread = parse(site.get("threads/deal/atom.xml") ?? "");
    expect(all(thread, "fh:complete")).toHaveLength(1);
    expect(linksOf(thread, "link", "prev-archive")).toHaveLength(0);
  });

  test("RFC 6721: a tombstone beside the entry that says why", () => {
    const feed = parse(site.get("atom.xml") ?? "");
    expect(all(feed, "at:deleted-entry")[0]?.attributes["ref"]).toBe("tag:news.example,2026-11-07:gone");
  });

  test("RFC 4685: thr:in-reply-to on what continues a story, in RSS and Atom", () => {
    const reply = { ref: "tag:news.example,2026-11-08:bare-day", href: "https://news.example/stories/bare-day/" };
    const [entry] = all(parse(site.get("atom.xml") ?? ""), "entry");
    const [item] = all(all(parse(site.get("feed.xml") ?? ""), "channel")[0]!, "item");
    for (const node of [entry!, item!]) expect(all(node, "thr:in-reply-to")[0]?.attributes).toMatchObject(reply);
  });

  test("WebSub: hub and self as Link headers, too", () => {
    expect(site.get("_headers")).toContain(
      '  Link: <https://hub.example/>; rel="hub", <https://news.example/atom.xml>; rel="self"',
    );
  });

  test("conditional GET: the same newsroom gives the same bytes", () => {
    expect(feedsOfStories(stories.toReversed(), settings)).toEqual(site);
  });

  test("Vary, Cache-Control: as long as ttl says", () => {
    expect(site.get("_headers")).toContain("  Cache-Control: public, max-age=3600\n  Vary: Accept-Encoding\n");
  });

  test("MIME: the feeds' own types, or application/xml for browsers", () => {
    expect(site.get("_headers")).toContain("/atom.xml\n  Content-Type: application/atom+xml; charset=utf-8");
    const open = feedsOfStories(stories, { feeds: { headers: ["netlify"], mime: "xml" } }).get("_headers");
    expect(open).toContain("/feed.xml\n  Content-Type: application/xml; charset=utf-8");
    expect(open).toContain("/feed.json\n  Content-Type: application/feed+json; charset=utf-8");
  });

  test("OPML 2.0: one list of all feeds", () => {
    const { body } = parseOpml(site.get("feeds.opml") ?? "");
    const flat = (body?.outlines ?? []).flatMap((each) => [each, ...(each.outlines ?? [])]);
    expect(flat.filter(({ xmlUrl }) => xmlUrl !== undefined)).toHaveLength(feedsOf(compose(stories)).length);
  });

  test.each(["index.html", "tags/r-d/index.html", "threads/deal/index.html", "issues/daily/index.html"])(
    "a page a feed: %s says what a feed is, how to subscribe, gives addresses to copy and the latest; no script",
    (path) => {
      const html = pageOf(composeSite(stories, { issues: { "daily/2026-11-09": ["full"] } }), path);
      const folder = path.slice(0, -"index.html".length);
      expect(html).toContain("A feed brings new stories to you");
      expect(html).toContain("Copy an address into a feed reader.");
      expect(html).toContain(`<code>https://news.example/${folder}feed.xml</code>`);
      expect(html).toContain("Fish &amp; &lt;chips&gt;");
      expect(html).not.toMatch(/<script(?! type="application\/ld\+json")/);
    },
  );

  test("autodiscovery: a page links to its own feed in three formats, then to the newsroom's", () => {
    const html = pageOf(composeSite(stories), "threads/deal/index.html");
    const links = [...html.matchAll(/<link rel="alternate" type="([^"]+)"[^>]* href="([^"]+)">/g)];
    expect(links.map(([, type, path]) => [type, path]).slice(0, 4)).toEqual([
      ["application/rss+xml", "/threads/deal/feed.xml"],
      ["application/atom+xml", "/threads/deal/atom.xml"],
      ["application/feed+json", "/threads/deal/feed.json"],
      ["application/rss+xml", "/feed.xml"],
    ]);
  });

  test("XML characters: what XML forbids is left out, half a character marked, ]]> cannot end a section", () => {
    const hostile = story("a", { title: "a\u0000b\uFFFEc\ud800d", html: "]]>]]></content></entry><entry>" });
    const feed = parse(feedsOfStories([hostile]).get("atom.xml") ?? "");
    const [entry, ...others] = all(feed, "entry");
    expect([one(entry!, "title"), one(entry!, "content"), others]).toEqual([
      "abc\uFFFDd",
      "]]>]]></content></entry><entry>",
      [],
    ]);
  });
});

describe("the text of a story, from file to feed", () => {
  const body = `<script>alert(1)</script><style>p{}</style><iframe src="https://x.example"></iframe><form><b>bold</b></form>

<p onclick="x()"><a href="javascript:x()">js</a> <a href="../other/?a=1&b=2#c">relative</a> <img src="/p.png" srcset="/p2.png 2x" alt="P"></p>

<video src="v.mp4" poster="p.png"></video> [root](/about/) and [[other]]`;
  const text = async (): Promise<string> => {
    const dir = newsroom({
      "courant.yaml": "title: T\nurl: https://news.example\n",
      "stories/a.md": storyFile({ title: "A", date: "2026-11-01" }, body),
      "stories/other.md": storyFile({ title: "Other", date: "2026-10-01" }, "Text."),
      "static/p.png": Buffer.from(
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAADElEQVR4nGNgIBEAAAA8AAGmK2eRAAAAAElFTkSuQmCC",
        "base64",
      ),
    });
    const { files } = compileFeeds(press(await loadNewsroom(dir), now));
    const feed = files.find(({ path }) => path === "feed.json");
    const { items } = JSON.parse(feed !== undefined && "make" in feed ? feed.make() : "") as Json;
    return String(items.find(({ title }) => title === "A")?.["content_html"]);
  };

  test("HTML security: nothing that runs, styles, frames or asks", async () => {
    const html = await text();
    expect(html).toContain("<b>bold</b>");
    expect(html).not.toMatch(/<(?:script|style|iframe|form|video)|onclick|javascript:|alert/i);
  });

  test("URLs: every href, src, srcset and poster that stays is absolute", async () => {
    const addresses = [...(await text()).matchAll(/\s(?:href|src|srcset|poster)="([^"]*)"/g)].map(([, url]) => url!);
    expect(addresses.length).toBeGreaterThan(3);
    expect(addresses.filter((address) => !address.startsWith("https://"))).toEqual([]);
  });
});
