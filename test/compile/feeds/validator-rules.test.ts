/**
 * Rules that the W3C's feed validator (level AA) and feed readers hold feeds to, on feeds of hostile stories and of the sample
 * newsroom, archives included.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { compileFeeds } from "../../../src/compile/feeds/feeds.ts";
import { loadNewsroom } from "../../../src/load/newsroom.ts";
import { press } from "../../../src/press.ts";
import { copySample } from "../../courant.ts";
import { hostileStories } from "./hostile-stories.ts";
import { feedsOfStories } from "./newsroom.ts";
import { all, one, parse } from "./xml-tree.ts";

/** A copy, since reading leaves a cache behind. */
function samplePath(): string {
  const folder = mkdtempSync(join(tmpdir(), "courant-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  copySample(folder);
  return folder;
}

const placeOf = (name: string): string => name.replace(" of the sample", "");
const hostile = [...feedsOfStories(hostileStories, { feeds: { limit: 2, hubs: ["https://hub.example/"] } })];
const sampleFeeds = compileFeeds(press(await loadNewsroom(samplePath()), Date.parse("2026-11-22T17:00:00Z"))).files;
const sample = sampleFeeds.flatMap((file) =>
  "make" in file ? [[`${file.path} of the sample`, file.make()] as const] : [],
);
const site = [...hostile, ...sample];
const rss = site
  .filter(([path]) => placeOf(path).endsWith("feed.xml"))
  .map(([path, xml]) => [path, parse(xml)] as const);
const atom = site
  .filter(([path]) => placeOf(path).endsWith("atom.xml"))
  .map(([path, xml]) => [path, parse(xml)] as const);
const addressOf = (path: string): string =>
  `https://news.example/${placeOf(path).split("/").map(encodeURIComponent).join("/")}`;

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

  test("every item has a title, a description and a link of its own", () => {
    for (const item of items) expect([one(item, "title"), one(item, "description")]).not.toContain("");
    const links = items.map((item) => one(item, "link"));
    expect(new Set(links).size).toBe(items.length);
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

  test("no two entries were updated at the same moment", () => {
    const moments = entries.map((entry) => one(entry, "updated"));
    expect(new Set(moments).size).toBe(moments.length);
  });

  test("no entry is younger than the feed", () => {
    for (const entry of entries)
      expect(Date.parse(one(entry, "updated") ?? "")).toBeLessThanOrEqual(Date.parse(one(feed, "updated") ?? ""));
  });

  test("every entry has content, and a summary that is not the content", () => {
    for (const entry of entries) {
      expect(one(entry, "content")).not.toBe("");
      expect(one(entry, "summary")).not.toBe(one(entry, "content"));
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

test.each(site.filter(([path]) => !path.startsWith("feeds.opml")))("%s holds nothing that runs", (_, text) => {
  expect(text).not.toMatch(/<(?:script|iframe|object|embed|form|style)[\s>]|\son\w+=\\?"|href=\\?"javascript:/i);
});
