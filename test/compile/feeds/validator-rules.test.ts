/** Rules that the W3C's feed validator and feed readers hold feeds to, on feeds of hostile stories, archives included. */
import { describe, expect, test } from "vitest";
import { hostileStories } from "./hostile-stories.ts";
import { feedsOfStories } from "./newsroom.ts";
import { all, one, parse } from "./xml-tree.ts";

const site = [...feedsOfStories(hostileStories, { feeds: { limit: 2, hubs: ["https://hub.example/"] } })];
const rss = site.filter(([path]) => path.endsWith("feed.xml")).map(([path, xml]) => [path, parse(xml)] as const);
const atom = site.filter(([path]) => path.endsWith("atom.xml")).map(([path, xml]) => [path, parse(xml)] as const);
const addressOf = (path: string): string => `https://news.example/${path.split("/").map(encodeURIComponent).join("/")}`;

describe.each(rss)("RSS in %s", (path, document) => {
  const channel = all(document, "channel")[0]!;
  const items = all(channel, "item");

  test("has title, link and description, and names itself where it lies", () => {
    expect([one(channel, "title"), one(channel, "link"), one(channel, "description")]).not.toContain(undefined);
    expect(all(channel, "atom:link").find(({ attributes }) => attributes["rel"] === "self")?.attributes["href"]).toBe(
      addressOf(path),
    );
  });

  test("is dated by its newest entry", () => {
    const newest = Math.max(...items.map((item) => Date.parse(one(item, "atom:updated") ?? "")));
    expect(Date.parse(one(channel, "lastBuildDate") ?? "")).toBe(newest);
  });

  test("no item has an author or two of what may be there once", () => {
    const counts = items.map((item) =>
      ["author", "guid", "title", "link", "pubDate", "description", "content:encoded", "enclosure", "dc:creator"].map(
        (name) => all(item, name).length,
      ),
    );
    for (const [author, guid, ...rest] of counts) {
      expect([author, guid]).toEqual([0, 1]);
      expect(Math.max(...rest)).toBe(1);
    }
  });

  test("the summary stands before the content", () => {
    const orders = items.map(({ children }) => {
      const names = children.map(({ name }) => name);
      return names.indexOf("description") < names.indexOf("content:encoded");
    });
    expect(orders).not.toContain(false);
  });

  test("dates are of RFC 822 with four digits of the year", () => {
    for (const item of items) expect(one(item, "pubDate")).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
  });
});

describe.each(atom)("Atom in %s", (path, feed) => {
  const entries = all(feed, "entry");

  test("names itself where it lies, and its page", () => {
    const links = all(feed, "link").map(({ attributes: { rel, href } }) => [rel, href]);
    expect(links).toContainEqual(["self", addressOf(path)]);
    expect(links[0]?.[0]).toBe("alternate");
  });

  test("ids are unique URIs and every entry has an author and a title", () => {
    const ids = entries.map((entry) => one(entry, "id") ?? "");
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(() => new URL(id)).not.toThrow();
    for (const entry of entries) expect([one(entry, "title"), all(entry, "author")[0]?.name]).not.toContain(undefined);
  });

  test("an entry's first link is its one alternate", () => {
    for (const entry of entries) {
      const links = all(entry, "link").map(({ attributes }) => attributes["rel"]);
      expect(links.indexOf("alternate")).toBe(0);
      expect(links.lastIndexOf("alternate")).toBe(0);
    }
  });

  test("no entry was updated before it was published", () => {
    for (const entry of entries)
      expect(Date.parse(one(entry, "updated") ?? "")).toBeGreaterThanOrEqual(Date.parse(one(entry, "published") ?? ""));
  });
});

test.each(site)("%s has no address that is relative to it", (path, text) => {
  const addresses = [...text.matchAll(/(?:href|src|xmlUrl|htmlUrl|url)=\\?"([^"\\]*)/g)].map((match) => match[1]!);
  expect(addresses.length, path).toBeGreaterThan(0);
  expect(addresses.filter((address) => !address.startsWith("https:"))).toEqual([]);
});
