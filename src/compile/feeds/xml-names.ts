import type { FeedDocument } from "./feed-document.ts";

/** Namespaces beyond the format's own, declared only where a document uses them: validators count unknown ones against it. */
export const namespaces = {
  atom: "http://www.w3.org/2005/Atom",
  content: "http://purl.org/rss/1.0/modules/content/",
  dc: "http://purl.org/dc/elements/1.1/",
  /** RFC 4685. */
  thr: "http://purl.org/syndication/thread/1.0",
  /** RFC 5005. */
  fh: "http://purl.org/syndication/history/1.0",
  /** RFC 6721. */
  at: "http://purl.org/atompub/tombstones/1.0",
  media: "http://search.yahoo.com/mrss/",
} as const;

/** `xmlns:…` attributes for these prefixes. */
export function declare(...prefixes: readonly (keyof typeof namespaces)[]): Readonly<Record<string, string>> {
  return Object.fromEntries(prefixes.map((prefix) => [`xmlns:${prefix}`, namespaces[prefix]]));
}

/** The modules of a document that both XML formats share. */
export function sharedPrefixes({
  entries,
  complete,
  current,
  older,
}: FeedDocument): readonly (keyof typeof namespaces)[] {
  const used = {
    thr: entries.some(({ isReply }) => isReply),
    fh: complete || current !== null || older !== null,
    media: entries.some(({ isPictured }) => isPictured),
  };
  return (["thr", "fh", "media"] as const).filter((prefix) => used[prefix]);
}
