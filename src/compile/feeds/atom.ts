import { Feed, type Item } from "feed";
import { appendToBlock, cutBlock, insertBlocks } from "./block.ts";
import type { Entry } from "./entry.ts";
import { lastUpdated, type FeedDocument } from "./feed-document.ts";
import { formatTypes } from "./feed-info.ts";
import { historyElements, pictureElement, replyElement } from "./shared-elements.ts";
import { createSlots, type Slots } from "./slots.ts";
import { cdata, element, escapeText } from "./xml.ts";
import { declare, namespaces, sharedPrefixes } from "./xml-names.ts";

/** Atom 1.0 (RFC 4287) with threading (RFC 4685), history (RFC 5005) and tombstones (RFC 6721). Titles and summaries are plain text, the type that changes nothing. */
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
    copyright: slots.elements(...feedElements(document)),
  });
  const head = slots.fill(feed.atom1()).replace(/<feed [^>]*>/, () => feedTag(document));
  const { source, entries } = document;
  const blocks = document.blocks.map((block, i) =>
    appendToBlock(block, source === null ? "" : sourceElement(entries[i]!, source)),
  );
  return insertBlocks(head, blocks, "\n</feed>");
}

/** One `<entry>`, the same in every feed of the newsroom but for the source that some of them add. */
export function atomEntry(entry: Entry, language: string): string {
  const slots = createSlots();
  const feed = new Feed({ id: "about:blank", title: "", updated: new Date(0) });
  feed.addItem(item(entry, language, slots));
  return slots.fill(cutBlock(feed.atom1(), "entry"));
}

function feedTag(document: FeedDocument): string {
  const tombstones = document.entries.some(({ withdrawn }) => withdrawn !== null);
  const names = declare(...sharedPrefixes(document), ...(tombstones ? (["at"] as const) : []));
  const attributes = { xmlns: namespaces.atom, ...names, "xml:lang": document.language };
  return element("feed", attributes, "\n").replace("\n</feed>", "");
}

function feedLinks(document: FeedDocument): readonly string[] {
  return [
    element("link", { rel: "alternate", type: "text/html", href: document.page }),
    element("link", { rel: "self", type: formatTypes.atom, href: document.addresses.atom }),
    ...document.hubs.map((href) => element("link", { rel: "hub", href })),
  ];
}

function feedElements(document: FeedDocument): readonly string[] {
  return [
    document.copyright === null ? "" : element("rights", {}, escapeText(document.copyright)),
    ...historyElements(document, "atom", "link"),
    ...document.entries.map(tombstone),
  ];
}

/** A withdrawn story stays as an entry with its reason; readers that know RFC 6721 may take it away. */
function tombstone({ id, updated, withdrawn }: Entry): string {
  if (withdrawn === null) return "";
  const reason = element("at:comment", {}, escapeText(withdrawn));
  return element("at:deleted-entry", { ref: id, when: new Date(updated).toISOString() }, reason);
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
    copyright: slots.elements(replyElement(entry), pictureElement(entry.image)),
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

/**
 * Where an entry of a tag or thread comes from (§4.2.11). Its `updated` is the entry's: the moment from which the newsroom's
 * feed carried it so. The feed's own would change every copy with each new story.
 */
function sourceElement({ updated }: Entry, { title, page, addresses }: NonNullable<FeedDocument["source"]>): string {
  return element(
    "source",
    {},
    [
      element("id", {}, escapeText(page)),
      element("title", {}, escapeText(title)),
      element("updated", {}, new Date(updated).toISOString()),
      element("link", { rel: "self", type: formatTypes.atom, href: addresses.atom }),
      element("link", { rel: "alternate", type: "text/html", href: page }),
    ].join(""),
  );
}

function author({ name, email, url }: Entry["authors"][number], slots: Slots): { name: string } {
  return {
    name: slots.text(name),
    ...(email !== undefined && { email: slots.text(email) }),
    ...(url !== undefined && { link: slots.text(url) }),
  };
}
