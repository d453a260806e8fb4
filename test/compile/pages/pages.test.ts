import { describe, expect, test } from "vitest";
import type { Config } from "../../../src/config/config.ts";
import type { SiteFile, Story } from "../../../src/model.ts";
import { compilePages } from "../../../src/compile/pages/pages.ts";
import { feedsOf } from "../../../src/compile/feeds/feeds.ts";
import { aboutPage, composeSite, pageFiles, pageOf, story } from "./newsroom.ts";

const many = Array.from({ length: 45 }, (_, i): Story => {
  const day = `2026-09-${String((i % 28) + 1).padStart(2, "0")}`;
  return story(`s${i}`, { on: day, tags: i < 25 ? ["Cloud"] : ["Été"], ...(i < 3 && { thread: "run" }) });
});

function titles(html: string): string[] {
  return [...html.matchAll(/<h[23]><a href="[^"]*">([^<]*)<\/a><\/h[23]>/g)].map((match) => match[1]!);
}

describe("the site's pages", () => {
  test("are all there", () => {
    const c = composeSite(many, { issues: { "weekly/2026-W40": ["s1", "s2"] } }, { pages: [aboutPage] });
    const paths = [...pageFiles(c).keys()].filter((path) => !path.startsWith("stories/")).toSorted();
    expect(paths).toEqual([
      "404.html",
      "about/index.html",
      "feeds/index.html",
      "graph/index.html",
      "graph/map.js",
      "index.html",
      "issues/index.html",
      "issues/weekly/2026-W40/index.html",
      "issues/weekly/index.html",
      "page/2/index.html",
      "page/3/index.html",
      "robots.txt",
      "sitemap.xml",
      "style.css",
      "tags/cloud/index.html",
      "tags/cloud/page/2/index.html",
      "tags/été/index.html",
      "threads/run/index.html",
    ]);
  });

  test("show no issue that held nothing, nor lead to a list of such", () => {
    const c = composeSite(many, { issues: { "daily/2026-10-01": [] } });
    const held = [...pageFiles(c).keys()].filter((path) => path.startsWith("issues/"));
    expect([held, pageOf(c, "index.html").includes('href="/issues/"')]).toEqual([[], false]);
  });

  test("take an address with a bare percent sign as it stands", () => {
    const c = composeSite([
      story("a", {
        aliases: ["/50%/"],
        enclosure: { url: "https://cdn.example/100%.mp3", type: "audio/mpeg", bytes: 0 },
      }),
    ]);
    expect(pageOf(c, "50%/index.html")).toContain("url=/stories/a/");
    expect(pageOf(c, "stories/a/index.html")).toContain("100%.mp3");
  });

  test("of an empty newsroom say that there is nothing yet", () => {
    expect(pageOf(composeSite([]), "index.html")).toContain("Nothing has been published here yet.");
  });

  test("list every story once over all sheets, newest first", () => {
    const c = composeSite(many);
    const sheets = ["page/2/index.html", "page/3/index.html"].flatMap((path) => titles(pageOf(c, path)));
    expect(sheets).toEqual(c.stories.slice(20).map(({ title }) => title));
  });

  test("lead from sheet to sheet", () => {
    const html = pageOf(composeSite(many), "page/2/index.html");
    expect(html).toContain(`<link rel="prev" href="/">`);
    expect(html).toContain(`<link rel="next" href="/page/3/">`);
  });

  test("begin with the story that an editor marked as lead, while it is new", () => {
    const fresh = story("fresh", { on: "2026-11-20" });
    const lead = story("big", { on: "2026-11-19", lead: true, title: "The big one" });
    expect(titles(pageOf(composeSite([...many, fresh, lead]), "index.html"))[0]).toBe("The big one");
  });

  test("of a tag offer its feed first", () => {
    const html = pageOf(composeSite(many), "tags/été/index.html");
    expect(/rel="alternate"[^>]* href="([^"]+)"/.exec(html)?.[1]).toBe("/tags/%C3%A9t%C3%A9/feed.xml");
  });

  test("of a running story tell it from its beginning", () => {
    const html = pageOf(composeSite(many), "threads/run/index.html");
    expect(titles(html)).toEqual(["Title of s0", "Title of s1", "Title of s2"]);
    expect(html).toContain("3 parts · Began September 1, 2026 · Latest September 3, 2026");
  });

  test("of an issue list its stories in its order and lead to the issue before", () => {
    const issues = { "weekly/2026-W40": ["s2", "s1"], "weekly/2026-W39": ["s0"] };
    const html = pageOf(composeSite(many, { issues }), "issues/weekly/2026-W40/index.html");
    expect(titles(html)).toEqual(["Title of s2", "Title of s1"]);
    expect(html).toContain(`<link rel="prev" href="/issues/weekly/2026-W39/">`);
  });

  test("from an old address lead on to the new one", () => {
    const html = pageOf(composeSite([story("a", { aliases: ["/2019/old"] })]), "2019/old/index.html");
    expect(html).toContain(`<meta http-equiv="refresh" content="0; url=/stories/a/">`);
    expect(html).toContain(`<link rel="canonical" href="https://news.example/stories/a/">`);
  });

  test("give way to what the newsroom brings itself in static/", () => {
    const asset = { path: "robots.txt", source: "/newsroom/static/robots.txt", hash: "0", bytes: 1 };
    expect(pageFiles(composeSite([], {}, { assets: [asset] })).has("robots.txt")).toBe(false);
  });

  test("are in the site map, but for withdrawn stories and those at home elsewhere", () => {
    const c = composeSite([
      story("a", { on: "2026-11-01" }),
      story("b", { withdrawn: "Wrong." }),
      story("c", { canonical: "https://x.example/" }),
    ]);
    const found = [...pageOf(c, "sitemap.xml").matchAll(/<loc>([^<]*)<\/loc>/g)].map((match) => match[1]);
    expect(found).toEqual([
      "https://news.example/",
      "https://news.example/feeds/",
      "https://news.example/graph/",
      "https://news.example/stories/a/",
    ]);
  });

  test("speak the newsroom's language", () => {
    const html = pageOf(composeSite(many, { language: "de" }), "threads/run/index.html");
    expect(html).toContain(`<html lang="de" dir="ltr">`);
    expect(html).toContain("3 Teile · Seit 1. September 2026 · Zuletzt 3. September 2026");
  });
});

