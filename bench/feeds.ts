/** `npm run bench:feeds [stories]`: every feed of a large newsroom against feedsmith writing the same items; memory; one edit. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateAtomFeed, generateJsonFeed, generateRssFeed } from "feedsmith";
import { compileFeeds } from "../src/compile/feeds/feeds.ts";
import { buildGraph } from "../src/graph/graph.ts";
import { loadNewsroom } from "../src/load/newsroom.ts";
import type { Composition, Newsroom, SiteFile } from "../src/model.ts";
import { published } from "../src/press.ts";
import { renderRatio } from "./measure.ts";
import { generateStories, writeStories } from "./stories.ts";

const count = Number(process.argv[2] ?? 10_000);
const [tags, threads] = [200, 50];
const now = Date.parse("2030-01-01T00:00:00Z");
const dir = mkdtempSync(join(tmpdir(), "courant-bench-"));

interface Item {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly summary: string;
  readonly content_html: string;
  readonly date_published: string;
  readonly date_modified: string;
  readonly tags?: readonly string[];
  readonly authors: readonly { readonly name: string }[];
}

function compose(newsroom: Newsroom): Composition {
  const stories = published(newsroom, now);
  const { graph } = buildGraph(newsroom, stories, now);
  const bySlug = new Map(stories.map((story) => [story.slug, story]));
  return { newsroom, now, stories, bySlug, graph, issues: new Map() };
}

/** Every document made and let go, as a writer does that compares bytes; their sizes added up. */
function makeAll(files: readonly SiteFile[]): number {
  return files.reduce((sum, file) => sum + ("make" in file ? Buffer.byteLength(file.make()) : 0), 0);
}

/** Milliseconds of processor, which other work on the machine does not lengthen. */
function time(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The three forms that feedsmith writes of one document's items, bodies ready made; their bytes. */
function writeWithFeedsmith(items: readonly Item[]): number {
  const link = "https://news.example/";
  const dates = items.map((item) => ({
    ...item,
    published: new Date(item.date_published),
    updated: new Date(item.date_modified),
  }));
  const rss = generateRssFeed({
    title: "Bench",
    link,
    description: "Bench",
    items: dates.map((item) => ({
      title: item.title,
      link: item.url,
      guid: { value: item.id, isPermaLink: false },
      pubDate: item.published,
      description: item.summary,
      content: { encoded: item.content_html },
      categories: (item.tags ?? []).map((name) => ({ name })),
      dc: { creators: item.authors.map(({ name }) => name) },
    })),
  });
  const atom = generateAtomFeed({
    id: link,
    title: { value: "Bench" },
    updated: dates[0]!.updated,
    entries: dates.map((item) => ({
      id: item.id,
      title: { value: item.title },
      links: [{ href: item.url, rel: "alternate" }],
      published: item.published,
      updated: item.updated,
      summary: { value: item.summary },
      content: { value: item.content_html, type: "html" },
      authors: item.authors.map(({ name }) => ({ name })),
      categories: (item.tags ?? []).map((term) => ({ term })),
    })),
  });
  const json = generateJsonFeed({
    title: "Bench",
    items: dates.map(({ published, updated, tags, authors, ...item }) => ({
      ...item,
      date_published: published,
      date_modified: updated,
      tags: [...(tags ?? [])],
      authors: [...authors],
    })),
  });
  return [rss, atom, JSON.stringify(json, null, 2)].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

try {
  const stories = generateStories(count).map(({ name, text }, i) => ({
    name,
    text: text.replace(/^tags: .*$/m, () => {
      const thread = i % 4 === 0 ? `\nthread: Thread ${(i / 4) % threads}` : "";
      return `tags: [Tag ${i % tags}, Tag ${(i * 7 + 3) % tags}]${thread}`;
    }),
  }));
  writeStories(join(dir, "stories"), stories);
  writeFileSync(join(dir, "courant.yaml"), "title: Bench\nurl: https://news.example\n");
  const c = compose(await loadNewsroom(dir));
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const peak = process.resourceUsage().maxRSS * 1024;
  let files: readonly SiteFile[] = [];
  let bytes = 0;
  const ours = time(() => {
    files = compileFeeds(c).files;
    bytes = makeAll(files);
  });
  const higher = process.resourceUsage().maxRSS * 1024 - peak;
  globalThis.gc?.();
  const kept = process.memoryUsage().heapUsed - before;
  const documents = files.flatMap((file) =>
    file.path.endsWith("feed.json") && "make" in file
      ? [(JSON.parse(file.make()) as { readonly items: readonly Item[] }).items]
      : [],
  );
  const theirs = time(() => documents.forEach((items) => writeWithFeedsmith(items)));
  console.log(renderRatio(`${files.length} documents of ${count} stories`, ours, theirs, "feedsmith", 2));
  const mega = (size: number): string => `${Math.round(size / 1e6)} MB`;
  console.log(
    `${mega(bytes)} written; ${mega(kept)} kept beside the newsroom's ${mega(before)}; the process grew by ${mega(higher)} over the ${mega(peak)} that loading took`,
  );

  const edited = c.stories.map((story, i) => (i === 5 ? { ...story, dek: "New words.", key: `${story.key}!` } : story));
  const again = compileFeeds({ ...c, stories: edited, bySlug: new Map(edited.map((story) => [story.slug, story])) });
  const keys = new Map(files.map(({ path, key }) => [path, key]));
  const changed = again.files.filter(({ path, key }) => keys.get(path) !== key);
  const spent = time(() => makeAll(changed));
  console.log(
    `after one edit ${changed.length} of ${files.length} documents are made again, in ${spent.toFixed(0)} ms`,
  );
} finally {
  rmSync(dir, { recursive: true, force: true });
}
