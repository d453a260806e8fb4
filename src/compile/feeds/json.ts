import { Feed } from "feed";
import type { Author } from "../../model.ts";
import type { Entry, EntryTarget, EntryThread } from "./entry.ts";
import { lastUpdated, type FeedDocument } from "./feed-document.ts";

/**
 * JSON Feed 1.1. The `feed` package writes version 1: one author, no language, attachments or hubs.
 * We take its skeleton and lift it; what people wrote is safe here, since JSON.stringify escapes it all.
 */
export function renderJson(document: FeedDocument): string {
  const feed = new Feed({
    title: document.title,
    description: document.description,
    link: document.page,
    updated: new Date(lastUpdated(document.entries)),
    feedLinks: { json: document.addresses.json },
  });
  const { items: _none, ...head } = JSON.parse(feed.json1()) as JsonFeedOne;
  const lifted = {
    ...head,
    version: "https://jsonfeed.org/version/1.1",
    ...(document.logo !== null && { icon: document.logo }),
    ...(document.icon !== null && { favicon: document.icon }),
    language: document.language,
    authors: authors([document.author]),
    ...(document.hubs.length > 0 && { hubs: document.hubs.map((url) => ({ type: "WebSub", url })) }),
    ...(document.older !== null && { next_url: document.older.json }),
    ...(document.ended && { expired: true }),
    _courant: extension(document),
  };
  const opening = JSON.stringify(lifted, null, 2).slice(0, -"\n}".length);
  const items = document.blocks.length === 0 ? "[]" : `[${document.blocks.join(",")}\n  ]`;
  return `${opening},\n  "items": ${items}\n}\n`;
}

/** One item, the same in every feed of the newsroom, with the line end and margin it stands at. */
export function jsonItem(entry: Entry): string {
  const feed = new Feed({ title: "", updated: new Date(0) });
  feed.addItem({
    title: entry.title,
    id: entry.id,
    link: entry.url ?? "",
    date: new Date(entry.updated),
    published: new Date(entry.published),
    description: entry.summary,
    content: entry.content,
    category: entry.tags.map(({ label }) => ({ name: label })),
    ...(entry.image !== null && { image: entry.image.url }),
  });
  const { items } = JSON.parse(feed.json1()) as JsonFeedOne;
  // A line end within a string is escaped: each one here is JSON's own.
  return `\n${JSON.stringify({ ...items[0], ...liftedItem(entry) }, null, 2)}`.replaceAll("\n", "\n    ");
}

interface JsonFeedOne {
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

/** Ours; `about` leads to the page that explains it. */
function extension({ about, license, entries, complete, current, source }: FeedDocument): object {
  const withdrawn = entries.filter((entry) => entry.withdrawn !== null);
  return {
    about,
    ...(complete && { complete }),
    ...(license !== null && { license }),
    ...(current !== null && { archive: true, current: current.json }),
    ...(source !== null && { source: { title: source.title, url: source.addresses.json } }),
    ...(withdrawn.length > 0 && {
      withdrawn: withdrawn.map(({ id, updated, withdrawn }) => ({
        id,
        when: new Date(updated).toISOString(),
        reason: withdrawn,
      })),
    }),
  };
}

function liftedItem(entry: Entry): object {
  const { enclosure } = entry;
  return {
    language: entry.lang,
    authors: authors(entry.authors),
    ...(enclosure !== null && {
      attachments: [
        {
          url: enclosure.url,
          mime_type: enclosure.type,
          title: entry.title,
          ...(enclosure.bytes > 0 && { size_in_bytes: enclosure.bytes }),
        },
      ],
    }),
    _courant: {
      related: entry.related.map((link) => ({
        ...target(link),
        kind: link.kind,
        weight: link.weight,
        because: link.because,
      })),
      ...(entry.continues !== null && { continues: target(entry.continues) }),
      ...(entry.thread !== null && { thread: threadOf(entry.thread) }),
      ...(entry.canonical !== null && { canonical: entry.canonical }),
      ...(entry.correction !== null && { correction: entry.correction }),
      ...(entry.withdrawn !== null && { withdrawn: entry.withdrawn }),
    },
  };
}

function target({ id, url, title, lang }: EntryTarget): object {
  return { id, url, title, language: lang };
}

function threadOf({ relation: _atom, ...thread }: EntryThread): object {
  return thread;
}

function authors(all: readonly Author[]): readonly object[] {
  return all.map(({ name, url }) => ({ name, ...(url !== undefined && { url }) }));
}
