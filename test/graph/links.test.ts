import { describe, expect, test } from "vitest";
import type { Asset, Newsroom, Resolution, TopicKey } from "../../src/model.ts";
import { topicKey } from "../../src/base/slug.ts";
import { build, config, link, newsroom, page, publishedOf, story } from "./make.ts";

const launch = story("launch", {
  file: "stories/2026/2026-11-01-launch.md",
  aliases: ["/2019/old-name/", "/?p=12"],
  canonical: "https://other.example/launch",
  tags: ["Cloud Computing", "Été"],
  thread: "oracle",
});
const folder = story("folder", { file: "stories/2026/folder/index.md" });
const pages = [page("about"), { ...page("about/team"), path: "/team/" }];
const asset = (path: string): Asset => ({ path, source: `/newsroom/static/${path}`, hash: "0", bytes: 1 });
const room: Partial<Newsroom> = {
  config: {
    ...config,
    url: "https://news.example/blog",
    service: "https://news.example/blog",
    threads: new Map([["oracle" as TopicKey, { title: null, closed: false }]]),
    digests: [{ name: "daily" } as Newsroom["config"]["digests"][number]],
  },
  pages,
  assets: [asset("img/a b.png"), asset("stories/deal/data.csv")],
};

/** Where a link in stories/2026/deal.md leads. */
function follow(target: string): Resolution | undefined {
  const deal = story("deal", { file: "stories/2026/deal.md", body: [link(target)] });
  return build([launch, folder, deal], room).resolutions.get("deal")?.[0];
}

function warnings(target: string): readonly string[] {
  const deal = story("deal", { file: "stories/2026/deal.md", body: [link(target)] });
  return build([launch, folder, deal], room).problems.map((problem) => `${problem.level} ${problem.message}`);
}

describe("a link to a story", () => {
  test.each([
    // its file, from the linking file, from stories/, from the root
    "2026-11-01-launch.md",
    "./2026-11-01-launch.md",
    "2026-11-01-launch",
    "../2026/2026-11-01-launch.md",
    "2026/2026-11-01-launch.md",
    "stories/2026/2026-11-01-launch.md",
    "/stories/2026/2026-11-01-launch.md",
    "/2026/2026-11-01-launch.md",
    "@/2026/2026-11-01-launch.md",
    "launch.md",
    "launch.html",
    // its page
    "/stories/launch/",
    "/stories/launch",
    "/stories/launch.html",
    "/stories/launch/index.html",
    "/stories/launch/?utm=x",
    "/stories/%6Caunch/",
    "/blog/stories/launch/",
    "../launch/",
    // full addresses
    "https://news.example/blog/stories/launch/",
    "http://news.example/blog/stories/launch",
    "https://news.example/stories/launch/",
    "//news.example/blog/stories/launch/",
    "https://NEWS.example/blog/stories/launch/index.html",
    // what it was called
    "/2019/old-name/",
    "/2019/old-name",
    "/?p=12",
    "https://other.example/launch",
    "http://other.example/launch/#top",
    "/2018/10/31/launch/",
  ])("%s", (target) => {
    expect(follow(target)).toMatchObject({ to: "story", slug: "launch" });
    expect(warnings(target)).toEqual([]);
  });

  test.each(["folder/index.md", "folder/", "folder", "/stories/folder/"])("in a folder of its own: %s", (target) => {
    expect(follow(target)).toMatchObject({ to: "story", slug: "folder" });
  });

  test("keeps its fragment", () => {
    expect(follow("launch.md#the-price")).toEqual({ to: "story", slug: "launch", fragment: "#the-price" });
    expect(follow("/stories/launch/?a=1#%C3%A9")).toEqual({ to: "story", slug: "launch", fragment: "#%C3%A9" });
  });
});

