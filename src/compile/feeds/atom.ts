import { Feed, type Item } from "feed";
import type { Entry } from "./entry.ts";
import { lastUpdated, type FeedDocument } from "./feed-document.ts";
import { formatTypes } from "./feed-info.ts";
import { createSlots, type Slots } from "./slots.ts";
import { cdata, element, escapeText } from "./xml.ts";

/** Atom 1.0 (RFC 4287) with threading (RFC 4685). Titles and summaries are plain text, the type that changes nothing. */
export function renderAtom(document: FeedDocument): string {
  const slots = createSlots();
  const feed = new Feed({
    id: slots.text(document.page),
    title: slots.text(document.title),
    updated: new Date(lastUpdated(document.entries)),
    generator: "Courant",
    author: author(document.author, slots),
    link: slots.elements(...feedLinks(document)),
    description: slots.text(document.description),
    ...(document.logo !== null && { image: slots.text(document.logo) }),
    ...(document.icon !== null && { favicon: slots.text(document.icon) }),
    ...(document.copyright !== null && { copyright: slots.text(document.copyright) }),
  });
  for (const entry of document.entries) feed.addItem(item(entry, document.language, slots));
  return `${slots.fill(feed.atom1()).replace(/<feed [^>]*>/, feedTag(document.language))}\n`;
}

function feedTag(language: string): string {
  const names = { xmlns: "http://www.w3.org/2005/Atom", "xmlns:thr": "http://purl.org/syndication/thread/1.0" };
  return element("feed", { ...names, "xml:lang": language }, "\n").replace("\n</feed>", "");
}

function feedLinks(document: FeedDocument): readonly string[] {
  return [
    element("link", { rel: "alternate", type: "text/html", href: document.page }),
    element("link", { rel: "self", type: formatTypes.atom, href: document.addresses.atom }),
    ...document.hubs.map((href) => element("link", { rel: "hub", href })),
  ];
}

function item(entry: Entry, feedLanguage: string, slots: Slots): Item {
  const language = entry.lang === feedLanguage ? {} : { "xml:lang": entry.lang };
  return {
    title: slots.elements(element("title", language, escapeText(entry.title))),
    id: slots.text(entry.id),
    link: slots.elements(...entryLinks(entry)),
    date: new Date(entry.updated),
    published: new Date(entry.published),
    ...(entry.summary !== "" && {
      description: slots.elements(element("summary", language, escapeText(entry.summary))),
    }),
    content: slots.elements(element("content", { type: "html", ...language }, cdata(entry.content))),
    author: entry.authors.map((each) => author(each, slots)),
    category: entry.tags.map(({ label }) => ({ name: slots.text(label), term: slots.text(label) })),
    copyright: slots.elements(...entryElements(entry)),
  };
}

/** The alternate link is explicit and first: rss-parser and elfeed would otherwise open a related story. */
function entryLinks(entry: Entry): readonly string[] {
  const { enclosure } = entry;
  return [
    entry.url === null
      ? ""
      : element("link", { rel: "alternate", type: "text/html", hreflang: entry.lang, href: entry.url }),
    ...entry.related.map(({ url, title, lang }) =>
      element("link", { rel: "related", type: "text/html", hreflang: lang, title, href: url }),
    ),
    entry.canonical === null ? "" : element("link", { rel: "via", href: entry.canonical }),
    enclosure === null
      ? ""
      : element("link", { rel: "enclosure", type: enclosure.type, length: enclosure.bytes, href: enclosure.url }),
  ];
}

function entryElements({ continues }: Entry): readonly string[] {
  if (continues === null) return [];
  return [element("thr:in-reply-to", { ref: continues.id, href: continues.url, type: "text/html" })];
}

function author({ name, email, url }: Entry["authors"][number], slots: Slots): { name: string } {
  return {
    name: slots.text(name),
    ...(email !== undefined && { email: slots.text(email) }),
    ...(url !== undefined && { link: slots.text(url) }),
  };
}
