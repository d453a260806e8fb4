import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderProblem } from "../../src/errors.ts";
import { keepPromises } from "../../src/issue/promises.ts";
import { loadNewsroom } from "../../src/load/newsroom.ts";
import type { Newsroom } from "../../src/model.ts";
import { press } from "../../src/press.ts";
import { newsroom, story } from "../newsroom.ts";

const now = Date.parse("2026-11-22T17:00:00Z");
const yaml = (lines: Readonly<Record<string, string>> = {}): string =>
  Object.entries({ title: "The Courant", url: "https://news.example", ...lines })
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
const launch = { title: "Launch", date: "2026-11-20" };
const first = "tag:news.example,2026-11-20:launch";

/** Loads a newsroom of which `launch` was published before. */
function load(files: Readonly<Record<string, string>>, lock = `id launch ${first}\n`): Promise<Newsroom> {
  return loadNewsroom(newsroom({ "courant.yaml": yaml(), "courant.lock": lock, ...files }));
}

const ids = ({ stories }: Newsroom): readonly string[] => stories.map(({ id }) => id);
const faults = ({ problems }: Newsroom): readonly string[] => problems.map(renderProblem);

describe("a story keeps its id under", () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ["a new headline", { "stories/launch.md": story({ ...launch, title: "Lift-off" }, "Text.") }],
    ["a new date", { "stories/launch.md": story({ ...launch, date: "2026-11-01" }, "Text.") }],
    [
      "a new domain",
      { "courant.yaml": yaml({ url: "https://new.example/blog" }), "stories/launch.md": story(launch, "Text.") },
    ],
    [
      "a new permalink",
      { "courant.yaml": yaml({ permalink: "/:year/:slug/" }), "stories/launch.md": story(launch, "Text.") },
    ],
    ["another folder", { "stories/2026/launch/index.md": story(launch, "Text.") }],
    [
      "a new slug with its old one as an alias",
      { "stories/lift-off.md": story({ ...launch, aliases: "[launch]" }, "Text.") },
    ],
    [
      "a new slug with its old address as an alias",
      { "stories/lift-off.md": story({ ...launch, aliases: "[/2026/launch.html]" }, "Text.") },
    ],
  ])("%s", async (_, files) => {
    const loaded = await load(files);
    expect(ids(loaded)).toEqual([first]);
    expect(faults(loaded)).toEqual([]);
  });
});

describe("an id that has vanished is an error with its fixes", () => {
  test("where the story's file is gone", async () => {
    const loaded = await load({ "stories/other.md": story({ ...launch, title: "Other" }, "Text.") });
    expect(faults(loaded)).toEqual([
      "courant.lock:1: FEED_ID_VANISHED Readers know the story launch, and it is gone. Restore its file; if it has a new slug, give that story its old address as an alias (aliases: [launch]); to take it back, restore it with withdrawn: … Only a line removed here breaks the promise.",
    ]);
  });

  test("where a new slug looks like the old one, with a guess", async () => {
    const loaded = await load({ "stories/launched.md": story(launch, "Text.") });
    expect(faults(loaded)[0]).toContain("if it is launched now, give that story its old address");
  });

  test("but not where another story took its place, or it was withdrawn", async () => {
    const merged = `id launch ${first}\nid whole tag:news.example,2026-11-21:whole\n`;
    const whole = story({ title: "The whole story", date: "2026-11-21", aliases: "[/stories/launch/]" }, "Text.");
    const loaded = await load({ "stories/whole.md": whole }, merged);
    expect([faults(loaded), ids(loaded)]).toEqual([[], ["tag:news.example,2026-11-21:whole"]]);
    const withdrawn = await load({ "stories/launch.md": story({ ...launch, withdrawn: "Wrong." }, "Text.") });
    expect(faults(withdrawn)).toEqual([]);
  });
});

describe("an id that is used again", () => {
  const renamed = story({ ...launch, aliases: "[/2019/launch/]" }, "Text.");
  const lock = `id launch ${first}\nid lift-off ${first}\n`;

  test("by a new story under the old slug is an error on both, with the fix", async () => {
    const loaded = await load({ "stories/lift-off.md": renamed, "stories/launch.md": story(launch, "New.") }, lock);
    expect(faults(loaded)).toEqual([
      `stories/launch.md:1: STORY_ID_TAKEN stories/lift-off.md has the id ${first}, too; feed readers would show one of them only. Give the newer story an id of its own: id: tag:…`,
      `stories/lift-off.md:1: STORY_ID_TAKEN stories/launch.md has the id ${first}, too; feed readers would show one of them only. Give the newer story an id of its own: id: tag:…`,
    ]);
  });

  test("is mended by an id of the new story's own", async () => {
    const fresh = story({ ...launch, id: "tag:news.example,2026-11-21:launch-2" }, "New.");
    const pressed = press(await load({ "stories/lift-off.md": renamed, "stories/launch.md": fresh }, lock), now);
    expect(pressed.problems).toEqual([]);
  });
});

