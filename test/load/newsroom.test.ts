import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadNewsroom } from "../../src/load/newsroom.ts";
import type { Newsroom, Story } from "../../src/model.ts";
import { newsroom, story } from "../newsroom.ts";

const courant = "title: The Courant\nurl: https://news.example\ntimezone: America/New_York\nauthor: { name: Desk }\n";
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAADElEQVR4nGNgIBEAAAA8AAGmK2eRAAAAAElFTkSuQmCC",
  "base64",
);

type Files = Readonly<Record<string, string | Uint8Array>>;

const load = (files: Files): Promise<Newsroom> => loadNewsroom(newsroom({ "courant.yaml": courant, ...files }));
const one = async (head: Readonly<Record<string, string>>, body = "Text."): Promise<Story> =>
  (await load({ "stories/launch.md": story({ title: "Launch", date: "2026-11-22", ...head }, body) })).stories[0]!;
/** `file:line CODE` of each problem, with a mark on warnings. */
const faults = ({ problems }: Newsroom): readonly string[] =>
  problems.map(({ file, line, code, level }) => `${file}:${line} ${level === "warning" ? "warning " : ""}${code}`);
const faultsOf = async (head: Readonly<Record<string, string>>, body = "Text."): Promise<readonly string[]> =>
  faults(await load({ "stories/launch.md": story({ title: "Launch", date: "2026-11-22", ...head }, body) }));

