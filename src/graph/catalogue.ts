import type { Newsroom, Slug, Story } from "../model.ts";
import { fileKey, pageKey, parseAddress } from "./address.ts";
import { sitePaths, type SitePaths } from "./site-paths.ts";
import { titleIndex, type TitleIndex } from "./title-index.ts";

/** Everything of a newsroom that a reference may lead to, by each of its names. Drafts and future stories included. */
export interface Catalogue {
  readonly newsroom: Newsroom;
  /** May be named: published, and with a page on the web. */
  readonly isPublic: (story: Story) => boolean;
  readonly bySlug: ReadonlyMap<Slug, Story>;
  /** A story or the path of a page, by `fileKey`. */
  readonly byFile: ReadonlyMap<string, Story | string>;
  /** By `pageKey` of path or alias. */
  readonly byPath: ReadonlyMap<string, Story>;
  /** By `canonical`, where that is another site's address. */
  readonly byUrl: ReadonlyMap<string, Story>;
  readonly pages: SitePaths;
  readonly titles: TitleIndex;
  /** Titles that may not be named yet: a callout for one is early, not wrong. */
  readonly hiddenTitles: TitleIndex;
}

/** `stories`: those published now. Of names claimed twice the first slug in code unit order holds; load has reported the clash. */
export function makeCatalogue(newsroom: Newsroom, stories: readonly Story[]): Catalogue {
  const published = new Set(stories.filter((story) => story.channels.includes("web")).map((story) => story.slug));
  const isPublic = (story: Story): boolean => published.has(story.slug);
  const all = newsroom.stories.toSorted((a, b) => (a.slug < b.slug ? -1 : a.slug > b.slug ? 1 : 0));
  return {
    newsroom,
    isPublic,
    bySlug: first(all.map((story) => [story.slug, story])),
    byFile: first<string, Story | string>([
      ...all.map((story) => [fileKey(story.file), story] as const),
      ...newsroom.pages.map((page) => [fileKey(page.file), page.path] as const),
    ]),
    byPath: first([
      ...all.map((story) => [pageKey(story.path), story] as const),
      ...all.flatMap((story) => story.aliases.map((alias) => [pageKey(alias), story] as const)),
      ...all.flatMap((story) => ownCanonical(newsroom, story)),
    ]),
    byUrl: first(all.flatMap((story) => (story.canonical === null ? [] : [[urlKey(story.canonical), story] as const]))),
    pages: sitePaths(newsroom, stories),
    titles: titleIndex(all.filter(isPublic)),
    hiddenTitles: titleIndex(all.filter((story) => !isPublic(story))),
  };
}

/** The canonical address as a path of this site, where it is one. */
function ownCanonical(newsroom: Newsroom, story: Story): readonly (readonly [string, Story])[] {
  if (story.canonical === null) return [];
  const address = parseAddress(newsroom.config, story.canonical);
  return address.kind === "site" ? [[pageKey(address.path), story]] : [];
}

/** Scheme, slash and fragment do not tell two pages apart. */
export function urlKey(url: string): string {
  return url
    .replace(/#.*$/s, "")
    .replace(/^https?:\/\//i, "")
    .replace(/\/$/, "");
}

function first<K, V>(entries: readonly (readonly [K, V])[]): ReadonlyMap<K, V> {
  const map = new Map<K, V>();
  for (const [key, value] of entries) if (!map.has(key)) map.set(key, value);
  return map;
}
