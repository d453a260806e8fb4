import type { Config } from "../config/config.ts";
import type { Newsroom, Story } from "../model.ts";
import { issuePath, pathOf, tagPath, threadPath } from "../base/site.ts";
import { decode, pageKey } from "./address.ts";

/**
 * Looks up a page of the site that is no story, by its `pageKey`: gives its path as links write it, else undefined.
 * Covers pages/**, tags, threads, feeds, archives, issues, static files and the pages that `start` answers.
 */
export type SitePaths = (key: string) => string | undefined;

export function sitePaths(newsroom: Newsroom, stories: readonly Story[]): SitePaths {
  const known = new Map(allPaths(newsroom, stories).map((path) => [pageKey(decode(path)), path]));
  const digests = newsroom.config.digests.map((digest) => digest.name);
  return (key) => known.get(key) ?? numbered(known, key) ?? openEnded(digests, key);
}

function allPaths(newsroom: Newsroom, stories: readonly Story[]): readonly string[] {
  const { config } = newsroom;
  const tags = new Set(stories.flatMap((story) => story.tags.map((tag) => tag.key)));
  const threads = new Set(stories.flatMap((story) => (story.thread === null ? [] : [story.thread])));
  const lists = ["/", ...[...tags].map(tagPath), ...[...threads].map(threadPath)];
  const issues = [...newsroom.lock.issues.keys()].map(issuePath);
  const digests = config.digests.map((digest) => `/issues/${digest.name}/`);
  return [
    ...newsroom.assets.map((asset) => pathOf(asset.path)),
    ...served(config),
    ...fixed,
    ...issues,
    ...[...lists, ...digests].flatMap((path) => [path, ...feedNames.map((name) => `${path}${name}`)]),
    ...newsroom.pages.map((page) => page.path),
  ];
}

const feedNames = ["feed.xml", "atom.xml", "feed.json"];

const fixed = [
  "/feeds.opml",
  "/feeds/",
  "/graph.json",
  "/graph/",
  "/graph/map.js",
  "/issues/",
  "/style.css",
  "/sitemap.xml",
  "/robots.txt",
  "/404.html",
  "/manifest.json",
];

/** Where the site itself runs behind `start`, the pages of subscribers are pages of the site. */
function served(config: Config): readonly string[] {
  return config.service === config.url ? ["/subscribe", "/healthz"] : [];
}

/** `tags/cloud/page/2`: a later sheet of a list. How many there are is the compiler's to know. */
function numbered(known: ReadonlyMap<string, string>, key: string): string | undefined {
  const sheet = /^(?:(.*)\/)?page\/(?:[2-9]|[1-9]\d+)$/.exec(key);
  return sheet !== null && known.has(sheet[1] ?? "") ? pathOf(`${key}/`) : undefined;
}

/** Feed archives, and issues: some are made only after the graph. */
function openEnded(digests: readonly string[], key: string): string | undefined {
  if (/^archive(?:\/|$)/.test(key)) return pathOf(/\.\w+$/.test(key) ? key : `${key}/`);
  const [, digest] = /^issues\/([^/]+)\/[^/]+$/.exec(key) ?? [];
  return digest !== undefined && digests.includes(digest) ? pathOf(`${key}/`) : undefined;
}