test("an issue made before a story was renamed still names it", async () => {
  const lock = `id launch ${first}\nissue daily/2026-11-20 launch\n`;
  const loaded = await load({ "stories/lift-off.md": story({ ...launch, aliases: "[launch]" }, "Text.") }, lock);
  const feed = press(loaded, now).site.find(({ path }) => path === "issues/daily/feed.json");
  expect(feed !== undefined && "make" in feed ? feed.make() : "").toContain("https://news.example/stories/lift-off/");
});

test("a new domain changes no feed's id, once the newsroom was published", async () => {
  const feedIds = async (lock: string): Promise<readonly string[]> => {
    const { site } = press(
      await load({ "stories/launch.md": story({ ...launch, tags: "Space" }, "Text.") }, lock),
      now,
    );
    const bytes = (path: string): string => {
      const file = site.find((each) => each.path === path);
      return file !== undefined && "make" in file ? file.make() : "";
    };
    return ["atom.xml", "tags/space/atom.xml"].flatMap((path) =>
      [...bytes(path).matchAll(/<id>(.*?)<\/id>/g)].map(([, id]) => id!),
    );
  };
  expect(await feedIds(`feeds https://old.example/blog\nid launch ${first}\n`)).toEqual([
    "https://old.example/blog/",
    first,
    "https://old.example/blog/tags/space/",
    first,
    "https://old.example/blog/",
  ]);
  expect((await feedIds(""))[0]).toBe("https://news.example/");
});

describe("updated", () => {
  const updatedOf = async (head: Readonly<Record<string, string>>, body = "Text."): Promise<string> => {
    const { stories } = await load({ "stories/launch.md": story({ ...launch, ...head }, body) });
    return new Date(stories[0]!.updated).toISOString();
  };

  test("is the date, until front matter says otherwise", async () => {
    expect(await updatedOf({})).toBe("2026-11-20T00:00:00.000Z");
    expect(await updatedOf({ updated: "2026-11-21T08:00:00Z" })).toBe("2026-11-21T08:00:00.000Z");
  });

  test("moves with a correction, a withdrawal and both, by seconds of its own", async () => {
    expect(await updatedOf({ correction: "Not so." })).toBe("2026-11-20T00:00:01.000Z");
    expect(await updatedOf({ withdrawn: "Wrong." })).toBe("2026-11-20T00:00:02.000Z");
    expect(await updatedOf({ correction: "Not so.", withdrawn: "Wrong." })).toBe("2026-11-20T00:00:03.000Z");
  });

  test("is what the writer says, correction or not", async () => {
    expect(await updatedOf({ correction: "Not so.", updated: "2026-11-22" })).toBe("2026-11-22T00:00:00.000Z");
  });
});

type Edit = (room: Room) => void;

/** A newsroom under an editor's hands: one story, its slug, headline, text and home. */
interface Room {
  readonly dir: string;
  slug: string;
  title: string;
  body: string;
  aliases: readonly string[];
  url: string;
  permalink: string;
}

function save(room: Room): void {
  const { dir, slug, title, body, aliases, url, permalink } = room;
  writeFileSync(join(dir, "courant.yaml"), yaml({ url, permalink }));
  const head = { ...launch, title: JSON.stringify(title), slug, aliases: JSON.stringify(aliases) };
  writeFileSync(join(dir, "stories/story.md"), story(head, body));
}

const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.string().map(
    (body): Edit =>
      (room) =>
        void (room.body = `Text. ${body.replaceAll("[", "(")}`),
  ),
  fc.constantFrom("Lift-off", "It flew", "LAUNCH").map(
    (title): Edit =>
      (room) =>
        void (room.title = title),
  ),
  fc.constantFrom("https://a.example", "https://b.example/blog").map(
    (url): Edit =>
      (room) =>
        void (room.url = url),
  ),
  fc.constantFrom("/stories/:slug/", "/:year/:month/:slug/", "/:slug/").map(
    (permalink): Edit =>
      (room) =>
        void (room.permalink = permalink),
  ),
  fc.constantFrom("launch", "lift-off", "flight", "it-flew").map((slug): Edit => (room) => {
    room.aliases = [...new Set([...room.aliases, `/stories/${room.slug}/`])].filter(
      (old) => !old.includes(`/${slug}/`),
    );
    room.slug = slug;
  }),
);

test("no sequence of edits and publishes changes a story's id, and edits of headline and text leave `updated` alone", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edits, { maxLength: 8 }), async (sequence) => {
      const dir = newsroom({ "stories/story.md": "" });
      const room: Room = {
        dir,
        slug: "launch",
        title: "Launch",
        body: "Text.",
        aliases: [],
        url: "https://news.example",
        permalink: "/stories/:slug/",
      };
      for (const edit of [() => {}, ...sequence]) {
        edit(room);
        save(room);
        const pressed = press(await loadNewsroom(dir), now);
        expect(pressed.problems.filter(({ level }) => level === "error")).toEqual([]);
        expect(pressed.stories.map(({ id, updated }) => [id, updated])).toEqual([[first, Date.UTC(2026, 10, 20)]]);
        keepPromises(pressed);
      }
      expect(readFileSync(join(dir, "courant.lock"), "utf8")).toContain(`id launch ${first}`);
      rmSync(dir, { recursive: true });
    }),
    { numRuns: 25 },
  );
}, 60_000);
