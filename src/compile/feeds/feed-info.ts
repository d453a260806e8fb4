export type Format = "rss" | "atom" | "json";
export const formats: readonly Format[] = ["rss", "atom", "json"];

/** File name and MIME type of each format (RFC 4287 §7; JSON Feed 1.1; RSS has no registered type, every reader knows this one). */
export const formatFiles: Readonly<Record<Format, string>> = { rss: "feed.xml", atom: "atom.xml", json: "feed.json" };
export const formatTypes: Readonly<Record<Format, string>> = {
  rss: "application/rss+xml",
  atom: "application/atom+xml",
  json: "application/feed+json",
};

/** One feed, for autodiscovery, OPML and the page about feeds. */
export interface FeedInfo {
  readonly kind: "newsroom" | "tag" | "thread" | "digest";
  /** Key of the tag or thread, name of the digest, "" for the newsroom. */
  readonly key: string;
  /** Plain text, such as "The Courant: Cloud". */
  readonly title: string;
  /** Path of the page that shows the same for people: `/tags/cloud/`. */
  readonly page: string;
  /** Paths of the three documents: `/tags/cloud/feed.xml` … */
  readonly rss: string;
  readonly atom: string;
  readonly json: string;
}

/** The info of a feed whose documents lie in `folder`, a path with both slashes. */
export function feedInfo(kind: FeedInfo["kind"], key: string, title: string, page: string, folder = page): FeedInfo {
  return {
    kind,
    key,
    title,
    page,
    rss: `${folder}${formatFiles.rss}`,
    atom: `${folder}${formatFiles.atom}`,
    json: `${folder}${formatFiles.json}`,
  };
}
