import { Feed } from "feed";
import { escapeHtml } from "../../base/html.ts";
import { appendToBlock, type Block, contentMark, cutBlock, insertBlocks, splitBlock } from "./block.ts";
import type { Entry } from "./entry.ts";
import { lastUpdated, minutesToLive, type FeedDocument } from "./feed-document.ts";
import { formatTypes } from "./feed-info.ts";
import { learnLayout, slot, slotDates } from "./layout.ts";
import { once } from "./once.ts";
import { historyElements, pictureElements, replyElement } from "./shared-elements.ts";
import { cdataText, element, escapePlain, escapeText } from "./xml.ts";
import { declare, sharedPrefixes } from "./xml-names.ts";

/** RSS 2.0 with the modules Atom, Content, Dublin Core, Threading, History and Media, after the RSS Advisory Board's profile. */
export function renderRss(document: FeedDocument): string {
  const head = headLayout().fill({
    title: [element("title", {}, escapePlain(document.title))],
    link: [element("link", {}, escapeText(document.page))],
    description: [element("description", {}, escapePlain(document.description))],
    updated: [element("lastBuildDate", {}, new Date(lastUpdated(document.entries)).toUTCString())],
    language: [element("language", {}, escapeText(document.language))],
    copyright: channelElements(document),
  });
  const { source } = document;
  const from = source === null ? "" : element("source", { url: source.addresses.rss }, escapeText(source.title));
  const blocks = document.blocks.map((block) => appendToBlock(block, from));
  return insertBlocks(
    head.replace(/<rss [^>]*>/, () => rssTag(document)),
    blocks,
    "\n    </channel>",
  );
}

/** One `<item>`, the same in every feed of the newsroom but for the source that some of them add. */
export function rssItem(entry: Entry, language: string): Block {
  const written = itemLayout().fill({
    title: [element("title", {}, escapePlain(entry.title))],
    link: [element("link", {}, escapeText(entry.link))],
    id: [element("guid", { isPermaLink: "false" }, escapeText(entry.id))],
    published: [element("pubDate", {}, new Date(entry.published).toUTCString())],
    // A description is HTML by custom: a summary's own "<" needs a second escape to stay what it is.
    summary: entry.summary === "" ? [] : [element("description", {}, escapeText(escapeHtml(entry.summary)))],
    content: [element("content:encoded", {}, `<![CDATA[${contentMark}]]>`)],
    more: itemElements(entry, language),
  });
  const { opening, text, closing } = entry.content;
  return splitBlock(written, [opening, text, closing].map(cdataText));
}

const headLayout = once(() => {
  const feed = new Feed({
    title: slot("title"),
    link: slot("link"),
    description: slot("description"),
    updated: slotDates.updated,
    generator: "Courant",
    docs: "https://www.rssboard.org/rss-specification",
    language: slot("language"),
    ttl: minutesToLive,
    copyright: slot("copyright"),
  });
  return learnLayout(feed.rss2(), ["title", "link", "description", "updated", "language", "copyright"]);
});

const itemLayout = once(() => {
  const feed = new Feed({ title: "", link: "about:blank", updated: slotDates.updated });
  feed.addItem({
    title: slot("title"),
    link: slot("link"),
    guid: slot("id"),
    date: slotDates.published,
    description: slot("summary"),
    content: slot("content"),
    extensions: [{ name: "more", objects: { _text: slot("more") } }],
  });
  const item = cutBlock(feed.rss2(), "item");
  return learnLayout(item, ["title", "link", "id", "published", "summary", "content", "more"]);
});

function rssTag(document: FeedDocument): string {
  const names = declare("atom", "content", "dc", ...sharedPrefixes(document));
  return element("rss", { version: "2.0", ...names }, "\n").replace("\n</rss>", "");
}

function channelElements(document: FeedDocument): readonly string[] {
  return [
    document.copyright === null ? "" : element("copyright", {}, escapeText(document.copyright)),
    document.logo === null || otherPicture.test(document.logo) ? "" : imageElement(document, document.logo),
    element("atom:link", { rel: "self", type: formatTypes.rss, href: document.addresses.rss }),
    ...document.hubs.map((href) => element("atom:link", { rel: "hub", href })),
    document.license === null ? "" : element("atom:link", { rel: "license", href: document.license }),
    ...historyElements(document, "rss", "atom:link"),
  ];
}

/** RSS knows GIF, JPEG and PNG; Atom and JSON carry any. */
const otherPicture = /\.(?:svg|webp|avif|ico)(?:\?|$)/i;

/** Title and link must be the channel's (RSS profile). */
function imageElement({ title, page }: FeedDocument, logo: string): string {
  const parts = [element("url", {}, escapeText(logo)), element("title", {}, escapePlain(title))];
  return element("image", {}, [...parts, element("link", {}, escapeText(page))].join(""));
}

function itemElements(entry: Entry, language: string): readonly string[] {
  const { enclosure } = entry;
  return [
    ...entry.tags.map(({ label, url }) => element("category", { domain: url }, escapeText(label))),
    // One element for all: newsboat shows only the last of several, rss-parser only the first.
    element("dc:creator", {}, escapeText(entry.authors.map(({ name }) => name).join(", "))),
    entry.lang === language ? "" : element("dc:language", {}, escapeText(entry.lang)),
    element("atom:updated", {}, new Date(entry.updated).toISOString()),
    enclosure === null
      ? ""
      : element("enclosure", { url: enclosure.url, length: enclosure.bytes, type: enclosure.type }),
    ...entry.related.map(({ url, title, lang }) =>
      element("atom:link", { rel: "related", type: "text/html", hreflang: lang, title, href: url }),
    ),
    entry.canonical === null ? "" : element("atom:link", { rel: "via", href: entry.canonical }),
    replyElement(entry),
    ...pictureElements(entry),
  ];
}
