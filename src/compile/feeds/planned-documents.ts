import { archiveParts } from "./archive.ts";
import { formatFiles, formats, type Format } from "./feed-info.ts";
import type { FeedItem } from "./feed-item.ts";
import { newestWithin } from "./newest-within.ts";
import type { PlannedFeed } from "./planned-feeds.ts";

/** Site paths of one document in its three formats. */
export type DocumentPaths = Readonly<Record<Format, string>>;

/** One document of a feed before it is written: the feed itself, or one of its archives. */
export interface PlannedDocument {
  readonly paths: DocumentPaths;
  readonly items: readonly FeedItem[];
  /** The feed holds all there is (RFC 5005 §2). */
  readonly complete: boolean;
  /** For an archive document, the feed it belongs to. */
  readonly current: DocumentPaths | null;
  /** The archive document before this one. */
  readonly older: DocumentPaths | null;
}

interface Limits {
  readonly limit: number;
  readonly bytes: number;
  readonly archives: boolean;
}

/** The archives that hold what a feed no longer shows, oldest first, then the feed, which leads to them. A feed that shows everything is complete and has none. */
export function plannedDocuments(feed: PlannedFeed, { limit, bytes, archives }: Limits): readonly PlannedDocument[] {
  const items = newestWithin(feed.items, limit, bytes);
  const complete = items.length === feed.items.length;
  const parts = complete || !archives ? [] : archiveParts(feed.items, limit, bytes);
  const folder = feed.info.rss.slice(0, -formatFiles.rss.length);
  const paths = parts.map(({ name }) => pathsIn(`${folder}archive/${name}/`));
  const current = { rss: feed.info.rss, atom: feed.info.atom, json: feed.info.json };
  return [
    ...parts.map((part, i) => ({
      paths: paths[i]!,
      items: part.items,
      complete: false,
      current,
      older: paths[i - 1] ?? null,
    })),
    { paths: current, items, complete, current: null, older: paths.at(-1) ?? null },
  ];
}

function pathsIn(folder: string): DocumentPaths {
  return Object.fromEntries(formats.map((format) => [format, `${folder}${formatFiles[format]}`])) as DocumentPaths;
}
