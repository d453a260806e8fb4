import type { Author, Instant } from "../../model.ts";
import type { Block } from "./block.ts";
import type { Entry, EntryMark } from "./entry.ts";
import type { Format } from "./feed-info.ts";

/** Absolute URLs of one document in its three formats. */
export type Addresses = Readonly<Record<Format, string>>;

/** A document of a feed without its entries: what stands in its head. Plain text and absolute URLs. */
export interface FeedHead {
  readonly title: string;
  readonly description: string;
  /** Permanent, in Atom (RFC 4287 §4.2.6): no new domain moves it. */
  readonly id: string;
  /** The page that shows the same for people. */
  readonly page: string;
  readonly addresses: Addresses;
  /** BCP 47. */
  readonly language: string;
  readonly author: Author;
  readonly copyright: string | null;
  /** URL of the licence's text (RFC 4946). */
  readonly license: string | null;
  readonly icon: string | null;
  readonly logo: string | null;
  readonly hubs: readonly string[];
  /** URL of the page that explains the feeds, and with them our JSON extension. */
  readonly about: string;
  /** The feed that entries of a tag or thread are copied from; null for the newsroom's own feed and for feeds of issues. */
  readonly source: FeedSource | null;
  /** The document holds all entries there are (RFC 5005 §2). */
  readonly complete: boolean;
  /** For an archive document (RFC 5005 §4), the feed it belongs to. */
  readonly current: Addresses | null;
  /** The archive document before this one. */
  readonly older: Addresses | null;
  /** Nothing more will come. */
  readonly ended: boolean;
}

export type FeedSource = Pick<FeedHead, "id" | "title" | "page" | "addresses">;

/** A document of a feed, ready to be written in one format. Entries are newest first. */
export interface FeedDocument extends FeedHead {
  readonly entries: readonly EntryMark[];
  /** The entries as they stand in the document's format, in the same order. */
  readonly blocks: readonly Block[];
}

/** Minutes for which a reader may keep a feed before it asks again: `ttl` in RSS, `Cache-Control` on servers. */
export const minutesToLive = 60;

/** The newest `updated` of the entries, the only stamp a feed bears; 1970 for a feed without any, so that bytes never follow a clock. */
export function lastUpdated(entries: readonly Pick<Entry, "updated">[]): Instant {
  return entries.reduce((newest, { updated }) => Math.max(newest, updated), 0);
}
