import { Feed, type Item } from "feed";
import { escapeHtml } from "../../html.ts";
import { appendToBlock, cutBlock, insertBlocks } from "./block.ts";
import type { Entry } from "./entry.ts";
import { lastUpdated, minutesToLive, type FeedDocument } from "./feed-document.ts";
import { formatTypes } from "./feed-info.ts";
import { historyElements, pictureElement, replyElement } from "./shared-elements.ts";
import { createSlots, type Slots } from "./slots.ts";
import { cdata, element, escapePlain, escapeText } from "./xml.ts";
import { declare, sharedPrefixes } from "./xml-names.ts";

/** RSS 2.0 with the modules Atom, Content, Dublin Core, Threading, History and Media, after the RSS Advisory Board's profile. */
export function renderRss(document: FeedDocument): string {
  const slots = createSlots();
  const feed = new Feed({
    title: slots.text(document.title),
    link: slots.text(document.page),
    description: slots.text(document.description),
    updated: new Date(lastUpdated(document.entries)),
    generator: "Courant",
    docs: "https://www.rssboard.org/rss-specification",
    language: slots.text(document.language),
    ttl: minutesToLive,
    ...(document.logo !== null && { image: slots.text(document.logo) }),
    copyright: slots.elements(...channelElements(document)),
  });
  const head = slots.fill(feed.rss2()).replace(/<rss [^>]*>/, () => rssTag(document));
  const { source } = document;
  const from = source === null ? "" : element("source", { url: source.addresses.rss }, escapeText(source.title));
  return insertBlocks(
    head,
    document.blocks.map((block) => appendToBlock(block, from)),
    "\n    </channel>",
  );
}

/** One `<item>`, the same in every feed of the newsroom but for the source that some of them add. */
export function rssItem(entry: Entry, language: string): string {
  const slots = createSlots();
  const feed = new Feed({ title: "", link: "about:blank", updated: new Date(0) });
  feed.addItem(item(entry, language, slots));
  return slots.fill(cutBlock(feed.rss2(), "item"));
}

function rssTag(document: FeedDocument): string {
  const names = declare("atom", "content", "dc", ...sharedPrefixes(document));
  return element("rss", { version: "2.0", ...names }, "\n").replace("\n</rss>", "");
}

function channelElements(document: FeedDocument): readonly string[] {
  return [
    document.copyright === null ? "" : element("copyright", {}, escapeText(document.copyright)),
    element("atom:link", { rel: "self", type: formatTypes.rss, href: document.addresses.rss }),
    ...document.hubs.map((href) => element("atom:link", { rel: "hub", href })),
    ...historyElements(document, "rss", "atom:link"),
  ];
}

function item(entry: Entry, language: string, slots: Slots): Item {
  return {
    title: slots.elements(element("title", {}, escapePlain(entry.title))),
    link: slots.elements(entry.url === null ? "" : element("link", {}, escapeText(entry.url))),
    guid: slots.text(entry.id),
    date: new Date(entry.published),
    ...(entry.summary !== "" && {
      // A description is HTML by custom: a summary's own "<" needs a second escape to stay what it is.
      description: slots.elements(element("description", {}, escapeText(escapeHtml(entry.summary)))),
    }),
    content: slots.elements(element("content:encoded", {}, cdata(entry.content))),
    category: entry.tags.map(({ label, url }) => ({ name: slots.text(label), domain: slots.text(url) })),
    extensions: [{ name: "courant-elements", objects: { _text: slots.elements(...itemElements(entry, language)) } }],
  };
}

function itemElements(entry: Entry, language: string): readonly string[] {
  const { enclosure } = entry;
  return [
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
    pictureElement(entry.image),
  ];
}