describe("a story", () => {
  test("has a default for every key but title and date", async () => {
    expect(await one({})).toMatchObject({
      file: "stories/launch.md",
      slug: "launch",
      id: "tag:news.example,2026-11-22:launch",
      title: "Launch",
      dek: "Text.",
      date: Date.parse("2026-11-22T05:00:00Z"),
      updated: Date.parse("2026-11-22T05:00:00Z"),
      day: "2026-11-22",
      dateOnly: true,
      authors: [{ name: "Desk" }],
      tags: [],
      image: null,
      related: [],
      banned: [],
      thread: null,
      draft: false,
      channels: ["web", "feed", "mail"],
      lang: "en",
      path: "/stories/launch/",
    });
  });

  test("knows every key under the names of other tools", async () => {
    const told = await one({
      pubDate: "2020-01-01",
      description: "Summary",
      lastmod: "2026-12-01",
      by: "Jo Doe",
      categories: "[News, Tech]",
      featured_image: "https://img.example/a.png",
      see_also: "[one, '!two']",
      series: "Big Saga",
    });
    expect(told).toMatchObject({
      date: Date.parse("2026-11-22T05:00:00Z"),
      dek: "Summary",
      updated: Date.parse("2026-12-01T05:00:00Z"),
      authors: [{ name: "Jo Doe" }],
      tags: [
        { key: "news", label: "News" },
        { key: "tech", label: "Tech" },
      ],
      image: { url: "https://img.example/a.png", alt: "" },
      related: [{ target: "one", line: 10 }],
      banned: [{ target: "two", line: 10 }],
      thread: "big-saga",
      threadLabel: "Big Saga",
      lines: { dek: 5, updated: 6, tags: 8, date: 3 },
    });
  });

  test("takes its date and slug from the file's name, or its folder's", async () => {
    const { stories } = await load({
      "stories/2026-11-20-Große Sache.md": story({ title: "A" }, "A"),
      "stories/2026-11-21-deep/index.md": story({ title: "B" }, "B"),
    });
    expect(stories.map(({ slug, day }) => `${slug} ${day}`)).toEqual(["grosse-sache 2026-11-20", "deep 2026-11-21"]);
  });

  test("written for Zola keeps its date, old place and tags", async () => {
    const zola =
      '+++\ntitle = "All hands"\npath = "inside/2026/04/07/hands"\naliases = ["old/x.html", "old/y"]\n[taxonomies]\ntags = ["Rust"]\n[extra]\ndraft = true\n+++\nText\n';
    const { stories, problems } = await load({
      "stories/in/hands.md": zola,
      "stories/hands.md": story({ title: "H", date: "2026-01-01" }, "x"),
    });
    expect(problems).toEqual([]);
    expect(stories[1]).toMatchObject({
      slug: "inside-hands",
      day: "2026-04-07",
      tags: [{ key: "rust" }],
      draft: false,
    });
    expect(stories[1]?.aliases).toEqual(["/old/x.html", "/old/y/", "/inside/2026/04/07/hands/"]);
    expect(stories[0]?.slug).toBe("hands");
  });

  test("`published: false` is a draft, as Jekyll has it", async () => {
    expect(await one({ published: "false" })).toMatchObject({ draft: true, day: "2026-11-22" });
  });

  test("is never updated before its date", async () => {
    expect((await one({ updated: "2020-01-01" })).updated).toBe(Date.parse("2026-11-22T05:00:00Z"));
  });

  test.each([
    ["See [[next-year]] first.\n\nThen this.\n", "Then this."],
    ["After [[Next Year]] comes more.\n", "After comes more."],
    ["After [[next-year|that]] comes more.\n", "After that comes more."],
  ])("its dek names no story that its page may hide: %j", async (text, dek) => {
    expect((await one({}, text)).dek).toBe(dek);
  });

  test("its dek is the first paragraph, cut at a word", async () => {
    const { dek } = await one(
      {},
      `## Heading\n\n![alone](https://img.example/x.png)\n\n${"word ".repeat(60)}\n\nMore.`,
    );
    expect(dek).toBe(`${"word ".repeat(40).trim()}…`);
  });

  test("control characters never come in, quoted or plain", async () => {
    const told = await one({ title: '"A\\u0001B\\u0000"', dek: '"C\\uFFFED"' }, "E\u0008F &#12; G");
    expect([told.title, told.dek, told.body.text]).toEqual(["AB", "CD", "EF G"]);
  });

  test.each([
    [
      "authors",
      "[{ name: A, email: a@news.example, url: https://a.example }, B]",
      [{ name: "A", email: "a@news.example", url: "https://a.example/" }, { name: "B" }],
    ],
    ["author", "Jo <jo@news.example>", [{ name: "Jo", email: "jo@news.example" }]],
  ])("%s: %s", async (key, value, authors) => {
    expect((await one({ [key]: value })).authors).toEqual(authors);
  });

  test("channels, lead, canonical, lang, correction and withdrawn are read", async () => {
    const head = {
      channels: "web, mail",
      lead: "true",
      canonical: "https://o.example/x",
      lang: "pt-BR",
      correction: "C.",
      withdrawn: "W.",
    };
    expect(await one(head)).toMatchObject({ ...head, channels: ["web", "mail"], lead: true });
  });

  test.each([
    ["title", "[a, b]", "STORY_KEY_INVALID"],
    ["title", "2026", "STORY_KEY_INVALID"],
    ["tags", "{ a: 1 }", "STORY_KEY_INVALID"],
    ["draft", '"yes"', "STORY_KEY_INVALID"],
    ["channels", "[web, fax]", "STORY_KEY_INVALID"],
    ["author", "{ mail: x }", "STORY_KEY_INVALID"],
    ["related", "{ a: b }", "STORY_KEY_INVALID"],
    ["thread", "[a, b]", "STORY_KEY_INVALID"],
    ["thread", "{ closed: true }", "STORY_KEY_INVALID"],
    ["thread", '{ name: Deal, closed: "no" }', "STORY_KEY_INVALID"],
    ["image", "[a]", "STORY_KEY_INVALID"],
    ["canonical", "/here", "STORY_KEY_INVALID"],
    ["lang", "german!", "STORY_KEY_INVALID"],
    ["id", "number five", "STORY_KEY_INVALID"],
    ["aliases", "[../up]", "STORY_KEY_INVALID"],
    ["aliases", "3", "STORY_KEY_INVALID"],
    ["aliases", "[/old/, 2019]", "STORY_KEY_INVALID"],
    ["author", "{ name: Jo, email: jo at news }", "STORY_KEY_INVALID"],
    ["author", "{ name: Jo, email: 3 }", "STORY_KEY_INVALID"],
    ["author", "{ name: Jo, url: news.example }", "STORY_KEY_INVALID"],
    ["author", "[Ada, Jo <jo>]", "STORY_KEY_INVALID"],
    ["image", "{ src: https://img.example/a.png, alt: 3 }", "STORY_KEY_INVALID"],
    ["enclosure", "{ src: https://cdn.example/a.mp3, length: long }", "STORY_KEY_INVALID"],
    ["updated", "soon", "STORY_DATE_INVALID"],
    ["slug", "Big News", "STORY_SLUG_INVALID"],
    ["enclosure", "https://cdn.example/file.xyz", "STORY_KEY_INVALID"],
    ["enclosure", "talk.mp3", "ENCLOSURE_MISSING"],
  ])("%s: %s is %s at its line", async (key, value, code) => {
    const head: Record<string, string> = { date: "2026-11-22", title: "Launch" };
    delete head[key];
    const text = `---\n${key}: ${value}\n${Object.entries(head)
      .map(([k, v]) => `${k}: ${v}\n`)
      .join("")}---\nText\n`;
    expect(faults(await load({ "stories/launch.md": text }))).toEqual([`stories/launch.md:2 ${code}`]);
  });

  test("may end its thread", async () => {
    expect(await one({ thread: "{ name: The Deal, closed: true }" })).toMatchObject({
      thread: "the-deal",
      threadLabel: "The Deal",
      closesThread: true,
    });
  });

  test("names the author whose address is none at its own line", async () => {
    const text = "---\ntitle: A\ndate: 2026-11-22\nauthors:\n  - Ada\n  - name: Jo\n    email: jo at news\n---\n";
    expect(faults(await load({ "stories/launch.md": text }))).toEqual(["stories/launch.md:7 STORY_KEY_INVALID"]);
  });

  test("without title or date is named, both at once", async () => {
    expect(faults(await load({ "stories/launch.md": "---\ndek: x\n---\n" }))).toEqual([
      "stories/launch.md:1 STORY_DATE_MISSING",
      "stories/launch.md:1 STORY_TITLE_MISSING",
    ]);
  });

  test("with a date that is none is named at its line", async () => {
    const { problems } = await load({ "stories/a.md": story({ title: "A", date: "22/11" }, "x") });
    expect(problems).toMatchObject([
      {
        code: "STORY_DATE_INVALID",
        line: 3,
        message: expect.stringContaining('"22/11" is not a date; write 2026-11-22'),
      },
    ]);
  });

  test("that is not UTF-8 is named with its first bad line", async () => {
    const bytes = Buffer.concat([Buffer.from("---\ntitle: A\n---\nOne\n"), Buffer.from([0x43, 0xe9, 0x0a])]);
    expect(faults(await load({ "stories/a.md": bytes }))).toEqual(["stories/a.md:5 STORY_ENCODING"]);
  });

  test("in a file whose name has no Latin letter needs a slug", async () => {
    expect(faults(await load({ "stories/大.md": story({ title: "A", date: "2026-11-22" }, "x") }))).toEqual([
      "stories/大.md:1 STORY_SLUG_INVALID",
    ]);
  });
});

