import { escapeHtml } from "../../base/html.ts";
import type { Picture } from "../../model.ts";
import { absolute, href, pictureUrl } from "../../base/site.ts";
import { formats, formatTypes, type FeedInfo, type Format } from "../feeds/feed-info.ts";
import type { Shell } from "./shell.ts";

/** What a page says about itself, in what differs from most pages. */
export interface HeadFacts {
  readonly title?: string;
  readonly description?: string;
  readonly article?: { readonly published: string; readonly modified: string };
  /** Null, or an address elsewhere that is the page's first home. */
  readonly canonical?: string | null;
  readonly image?: Picture | null;
  /** Addresses of the pages around. */
  readonly previous?: string | null;
  readonly next?: string | null;
  /** The feed of this very page, in all formats; the newsroom's comes in any case. */
  readonly own?: FeedInfo | undefined;
  /** Feeds that the page belongs to, in one format. */
  readonly beside?: readonly FeedInfo[];
  /** A finished JSON document, safe within `<script>`. */
  readonly jsonLd?: string;
  /** Not for search engines. */
  readonly noindex?: boolean;
}

/** What templates see as `page`: `head` is finished HTML. */
export interface PageView {
  readonly title: string;
  readonly head: string;
}

/**
 * The head of the page at `path`: title, canonical address, the pages around, feeds, Open Graph, JSON-LD.
 * Written here rather than in a template: none of it is for the eye, and as Liquid it cost more than the rest of a page.
 */
export function makeHead(shell: Shell, path: string, facts: HeadFacts): PageView {
  const { site, c } = shell;
  const title = facts.title ?? site.title;
  const description = facts.description ?? site.description;
  const canonical = facts.canonical ?? absolute(c.newsroom.config, path);
  const elements = [
    `<title>${escapeHtml(title === site.title ? title : `${title} – ${site.title}`)}</title>`,
    meta("name", "description", description),
    facts.noindex === true ? meta("name", "robots", "noindex") : link({ rel: "canonical", href: canonical }),
    ...(facts.previous == null ? [] : [link({ rel: "prev", href: facts.previous })]),
    ...(facts.next == null ? [] : [link({ rel: "next", href: facts.next })]),
    ...alternates(shell, facts),
    ...sharing(shell, { ...facts, title, description, canonical }),
    ...(facts.jsonLd === undefined ? [] : [`<script type="application/ld+json">${facts.jsonLd}</script>`]),
  ];
  return { title, head: elements.join("\n") };
}

/** The feed of the page comes first: readers offer the first one. */
function alternates(shell: Shell, { own, beside = [] }: HeadFacts): readonly string[] {
  const newsroom = shell.feeds.find((feed) => feed.kind === "newsroom");
  const whole = [...new Set([own, newsroom])].filter((feed) => feed !== undefined);
  const each = (feed: FeedInfo, format: Format): string =>
    link({
      rel: "alternate",
      type: formatTypes[format],
      title: feed.title,
      href: href(shell.c.newsroom.config, feed[format]),
    });
  return [
    ...whole.flatMap((feed) => formats.map((format) => each(feed, format))),
    ...beside.map((feed) => each(feed, "rss")),
  ];
}

/** Open Graph (ogp.me), and the one word that X asks for beside it. */
function sharing(shell: Shell, facts: HeadFacts & Record<"title" | "description" | "canonical", string>): string[] {
  const { image, article } = facts;
  const og = (name: string, content: string | number): string => meta("property", `og:${name}`, `${content}`);
  const size = image?.width === undefined || image.height === undefined ? null : [image.width, image.height];
  return [
    og("site_name", shell.site.title),
    og("type", article === undefined ? "website" : "article"),
    og("title", facts.title),
    og("description", facts.description),
    og("url", facts.canonical),
    ...(image == null ? [] : [og("image", pictureUrl(shell.c.newsroom.config, image)), og("image:alt", image.alt)]),
    ...(size === null ? [] : [og("image:width", size[0]!), og("image:height", size[1]!)]),
    ...(article === undefined ? [] : [meta("property", "article:published_time", article.published)]),
    ...(article === undefined ? [] : [meta("property", "article:modified_time", article.modified)]),
    meta("name", "twitter:card", image == null ? "summary" : "summary_large_image"),
  ];
}

function meta(kind: "name" | "property", name: string, content: string): string {
  return `<meta ${kind}="${name}" content="${escapeHtml(content)}">`;
}

function link(attributes: Readonly<Record<string, string>>): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeHtml(value)}"`);
  return `<link${written.join("")}>`;
}

/** What a feed is called among its own newsroom's: "Cloud", not "The Courant: Cloud". */
export function feedName(shell: Shell, feed: FeedInfo): string {
  const prefix = `${shell.c.newsroom.config.title}: `;
  if (feed.kind === "newsroom") return shell.words.allStories;
  return feed.title.startsWith(prefix) ? feed.title.slice(prefix.length) : feed.title;
}
