import * as fc from "fast-check";
import { parseFeed } from "feedsmith";
import { describe, expect, test } from "vitest";
import { archiveParts } from "../../../src/compile/feeds/archive.ts";
import type { Story } from "../../../src/model.ts";
import { feedsOfStories, story } from "./newsroom.ts";

/** One story a day from a day on. */
function daily(count: number, from = "2025-12-20"): readonly Story[] {
  return Array.from({ length: count }, (_, i) => {
    const on = new Date(Date.parse(`${from}T12:00:00Z`) + i * 86_400_000).toISOString().slice(0, 10);
    return story(`s${String(i).padStart(3, "0")}`, { on });
  });
}

type Site = ReadonlyMap<string, string>;

function at(site: Site, url: string): string {
  return site.get(decodeURIComponent(new URL(url).pathname.slice(1))) ?? "";
}

/** Ids that a client meets which follows RFC 5005's prev-archive (or JSON's next_url) to the end. */
function everyId(site: Site, first: string): readonly string[] {
  const ids: string[] = [];
  const visited = new Set<string>();
  for (let url: string | undefined = first; url !== undefined;) {
    if (visited.has(url)) throw new Error(`a circle at ${url}`);
    visited.add(url);
    const page: { ids: readonly string[]; next: string | undefined } = url.endsWith(".json")
      ? readJson(at(site, url))
      : readXml(at(site, url));
    ids.push(...page.ids);
    url = page.next;
  }
  return [...new Set(ids)];
}

function readJson(text: string): { ids: readonly string[]; next: string | undefined } {
  const { items, next_url } = JSON.parse(text) as { items: { id: string }[]; next_url?: string };
  return { ids: items.map(({ id }) => id), next: next_url };
}

function readXml(text: string): { ids: readonly string[]; next: string | undefined } {
  const parsed = parseFeed(text);
  const next = /<(?:atom:)?link rel="prev-archive" href="([^"]+)"/.exec(text)?.[1];
  if (parsed.format === "atom") return { ids: (parsed.feed.entries ?? []).map(({ id }) => id ?? ""), next };
  if (parsed.format !== "rss") throw new Error(parsed.format);
  return { ids: (parsed.feed.items ?? []).map(({ guid }) => guid?.value ?? ""), next };
}

describe("a feed that shows all there is", () => {
  test("says so, and has no archive", () => {
    const site = feedsOfStories(daily(5), { feeds: { limit: 5 } });
    expect(site.get("feed.xml")).toContain("<fh:complete/>");
    expect(site.get("atom.xml")).toContain("<fh:complete/>");
    expect(site.get("atom.xml")).not.toContain("archive");
    expect([...site.keys()]).toEqual(["feed.xml", "atom.xml", "feed.json", "feeds.opml"]);
  });
});

describe("a feed that shows only the newest", () => {
  const stories = daily(47);
  const site = feedsOfStories(stories, { feeds: { limit: 5 } });

  test("never calls itself complete", () => {
    for (const bytes of site.values()) expect(bytes).not.toMatch(/fh:complete|"complete"/);
  });

  test.each(["feed.xml", "atom.xml", "feed.json"])("a client that follows %s gets every story once", (file) => {
    const ids = everyId(site, `https://news.example/${file}`);
    expect(ids.toSorted()).toEqual(stories.map(({ id }) => id).toSorted());
  });

  test("an archive says what it is, where the feed is and what came before", () => {
    const archive = site.get("archive/2026-2/atom.xml");
    expect(archive).toContain("<fh:archive/>");
    expect(archive).toContain('<link rel="current" href="https://news.example/atom.xml"/>');
    expect(archive).toContain('<link rel="prev-archive" href="https://news.example/archive/2026-1/atom.xml"/>');
    expect(archive).toContain(
      '<link rel="self" type="application/atom+xml" href="https://news.example/archive/2026-2/atom.xml"/>',
    );
    expect(site.get("archive/2025-1/atom.xml")).not.toContain("prev-archive");
  });

  test("without `archives` has none", () => {
    const bare = feedsOfStories(stories, { feeds: { limit: 5, archives: false } });
    expect([...bare.keys()]).toEqual(["feed.xml", "atom.xml", "feed.json", "feeds.opml"]);
    expect(bare.get("atom.xml")).not.toMatch(/archive|fh:/);
  });
});