describe("stories among each other", () => {
  const dated = (head: Readonly<Record<string, string>>): string =>
    story({ title: "A", date: "2026-11-22", ...head }, "x");

  test("one slug twice is an error on each", async () => {
    expect(faults(await load({ "stories/a.md": dated({ slug: "x" }), "stories/x.md": dated({}) }))).toEqual([
      "stories/a.md:4 STORY_SLUG_TAKEN",
      "stories/x.md:1 STORY_SLUG_TAKEN",
    ]);
  });

  test("one id twice is an error on each", async () => {
    const id = "urn:uuid:6fa459ea-ee8a-3ca4-894e-db77e160355e";
    expect(faults(await load({ "stories/a.md": dated({ id }), "stories/b.md": dated({ id }) }))).toEqual([
      "stories/a.md:4 STORY_ID_TAKEN",
      "stories/b.md:4 STORY_ID_TAKEN",
    ]);
  });

  test("an old address that is another's is an error on each", async () => {
    const files = {
      "stories/a.md": dated({ aliases: "[/stories/b/]" }),
      "stories/b.md": dated({}),
      "stories/c.md": dated({ aliases: "[/About, /Old, /old/]" }),
      "pages/about.md": "---\ntitle: About\n---\nUs.\n",
    };
    expect(faults(await load(files))).toEqual([
      "pages/about.md:1 STORY_PATH_TAKEN",
      "stories/a.md:4 STORY_PATH_TAKEN",
      "stories/b.md:1 STORY_PATH_TAKEN",
      ...Array<string>(3).fill("stories/c.md:4 STORY_PATH_TAKEN"),
    ]);
  });

  test("courant.lock's id counts over a new one, the writer's over both", async () => {
    const lock = "id a tag:old.example,2020:a\nid b tag:old.example,2020:b\n";
    const { stories } = await load({
      "courant.lock": lock,
      "stories/a.md": dated({}),
      "stories/b.md": dated({ id: "urn:x:b" }),
    });
    expect(stories.map(({ id }) => id)).toEqual(["tag:old.example,2020:a", "urn:x:b"]);
  });

  test("tags that differ only in case are one, as the first story wrote it", async () => {
    const { stories, problems } = await load({
      "stories/a.md": dated({ tags: "TikTok" }),
      "stories/b.md": dated({ tags: "TIKTOK" }),
    });
    expect(problems).toEqual([]);
    expect(stories[1]?.tags).toEqual([{ key: "tiktok", label: "TikTok" }]);
  });

  test("tags that would share a path are told apart in name order, with a warning", async () => {
    const room = await load({ "stories/a.md": dated({ tags: "[C++, C]" }), "stories/b.md": dated({ tags: "'C#'" }) });
    expect(room.stories.map(({ tags }) => tags.map(({ key }) => key))).toEqual([["c-3", "c"], ["c-2"]]);
    expect(faults(room)).toEqual(["stories/a.md:4 warning TOPIC_COLLISION", "stories/b.md:4 warning TOPIC_COLLISION"]);
  });

  test("a draft decides no label", async () => {
    const { stories } = await load({
      "stories/a.md": dated({ tags: "secret", draft: "true" }),
      "stories/b.md": dated({ tags: "Secret" }),
    });
    expect(stories[1]?.tags[0]?.label).toBe("Secret");
  });

  test("the permalink may hold the day", async () => {
    const room = await load({
      "courant.yaml": `${courant}permalink: /:year/:month/:slug/\n`,
      "stories/a.md": dated({}),
    });
    expect(room.stories[0]?.path).toBe("/2026/11/a/");
  });
});