test("every page has the same bytes in whatever order the newsroom's files came", () => {
  const bytes = (stories: readonly Story[]): ReadonlyMap<string, string> =>
    new Map([...pageFiles(composeSite(stories))].map(([path, file]) => [path, "make" in file ? file.make() : ""]));
  expect(bytes(many.toReversed())).toEqual(bytes(many));
});

describe("templates of the newsroom's own", () => {
  test("shadow the built-in ones by name", () => {
    const c = composeSite(
      [story("a")],
      {},
      { templates: { "withdrawn.liquid": "x", "story.liquid": "<b>{{ story.title }}</b>" } },
    );
    expect(pageOf(c, "stories/a/index.html")).toBe("<b>Title of a</b>");
  });

  test("that are faulty are problems before anything is made", () => {
    const c = composeSite([story("a")], {}, { templates: { "story.liquid": "{% if %}" } });
    expect(compilePages(c, feedsOf(c)).problems.map(({ file, line }) => [file, line])).toEqual([
      ["templates/story.liquid", 1],
    ]);
  });
});

describe("a page's key", () => {
  const stories = [
    story("a", { thread: "run", tags: ["Cloud"], on: "2026-11-01" }),
    story("b", { thread: "run", on: "2026-11-02" }),
    story("c", { related: ["a"], on: "2026-11-03" }),
    story("d", { on: "2026-11-04" }),
  ];
  const changed = (next: readonly Story[]): string[] => {
    const related = { limit: 0, missing: "error", ignoreTags: [] } as const;
    const before = pageFiles(composeSite(stories, { related }));
    return [...pageFiles(composeSite(next, { related }))].flatMap(([path, { key }]) =>
      before.get(path)?.key === key ? [] : [path],
    );
  };

  test("stays the same for the same newsroom, in whatever order its files came", () => {
    expect(changed(stories.toReversed())).toEqual([]);
  });

  test("changes with a text on that page alone", () => {
    const edited = { ...stories[0]!, key: "edited" };
    expect(changed([edited, ...stories.slice(1)])).toEqual(["stories/a/index.html"]);
  });

  test("changes with a title wherever it is shown, and nowhere else", () => {
    const edited = { ...stories[0]!, title: "Anew", key: "edited" };
    expect(changed([edited, ...stories.slice(1)]).toSorted()).toEqual([
      "404.html",
      "graph/index.html",
      "index.html",
      "stories/a/index.html",
      "stories/b/index.html",
      "stories/c/index.html",
      "tags/cloud/index.html",
      "threads/run/index.html",
    ]);
  });

  test.each<[string, readonly Story[], Partial<Config>]>([
    ["the newsroom's address", stories, { url: "https://other.example/news" }],
    ["its zone", stories, { timezone: "Pacific/Auckland" }],
    ["its name", stories, { title: "Another" }],
    ["a new part of the thread", [...stories, story("e", { thread: "run", on: "2026-11-05" })], {}],
    ["a story that goes on with another", [...stories, story("e", { continues: "d", on: "2026-11-05" })], {}],
    ["a story that keeps to the feeds", [...stories.slice(0, 3), story("d", { channels: ["feed"] })], {}],
  ])("changes wherever the bytes change with %s", (_, next, config) => {
    const related = { limit: 0, missing: "error", ignoreTags: [] } as const;
    const late = { updated: Date.parse("2026-11-04T13:00:00Z") };
    const before = pageFiles(composeSite([...stories, story("z", late)], { related }));
    const after = pageFiles(composeSite([...next, story("z", late)], { related, ...config }));
    const stale = [...after].filter(
      ([path, file]) => before.get(path)?.key === file.key && bytesOf(before.get(path)!) !== bytesOf(file),
    );
    expect(stale.map(([path]) => path)).toEqual([]);
  });
});

function bytesOf(file: SiteFile): string {
  return "make" in file ? file.make() : file.copy.hash;
}
