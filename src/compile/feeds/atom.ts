import { Feed } from "feed";
import type { Author } from "../../model.ts";
import { appendToBlock, type Block, contentMark, cutBlock, insertBlocks, splitBlock } from "./block.ts";
import type { Entry, EntryMark, EntryMedia } from "./entry.ts";
import { lastUpdated, type FeedDocument, type FeedSource } from "./feed-document.ts";
import { formatTypes } from "./feed-info.ts";
import { learnLayout, slot, slotDates } from "./layout.ts";
import { once } from "./once.ts";
import { historyElements, pictureElements, replyElement } from "./shared-elements.ts";
import { cdataText, element, escapeText } from "./xml.ts";
import { declare, namespaces, sharedPrefixes } from "./xml-names.ts";

/** Atom 1.0 (RFC 4287) with threading (RFC 4685), history (RFC 5005) and tombstones (RFC 6721). Titles and summaries are plain text, the type that changes nothing. */
export function renderAtom(document: FeedDocument): string {
  const { source, entries } = document;
  const head = headLayout().fill({
    id: [element("id", {}, escapeText(document.id))],
    title: [element("title", {}, escapeText(document.title))],
    updated: [element("updated", {}, new Date(lastUpdated(entries.map(stamped))).toISOString())],
    link: feedLinks(document),
    description: [element("subtitle", {}, escapeText(document.description))],
    rights: feedElements(document),
  });
  const blocks = document.blocks.map((block, i) =>
    appendToBlock(block, source === null ? "" : sourceElement(entries[i]!, source)),
  );
  return insertBlocks(
    head.replace(/<feed [^>]*>/, () => feedTag(document)),
    blocks,
    "\n</feed>",
  );
}

/** One `<entry>`, the same in every feed of the newsroom but for the source that some of them add. */
export function atomEntry(entry: Entry, feedLanguage: string): Block {
  const language = entry.lang === feedLanguage ? {} : { "xml:lang": entry.lang };
  const written = entryLayout().fill({
    title: [element("title", language, escapeText(entry.title))],
    id: [element("id", {}, escapeText(entry.id))],
    link: entryLinks(entry),
    updated: [element("updated", {}, stampOf(entry))],
    summary: entry.summary === "" ? [] : [element("summary", language, escapeText(entry.summary))],
    content: [element("content", { type: "html", ...language }, `<![CDATA[${contentMark}]]>`)],
    published: [element("published", {}, new Date(entry.published).toISOString())],
    rights: entryElements(entry),
  });
  const { opening, text, closing } = entry.content;
  return splitBlock(written, [opening, text, closing].map(cdataText));
}

const headLayout = once(() => {
  const feed = new Feed({
    id: slot("id"),
    title: slot("title"),
    updated: slotDates.updated,
    generator: "Courant",
    link: slot("link"),
    description: slot("description"),
    copyright: slot("rights"),
  });
  return learnLayout(feed.atom1(), ["id", "title", "updated", "link", "description", "rights"]);
});

const entryLayout = once(() => {
  const feed = new Feed({ id: "about:blank", title: "" });
  feed.addItem({
    title: slot("title"),
    id: slot("id"),
    link: slot("link"),
    date: slotDates.updated,
    published: slotDates.published,
    description: slot("summary"),
    content: slot("content"),
    copyright: slot("rights"),
  });
  const entry = cutBlock(feed.atom1(), "entry");
  return learnLayout(entry, ["title", "id", "link", "updated", "summary", "content", "published", "rights"]);
});

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
    document.license === null ? "" : element("link", { rel: "license", href: document.license }),
  ];
}

function feedElements(document: FeedDocument): readonly string[] {
  return [
    author(document.author),
    document.logo === null ? "" : element("logo", {}, escapeText(document.logo)),
    document.icon === null ? "" : element("icon", {}, escapeText(document.icon)),
    document.copyright === null ? "" : element("rights", {}, escapeText(document.copyright)),
    ...historyElements(document, "atom", "link"),
    ...document.entries.map(tombstone),
  ];
}

/** A withdrawn story stays as an entry with its reason; readers that know RFC 6721 may take it away. */
function tombstone({ id, updated, withdrawn }: EntryMark): string {
  if (withdrawn === null) return "";
  const reason = element("at:comment", {}, escapeText(withdrawn));
  return element("at:deleted-entry", { ref: id, when: new Date(updated).toISOString() }, reason);
}

function stampOf(entry: Pick<EntryMark, "updated" | "apart">): string {
  return new Date(stamped(entry).updated).toISOString();
}

function stamped({ updated, apart }: Pick<EntryMark, "updated" | "apart">): Pick<EntryMark, "updated"> {
  return { updated: updated + apart };
}

/** The alternate link is explicit, first and always there: rss-parser and elfeed would otherwise open a related story. */
function entryLinks(entry: Entry): readonly string[] {
  const { enclosure, thread } = entry;
  return [
    element("link", {
      rel: "alternate",
      type: "text/html",
      hreflang: entry.url === null ? null : entry.lang,
      href: entry.link,
    }),
    ...entry.related.map(({ url, title, lang }) =>
      element("link", { rel: "related", type: "text/html", hreflang: lang, title, href: url }),
    ),
    thread === null
      ? ""
      : element("link", { rel: thread.relation, type: "text/html", title: thread.title, href: thread.url }),
    entry.canonical === null ? "" : element("link", { rel: "via", href: entry.canonical }),
    enclosure === null ? "" : enclosureLink(enclosure, entry.title),
  ];
}

function enclosureLink({ url, type, bytes }: EntryMedia, title: string): string {
  return element("link", { rel: "enclosure", type, length: bytes > 0 ? bytes : null, title, href: url });
}

/**
 * Where an entry of a tag or thread comes from (§4.2.11). Its `updated` is the entry's: the moment from which the newsroom's
 * feed carried it so. The feed's own would change every copy with each new story.
 */
function sourceElement(entry: EntryMark, { id, title, page, addresses }: FeedSource): string {
  return element(
    "source",
    {},
    [
      element("id", {}, escapeText(id)),
      element("title", {}, escapeText(title)),
      element("updated", {}, stampOf(entry)),
      element("link", { rel: "self", type: formatTypes.atom, href: addresses.atom }),
      element("link", { rel: "alternate", type: "text/html", href: page }),
    ].join(""),
  );
}

function entryElements(entry: Entry): readonly string[] {
  return [
    ...entry.authors.map(author),
    ...entry.tags.map(({ label }) => element("category", { term: label, label })),
    replyElement(entry),
    ...pictureElements(entry),
  ];
}

function author({ name, email, url }: Author): string {
  const parts = [
    element("name", {}, escapeText(name)),
    email === undefined ? "" : element("email", {}, escapeText(email)),
    url === undefined ? "" : element("uri", {}, escapeText(url)),
  ];
  return element("author", {}, parts.join(""));
}