describe("pictures", () => {
  const shown = story(
    { title: "A", date: "2026-11-22", image: "{ src: pic.png, alt: Alt, caption: Cap }" },
    "![Two](sub/pic.png)\n\n![Three](/img/root.png)",
  );
  const files = {
    "stories/a.md": shown,
    "stories/pic.png": png,
    "stories/sub/pic.png": Buffer.concat([png, Buffer.from("x")]),
    "static/img/root.png": png,
  };

  test("stand beside the page, measured, two of one name told apart", async () => {
    const { stories, assets, problems } = await load(files);
    expect(problems).toEqual([]);
    expect(stories[0]?.image).toEqual({
      asset: "stories/a/pic.png",
      alt: "Alt",
      caption: "Cap",
      width: 2,
      height: 3,
      type: "image/png",
      bytes: png.length,
    });
    expect(stories[0]?.body.references.map(({ picture }) => picture?.asset)).toEqual([
      "stories/a/pic-2.png",
      "img/root.png",
    ]);
    expect(assets.map(({ path, story }) => `${path} ${story ?? ""}`)).toEqual([
      "img/root.png ",
      "stories/a/pic.png a",
      "stories/a/pic-2.png a",
    ]);
  });

  test.each([
    ["![x](missing.png)", "IMAGE_MISSING"],
    ['<img src="missing.png">', "IMAGE_MISSING"],
    ["![x](/img/missing.png)", "IMAGE_MISSING"],
    ["![x](../../outside.png)", "IMAGE_OUTSIDE"],
    ["![x](../data/secret)", "IMAGE_OUTSIDE"],
    ["![x](../.env)", "IMAGE_OUTSIDE"],
    ["![x](launch.md)", "IMAGE_UNREADABLE"],
  ])("%s is %s at its line", async (body, code) => {
    expect(await faultsOf({}, `First.\n\n${body}`)).toEqual([`stories/launch.md:8 ${code}`]);
  });

  test("at an address that runs are left out, with a warning", async () => {
    expect(await faultsOf({}, '![x](javascript:alert(1)) <img src="data:image/png;base64,AA">')).toEqual([
      "stories/launch.md:6 warning HTML_DROPPED",
      "stories/launch.md:6 warning HTML_DROPPED",
    ]);
  });

  test("a missing one is told with the nearest name", async () => {
    const { problems } = await load({
      ...files,
      "stories/a.md": story({ title: "A", date: "2026-11-22" }, "![x](pik.png)"),
    });
    expect(problems[0]?.message).toBe("There is no file stories/pik.png. Did you mean pic.png?");
  });

  test("SVG counts, with a size or without", async () => {
    const svg = (size: string): string =>
      `<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"${size}></svg>`;
    const { stories } = await load({
      "stories/a.md": story({ title: "A", date: "2026-11-22" }, "![](a.svg) ![](b.svg)"),
      "stories/a.svg": svg(' width="4" height="2"'),
      "stories/b.svg": svg(""),
    });
    expect(stories[0]?.body.references.map(({ picture }) => [picture?.type, picture?.width])).toEqual([
      ["image/svg+xml", 4],
      ["image/svg+xml", undefined],
    ]);
  });

  test("raw HTML may ask for a width; the height follows", async () => {
    const { stories } = await load({
      ...files,
      "stories/a.md": story({ title: "A", date: "2026-11-22" }, '<img src="pic.png" width="4">'),
    });
    expect(stories[0]?.body.references[0]?.picture).toMatchObject({ width: 4, height: 6 });
  });

  test("an enclosure stands beside the page, too", async () => {
    const { stories } = await load({
      "stories/a.md": story({ title: "A", date: "2026-11-22", enclosure: "talk.mp3" }, "x"),
      "stories/talk.mp3": "sound",
    });
    expect(stories[0]?.enclosure).toEqual({ asset: "stories/a/talk.mp3", type: "audio/mpeg", bytes: 5 });
  });

  test("elsewhere have addresses that can be printed as they are, and a length where the writer gives it", async () => {
    const { image, enclosure } = await one({
      image: "https://img.example/a b ü.png",
      enclosure: '{ src: "https://cdn.example/talk 1.mp3", length: 5000000 }',
    });
    expect(image).toEqual({ url: "https://img.example/a%20b%20%C3%BC.png", alt: "" });
    expect(enclosure).toEqual({ url: "https://cdn.example/talk%201.mp3", type: "audio/mpeg", bytes: 5_000_000 });
  });
});