describe("a link to a page", () => {
  test.each([
    ["/about", "/about/"],
    ["/about.html#who", "/about/#who"],
    ["../../pages/about.md", "/about/"],
    ["/blog/about/", "/about/"],
    ["/team/", "/team/"],
    ["/", "/"],
    ["https://news.example/blog/", "/"],
    ["https://news.example/blog", "/"],
    ["/page/2/", "/page/2/"],
    ["/tags/cloud-computing", "/tags/cloud-computing/"],
    ["/tags/%C3%A9t%C3%A9/", "/tags/%C3%A9t%C3%A9/"],
    ["/tags/été/feed.xml", "/tags/%C3%A9t%C3%A9/feed.xml"],
    ["/tags/cloud-computing/page/3/", "/tags/cloud-computing/page/3/"],
    ["/threads/oracle/", "/threads/oracle/"],
    ["/threads/oracle/atom.xml", "/threads/oracle/atom.xml"],
    ["/feed.xml", "/feed.xml"],
    ["/feeds/", "/feeds/"],
    ["/graph/", "/graph/"],
    ["/graph.json", "/graph.json"],
    ["/archive/2026/11.xml", "/archive/2026/11.xml"],
    ["/issues/daily/2026-11-20", "/issues/daily/2026-11-20/"],
    ["/issues/daily/feed.xml", "/issues/daily/feed.xml"],
    ["/img/a%20b.png", "/img/a%20b.png"],
    ["/img/a b.png?v=2", "/img/a%20b.png?v=2"],
    ["data.csv", "/stories/deal/data.csv"],
    ["/subscribe", "/subscribe"],
  ])("%s is %s", (target, path) => {
    expect(follow(target)).toEqual({ to: "page", path });
    expect(warnings(target)).toEqual([]);
  });
});

describe("a link elsewhere", () => {
  test.each([
    ["https://other.example/x", "https://other.example/x"],
    ["//other.example/x", "https://other.example/x"],
    ["https://news.example:8443/stories/launch/", "https://news.example:8443/stories/launch/"],
    ["mailto:news@news.example", "mailto:news@news.example"],
  ])("%s", (target, url) => {
    expect(follow(target)).toEqual({ to: "outside", url });
  });

  test("to a fragment stays here", () => {
    expect(follow("#price")).toEqual({ to: "here", fragment: "#price" });
    expect(follow("?q=a b&c=%26#price")).toEqual({ to: "page", path: "/stories/deal/?q=a%20b&c=%26#price" });
  });
});

describe("a link to nothing", () => {
  test("from the root is kept, with a warning", () => {
    expect(follow("/stories/lunch/?a#b")).toEqual({ to: "page", path: "/stories/lunch/?a#b" });
    expect(warnings("/stories/lunch/?a#b")).toEqual([
      "warning the link /stories/lunch/?a#b leads to no page of the newsroom; did you mean stories/2026/2026-11-01-launch.md?",
    ]);
  });

  test("by a full address is kept as it is", () => {
    expect(follow("https://news.example/blog/zebra")).toEqual({
      to: "outside",
      url: "https://news.example/blog/zebra",
    });
    expect(warnings("https://news.example/blog/zebra")).toEqual([
      "warning the link https://news.example/blog/zebra leads to no page of the newsroom; check its path.",
    ]);
  });

  test("to a Markdown file loses the link, with a warning", () => {
    expect(follow("lunch.md")).toEqual({ to: "nowhere" });
    expect(warnings("lunch.md")).toEqual([
      "warning the link lunch.md leads to no file of the newsroom; did you mean stories/2026/2026-11-01-launch.md?",
    ]);
  });

  test.each(["/tags/unknown/", "/threads/unknown/", "/page/1/", "/issues/weekly/2026-W47/", "/img/b.png"])(
    "%s is LINK_UNKNOWN",
    (target) => {
      expect(warnings(target)).toHaveLength(1);
    },
  );

  test("that lacks its https:// is told so", () => {
    expect(warnings("github.com/rust-lang/rust")).toEqual([
      "warning the link github.com/rust-lang/rust leads to no page of the newsroom; did you mean https://github.com/rust-lang/rust?",
    ]);
  });

  test("that is a missing picture is not taken for a misspelled story", () => {
    expect(warnings("/launch.png")).toEqual([
      "warning the link /launch.png leads to no page of the newsroom; check its path.",
    ]);
  });

  test("with a malformed escape is no accident", () => {
    expect(follow("/100%/")).toEqual({ to: "page", path: "/100%25/" });
  });
});

test("a tag of drafts alone has no page", () => {
  const draft = story("draft", { draft: true, tags: ["Secret"] });
  const stories = [draft, story("deal", { body: [link("/tags/secret/")] })];
  expect(publishedOf(newsroom(stories).stories)).toHaveLength(1);
  expect(build(stories).codes).toEqual(["LINK_UNKNOWN"]);
  expect(topicKey("Secret")).toBe("secret");
});
