import { createHash } from "node:crypto";
import { CourantError, problem } from "../../errors.ts";
import { xmlText } from "../../html.ts";
import type { Compiled, Composition, SiteFile, Slug } from "../../model.ts";
import { absolute, fileOf, pathOf } from "../../site.ts";
import { renderAtom } from "./atom.ts";
import { cleanUrl } from "./clean-url.ts";
import type { FeedDocument, FeedHead } from "./feed-document.ts";
import { formats, type FeedInfo, type Format } from "./feed-info.ts";
import { storyItem, type FeedItem } from "./feed-item.ts";
import { renderJson } from "./json.ts";
import { newestWithin } from "./newest-within.ts";
import { plannedFeeds } from "./planned-feeds.ts";
import { renderRss } from "./rss.ts";
import { cleanAuthor } from "./story-entry.ts";
import { xmlFault } from "./well-formed.ts";

export type { FeedInfo } from "./feed-info.ts";

/** Raise it when the same entries come to be written differently, so that no cached feed stays behind. */
const revision = 1;

const renderers: Readonly<Record<Format, (document: FeedDocument) => string>> = {
  rss: renderRss,
  atom: renderAtom,
  json: renderJson,
};

/** Every feed of the newsroom, for autodiscovery, OPML and the page about feeds: the newsroom's first. */
export function feedsOf(c: Composition): readonly FeedInfo[] {
  return plannedFeeds(c).map(({ info }) => info);
}

/** Every feed of the newsroom, each in RSS 2.0, Atom 1.0 and JSON Feed 1.1. */
export function compileFeeds(c: Composition): Compiled {
  const { limit, bytes } = c.newsroom.config.feeds;
  const items = new Map<Slug, FeedItem>();
  const itemOf = (story: (typeof c.stories)[number]): FeedItem => {
    const item = items.get(story.slug) ?? storyItem(c, story);
    items.set(story.slug, item);
    return item;
  };
  const files = plannedFeeds(c).flatMap(({ info, stories }) => {
    const shown = newestWithin(stories.slice(0, limit).map(itemOf), limit, bytes);
    return formats.map((format) => documentFile(info[format], headOf(c, info), shown, format));
  });
  return { files, problems: [] };
}

function headOf(c: Composition, info: FeedInfo): FeedHead {
  const { config } = c.newsroom;
  const address = (path: string | null): string | null =>
    path === null ? null : (cleanUrl(path) ?? absolute(config, pathOf(path.replace(/^\//, ""))));
  return {
    title: info.title,
    description: xmlText(config.description === "" || info.kind !== "newsroom" ? info.title : config.description),
    page: absolute(config, info.page),
    addresses: {
      rss: absolute(config, info.rss),
      atom: absolute(config, info.atom),
      json: absolute(config, info.json),
    },
    language: config.language,
    author: cleanAuthor(config.author),
    copyright: config.copyright === null ? null : xmlText(config.copyright),
    icon: address(config.icon),
    logo: address(config.logo ?? config.icon),
    hubs: config.feeds.hubs,
    about: absolute(config, "/feeds/"),
  };
}

function documentFile(path: string, head: FeedHead, items: readonly FeedItem[], format: Format): SiteFile {
  const file = fileOf(path);
  const parts = [revision, format, head, items.map(({ key }) => key)];
  return {
    path: file,
    stage: "feed",
    key: createHash("sha256").update(JSON.stringify(parts)).digest("hex"),
    make: () => checked({ ...head, entries: items.map(({ entry }) => entry()) }, format, file),
  };
}

/** The document's bytes. Throws FEED_INVALID, naming the story at fault, where a parser would refuse them. */
function checked(document: FeedDocument, format: Format, file: string): string {
  const render = renderers[format];
  const bytes = render(document);
  const fault = format === "json" ? null : xmlFault(bytes);
  if (fault === null) return bytes;
  const guilty = document.entries.find((entry) => xmlFault(render({ ...document, entries: [entry] })) !== null);
  const what = `${file} would not be well-formed XML: ${fault}`;
  throw new CourantError([problem("error", "FEED_INVALID", guilty?.file ?? null, guilty?.line ?? null, what)]);
}