describe("the folder", () => {
  test("README, names with _ or a dot, and other kinds of file are no stories", async () => {
    const text = story({ title: "A", date: "2026-11-22" }, "x");
    const { stories } = await load({
      "stories/README.md": "x",
      "stories/ReadMe.MD": "x",
      "stories/_draft.md": "x",
      "stories/.hidden.md": "x",
      "stories/_x/a.md": "x",
      "stories/a.txt": "x",
      "stories/deep/er/a.md": text,
    });
    expect(stories.map(({ file }) => file)).toEqual(["stories/deep/er/a.md"]);
  });

  test("a link that leads outside is refused, one within is followed once", async () => {
    const dir = newsroom({ "courant.yaml": courant, "stories/a.md": story({ title: "A", date: "2026-11-22" }, "x") });
    symlinkSync("/etc/hosts", join(dir, "stories/hosts.md"));
    symlinkSync("nowhere", join(dir, "stories/broken.md"));
    symlinkSync("..", join(dir, "stories/loop"));
    mkdirSync(join(dir, "static"));
    symlinkSync("/etc", join(dir, "static/etc"));
    const room = await loadNewsroom(dir);
    expect(faults(room).filter((f) => f.includes("FILE_OUTSIDE"))).toEqual([
      "static/etc:1 FILE_OUTSIDE",
      "stories/broken.md:1 FILE_OUTSIDE",
      "stories/hosts.md:1 FILE_OUTSIDE",
    ]);
  });

  test("static files are assets, dot files among them, litter not", async () => {
    const { assets } = await load({
      "static/.well-known/x": "1",
      "static/.DS_Store": "x",
      "static/.gitkeep": "",
      "static/b.txt": "2",
    });
    expect(assets.map(({ path, bytes }) => `${path} ${bytes}`)).toEqual([".well-known/x 1", "b.txt 1"]);
  });

  test("pages have the place of their file", async () => {
    const { pages } = await load({
      "pages/About Us.md": "---\ntitle: About\n---\nUs.",
      "pages/legal/index.md": "---\ntitle: Legal\nslug: x\n---\nL.",
      "pages/d.md": "---\ntitle: D\ndraft: true\n---\n",
    });
    expect(pages.map(({ path, title, dek }) => [path, title, dek])).toEqual([
      ["/about-us/", "About", "Us."],
      ["/legal/", "Legal", "L."],
    ]);
  });

  test("a page without a title or a usable name is named", async () => {
    expect(faults(await load({ "pages/大.md": "---\ndek: x\n---\n" }))).toEqual([
      "pages/大.md:1 STORY_SLUG_INVALID",
      "pages/大.md:1 STORY_TITLE_MISSING",
    ]);
  });

  test("an editor's note may be words alone, or have a subject", async () => {
    const digests = `${courant}digests:\n  daily: { every: day, at: "07:00" }\n`;
    const room = await load({
      "courant.yaml": digests,
      "letters/daily/2026-11-22.md": "Good morning.",
      "letters/daily/2026-11-23.md": "---\nsubject: Monday\n---\nHello.",
      "letters/dayly/2026-11-22.md": "x",
      "letters/stray.md": "x",
    });
    expect(room.notes.map(({ issue, subject, body }) => [issue, subject, body.text])).toEqual([
      ["daily/2026-11-22", null, "Good morning."],
      ["daily/2026-11-23", "Monday", "Hello."],
      ["dayly/2026-11-22", null, "x"],
    ]);
    expect(faults(room)).toEqual([
      "letters/dayly/2026-11-22.md:1 warning DIGEST_UNKNOWN",
      "letters/stray.md:1 warning DIGEST_UNKNOWN",
    ]);
  });

  test("an editor's note whose file is named like no issue of its digest is pointed out", async () => {
    const digests = `${courant}digests:\n  d: { every: day, at: "07:00" }\n  w: { every: week, at: "07:00" }\n  m: { every: month, at: "07:00" }\n  i: { every: story }\n`;
    const good = ["d/2026-11-22", "w/2026-W53", "m/2026-12", "i/launch-2"];
    const wrong = ["d/2026-W47", "w/2026-11-22", "w/2026-W54", "m/2026-13", "d/2026-11-32"];
    const notes = [...good, ...wrong].map((name) => [`letters/${name}.md`, "x"] as const);
    const room = await load({ "courant.yaml": digests, ...Object.fromEntries(notes) });
    expect(room.problems.map(({ file }) => file)).toEqual(wrong.map((name) => `letters/${name}.md`).toSorted());
    expect(room.problems[0]!.message).toBe("No letter will hold this: d has issues such as letters/d/2026-11-22.md.");
  });

  test("a template of the newsroom's shadows the built-in one", async () => {
    const { templates } = await load({ "templates/story.liquid": "mine" });
    expect(templates.get("story.liquid")).toEqual({
      name: "story.liquid",
      file: "templates/story.liquid",
      source: "mine",
    });
    expect(templates.get("layout.liquid")?.file).toBe("courant:templates/layout.liquid");
  });

  test("a broken courant.lock is named", async () => {
    expect(faults(await load({ "courant.lock": "# x\nnonsense\n" }))).toEqual(["courant.lock:2 LOCK_INVALID"]);
  });
});