describe("an archive document", () => {
  const settings = { feeds: { limit: 4 } };
  const archives = (stories: readonly Story[]): Site =>
    new Map([...feedsOfStories(stories, settings)].filter(([path]) => path.startsWith("archive/")));

  test("keeps its bytes while stories are added, in threads and with links to it too", () => {
    const stories = daily(40).map((s, i, all) =>
      story(s.slug, { on: s.day, thread: "long", related: i > 0 ? [all[i - 1]!.slug] : [] }),
    );
    const before = archives(stories.slice(0, 25));
    const after = archives(stories);
    expect(after.size).toBeGreaterThan(before.size);
    for (const [path, bytes] of before) expect(after.get(path)).toBe(bytes);
  });

  test("of another year stays as it is when a story is dated back", () => {
    const stories = daily(40);
    const late = story("late", { on: "2026-01-03" });
    const [before, after] = [archives(stories), archives([...stories, late])];
    const changed = [...before].filter(([path, bytes]) => after.get(path) !== bytes).map(([path]) => path);
    expect(changed.every((path) => path.startsWith("archive/2026-"))).toBe(true);
    expect(everyId(feedsOfStories([...stories, late], settings), "https://news.example/atom.xml")).toContain(late.id);
  });

  test("takes up a correction", () => {
    const stories = daily(20);
    const corrected = stories.map((s) => (s.slug === "s001" ? story("s001", { on: s.day, correction: "Not so." }) : s));
    expect(archives(stories).get("archive/2025-1/atom.xml")).not.toContain("Not so.");
    expect(archives(corrected).get("archive/2025-1/atom.xml")).toContain("Not so.");
  });
});

const item = fc.record({
  year: fc.integer({ min: 2020, max: 2023 }).map(String),
  size: fc.integer({ min: 1, max: 9 }),
});

test("feed and archives together hold every entry, whatever their sizes and years", () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 40 }), fc.integer({ min: 1, max: 6 }), (sizes, limit) => {
      const items = sizes
        .toSorted((a, b) => (a.year < b.year ? 1 : a.year > b.year ? -1 : 0))
        .map(({ year, size }, i) => ({ year, name: i, weight: () => size }));
      const parts = archiveParts(items, limit, 10);
      const archived = new Set(parts.flatMap((part) => part.items.map(({ name }) => name)));
      const left = items.filter(({ name }) => !archived.has(name));
      expect(left).toEqual(items.slice(0, left.length));
      expect(left.length).toBeLessThan(limit + 1);
      expect(left.reduce((sum, each) => sum + each.weight(), 0)).toBeLessThanOrEqual(10);
      expect(archived.size + left.length).toBe(items.length);
    }),
  );
});

describe("a thread's feed", () => {
  test("holds its parts and names the feed they come from", () => {
    const site = feedsOfStories([
      story("one", { thread: "deal", on: "2026-10-01" }),
      story("two", { thread: "deal", on: "2026-11-01T12:00:00Z" }),
    ]);
    const atom = site.get("threads/deal/atom.xml") ?? "";
    expect(atom).toContain(
      '<source><id>https://news.example/</id><title>The Courant</title><updated>2026-11-01T12:00:00.000Z</updated><link rel="self" type="application/atom+xml" href="https://news.example/atom.xml"/>',
    );
    expect(site.get("threads/deal/feed.xml")).toContain(
      '<source url="https://news.example/feed.xml">The Courant</source>',
    );
    expect(site.get("feed.xml")).not.toContain("<source");
  });

  test("has expired once the thread is closed", () => {
    const threads = new Map([["deal" as never, { title: "The Deal", closed: true }]]);
    const site = feedsOfStories([story("one", { thread: "deal" })], { threads });
    expect(JSON.parse(site.get("threads/deal/feed.json") ?? "")).toMatchObject({ expired: true });
    expect(JSON.parse(site.get("feed.json") ?? "")).not.toHaveProperty("expired");
  });
});

describe("a withdrawn story", () => {
  const site = feedsOfStories([story("gone", { withdrawn: "Wrong & sorry.", title: "Gone" }), story("here")]);

  test("stays as an entry and has a tombstone before the entries", () => {
    const atom = site.get("atom.xml") ?? "";
    expect(atom).toContain(
      '<at:deleted-entry ref="tag:news.example,2026-11-01:gone" when="2026-11-01T12:00:00.000Z"><at:comment>Wrong &amp; sorry.</at:comment></at:deleted-entry>',
    );
    expect(atom.indexOf("<at:deleted-entry")).toBeLessThan(atom.indexOf("<entry>"));
    expect(atom).toContain("<title>Gone</title>");
  });

  test("is listed in the JSON extension", () => {
    expect(JSON.parse(site.get("feed.json") ?? "")).toMatchObject({
      _courant: { withdrawn: [{ id: "tag:news.example,2026-11-01:gone", reason: "Wrong & sorry." }] },
    });
  });

  test("costs a feed without one no namespace", () => {
    expect(feedsOfStories([story("here")]).get("atom.xml")).not.toContain("tombstones");
  });
});

test("a story's picture is media:content with its size and words, in both XML formats", () => {
  const image = { asset: "img/a.png", alt: 'A "map"', width: 40, height: 30, type: "image/png", bytes: 900 };
  const site = feedsOfStories([story("a", { image })]);
  const expected =
    '<media:content url="https://news.example/img/a.png" medium="image" type="image/png" width="40" height="30" fileSize="900"><media:description type="plain">A &quot;map&quot;</media:description></media:content>';
  expect(site.get("feed.xml")).toContain(expected);
  expect(site.get("atom.xml")).toContain(expected);
});
