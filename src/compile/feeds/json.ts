import { Feed } from "feed";
import type { Author } from "../../model.ts";
import { type Block, contentMark, insertBlocks, splitBlock } from "./block.ts";
import type { Entry, EntryTarget, EntryThread } from "./entry.ts";
import { lastUpdated, type FeedDocument } from "./feed-document.ts";
import { slot, slotDates } from "./layout.ts";
import { once } from "./once.ts";

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
  const end = document.blocks.length === 0 ? "]\n}" : "\n  ]\n}";
  return insertBlocks(`${opening},\n  "items": [${end}`, document.blocks, end, ",");
}

/** HTML within the quotes of a JSON string. */
export function jsonText(html: string): string {
  return JSON.stringify(html).slice(1, -1);
}

/** One item, the same in every feed of the newsroom, with the line end and margin it stands at; `text` is its content's, escaped. */
export function jsonItem(entry: Entry, text: string): Block {
  const values: Readonly<Record<string, unknown>> = {
    id: entry.id,
    content_html: contentMark,
    url: entry.url ?? undefined,
    title: entry.title,
    summary: entry.summary === "" ? undefined : entry.summary,
    image: entry.image?.url,
    date_modified: new Date(entry.updated).toISOString(),
    date_published: new Date(entry.published).toISOString(),
    tags: entry.tags.map(({ label }) => label),
  };
  const members = [...itemKeys().map((key) => [key, values[key]] as const), ...Object.entries(liftedItem(entry))];
  // A member a line: `git diff` can be read, and JSON's own indenting takes three times as long.
  const lines = members.flatMap(([key, value]) => (value === undefined ? [] : `"${key}": ${JSON.stringify(value)}`));
  const written = `\n    {\n      ${lines.join(",\n      ")}\n    }`;
  const { opening, closing } = entry.content;
  return splitBlock(written, [jsonText(opening), text, jsonText(closing)]);
}

/** What `feed` names an item's members, in its order. */
const itemKeys = once(() => {
  const feed = new Feed({ title: "", updated: slotDates.updated });
  feed.addItem({
    title: slot("title"),
    id: slot("id"),
    link: slot("link"),
    date: slotDates.updated,
    published: slotDates.published,
    description: slot("summary"),
    content: slot("content"),
    category: [{ name: slot("tag") }],
    image: slot("image"),
  });
  const { items } = JSON.parse(feed.json1()) as JsonFeedOne;
  return Object.keys(items[0] ?? {});
});

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