describe("the cache", () => {
  const files = {
    "courant.yaml": courant,
    "stories/a.md": story(
      { title: "A", date: "2026-11-22", tags: "x" },
      "![p](p.png)\n\n```js\nlet a;\n```\n\n<b>raw</b> <i style='x'>y</i>",
    ),
    "stories/b.md": story({ title: "B", date: "2026-11-22" }, "See [a](a.md) and ![q](q.png)."),
    "stories/p.png": png,
    "static/s.txt": "s",
  };
  const plain = (room: Newsroom): unknown => JSON.parse(JSON.stringify({ ...room, config: null, templates: null }));

  test("changes nothing in what is read", async () => {
    const dir = newsroom(files);
    const cold = plain(await loadNewsroom(dir));
    expect(plain(await loadNewsroom(dir))).toEqual(cold);
  });

  test.each([
    [
      "a story",
      (dir: string) => writeFileSync(join(dir, "stories/b.md"), story({ title: "B2", date: "2026-11-22" }, "New.")),
    ],
    ["a picture that was missing", (dir: string) => writeFileSync(join(dir, "stories/q.png"), png)],
    ["a picture that is gone", (dir: string) => rmSync(join(dir, "stories/p.png"))],
    ["a static file", (dir: string) => writeFileSync(join(dir, "static/s.txt"), "changed")],
    [
      "the zone",
      (dir: string) => writeFileSync(join(dir, "courant.yaml"), courant.replace("America/New_York", "Asia/Tokyo")),
    ],
    ["the permalink", (dir: string) => writeFileSync(join(dir, "courant.yaml"), `${courant}permalink: /:slug/\n`)],
    [
      "a slug taken by another",
      (dir: string) =>
        writeFileSync(join(dir, "stories/c.md"), story({ title: "C", date: "2026-11-22", slug: "a" }, "x")),
    ],
  ])("follows a change of %s", async (_, change) => {
    const dir = newsroom(files);
    await loadNewsroom(dir);
    change(dir);
    const warm = plain(await loadNewsroom(dir));
    rmSync(join(dir, ".courant"), { recursive: true });
    expect(warm).toEqual(plain(await loadNewsroom(dir)));
  });

  test("counts as empty when it is broken", async () => {
    const dir = newsroom(files);
    const cold = plain(await loadNewsroom(dir));
    const path = join(dir, ".courant/load.jsonl");
    const kept = readFileSync(path, "utf8");
    for (const broken of [
      "",
      "{",
      kept.slice(0, kept.length / 2),
      kept.replaceAll('{"head"', '{"he'),
      kept.replace(/\t.*/g, "\t{}"),
    ]) {
      writeFileSync(path, broken);
      writeFileSync(join(dir, ".courant/config.json"), broken);
      expect(plain(await loadNewsroom(dir))).toEqual(cold);
    }
  });

  test("is written anew only when something changed", async () => {
    const dir = newsroom(files);
    await loadNewsroom(dir);
    const path = join(dir, ".courant/load.jsonl");
    const before = readFileSync(path, "utf8");
    rmSync(join(dir, "stories/a.md"));
    await loadNewsroom(dir);
    expect(before.split("\n").length - readFileSync(path, "utf8").split("\n").length).toBe(1);
  });

  test("a folder that cannot be written is read all the same", async () => {
    const dir = newsroom({ ...files, ".courant": "a file where the folder should be" });
    expect((await loadNewsroom(dir)).stories.length).toBe(2);
  });
});
