import type { Composition, Story } from "../../model.ts";
import type { Entry } from "./entry.ts";
import { storyEntry, storyEntryKey } from "./story-entry.ts";
import type { View } from "./story-links.ts";

/** An entry before it is written: enough to choose it, place it and know whether it changed. Everything is found on first use and kept. */
export interface FeedItem {
  /** Calendar year in the newsroom's zone; archives are cut by it. */
  readonly year: string;
  /** Hash of everything the entry's bytes depend on. */
  readonly key: (view: View) => string;
  /** Bytes the entry takes in its largest format, estimated from above without rendering it. */
  readonly weight: () => number;
  readonly entry: (view: View) => Entry;
}

export function storyItem(c: Composition, story: Story): FeedItem {
  return {
    year: story.day.slice(0, 4),
    key: perView((view) => storyEntryKey(c, story, view)),
    weight: once(() => storyWeight(story, c.newsroom.config.feeds.content)),
    entry: perView((view) => storyEntry(c, story, view)),
  };
}

export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

export function perView<T>(make: (view: View) => T): (view: View) => T {
  const made = { current: once(() => make("current")), settled: once(() => make("settled")) };
  return (view) => made[view]();
}

/** Head, links and list of an entry without its texts: measured 2.1 to 3.3 kB with five related stories and three tags. */
const frame = 4_000;
/** JSON escapes quotes and line ends, CDATA nothing: HTML grows by 2 to 6 %. */
const escaping = 1.1;

function storyWeight({ body, dek, title, tags, withdrawn }: Story, content: "full" | "summary"): number {
  const shown = content === "full" && withdrawn === null;
  const texts = shown ? body.parts.map((part) => (typeof part === "string" ? part : "")) : [];
  const references = shown ? body.references.map(({ text, target }) => `${text}${text}${target}${target}`) : [];
  const bytes = Buffer.byteLength(
    [title, dek, dek, ...tags.map(({ label }) => label), ...texts, ...references].join(""),
  );
  return Math.ceil(bytes * escaping) + references.length * 200 + frame;
}
