import type { Picture } from "../../model.ts";
import { absolute, href, pictureUrl } from "../../site.ts";
import type { FeedInfo } from "../feeds/feed-info.ts";
import type { Shell } from "./shell.ts";

/** A feed for `<link rel="alternate">`. */
export interface AlternateView {
  readonly type: string;
  readonly title: string;
  readonly href: string;
}

/** What the head of a page says: templates see it as `page`. */
export interface HeadView {
  readonly title: string;
  readonly description: string;
  /** `og:type`. */
  readonly type: "website" | "article";
  readonly canonical: string;
  readonly image: {
    readonly url: string;
    readonly alt: string;
    readonly width?: number;
    readonly height?: number;
  } | null;
  readonly previous: string | null;
  readonly next: string | null;
  readonly alternates: readonly AlternateView[];
  /** A finished JSON document, safe within `<script>`. */
  readonly jsonLd: string | null;
  readonly noindex: boolean;
  /** RFC 3339; null but for articles. */
  readonly published: string | null;
  readonly modified: string | null;
}

interface Given extends Partial<Omit<HeadView, "image" | "canonical">> {
  /** Null, or an address elsewhere that is the page's first home. */
  readonly canonical?: string | null;
  readonly image?: Picture | null;
  /** The feed of this very page, in all formats; the newsroom's comes in any case. */
  readonly own?: FeedInfo | undefined;
  /** Feeds that the page belongs to, in one format. */
  readonly beside?: readonly FeedInfo[];
}

/** The head of the page at `path`, with what is not given left at what most pages say. */
export function makeHead(shell: Shell, path: string, given: Given): HeadView {
  const { config } = shell.c.newsroom;
  return {
    title: given.title ?? config.title,
    description: given.description ?? config.description,
    type: given.type ?? "website",
    canonical: given.canonical ?? absolute(config, path),
    image: given.image == null ? null : imageView(shell, given.image),
    previous: given.previous ?? null,
    next: given.next ?? null,
    alternates: alternates(shell, given.own, given.beside ?? []),
    jsonLd: given.jsonLd ?? null,
    noindex: given.noindex ?? false,
    published: given.published ?? null,
    modified: given.modified ?? null,
  };
}

function imageView(shell: Shell, picture: Picture): HeadView["image"] {
  const size =
    picture.width === undefined || picture.height === undefined ? {} : { width: picture.width, height: picture.height };
  return { url: pictureUrl(shell.c.newsroom.config, picture), alt: picture.alt, ...size };
}

/** The feed of the page comes first: readers offer the first one. */
function alternates(shell: Shell, own: FeedInfo | undefined, beside: readonly FeedInfo[]): readonly AlternateView[] {
  const newsroom = shell.feeds.find((feed) => feed.kind === "newsroom");
  const all = own === newsroom ? [own] : [own, newsroom];
  const link = (feed: FeedInfo, path: string, type: string): AlternateView => ({
    type: `application/${type}`,
    title: feed.title,
    href: href(shell.c.newsroom.config, path),
  });
  return [
    ...all.flatMap((feed) =>
      feed === undefined
        ? []
        : [link(feed, feed.rss, "rss+xml"), link(feed, feed.atom, "atom+xml"), link(feed, feed.json, "feed+json")],
    ),
    ...beside.map((feed) => link(feed, feed.rss, "rss+xml")),
  ];
}
