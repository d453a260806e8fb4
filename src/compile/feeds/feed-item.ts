import type { Composition, Story } from "../../model.ts";
import type { Entry } from "./entry.ts";
import { entryBlock } from "./entry-block.ts";
import type { Format } from "./feed-info.ts";
import { once } from "./once.ts";
import { storyEntry, storyEntryKey } from "./story-entry.ts";
import { storyWeight } from "./story-weight.ts";
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
  /** The entry in a format. A story stands in some six feeds and archives: this is the work that it costs once. */
  readonly block: (format: Format, view: View) => string;
}

export function storyItem(c: Composition, story: Story): FeedItem {
  const { feeds, language } = c.newsroom.config;
  const entry = perView((view) => storyEntry(c, story, view));
  return {
    year: story.day.slice(0, 4),
    key: perView((view) => storyEntryKey(c, story, view)),
    weight: once(() => storyWeight(story, feeds.content)),
    entry,
    block: blocksOf(entry, language),
  };
}

/**
 * The blocks of an entry, written on first use. Of each view the last one asked for is kept: documents are made format by format,
 * and 10,000 stories in all three at once took 150 MB more.
 */
export function blocksOf(entry: (view: View) => Entry, language: string): FeedItem["block"] {
  const kept = new Map<View, { readonly format: Format; readonly block: string }>();
  return (format, view) => {
    const last = kept.get(view);
    if (last?.format === format) return last.block;
    const block = entryBlock(entry(view), format, language);
    kept.set(view, { format, block });
    return block;
  };
}

function perView<T>(make: (view: View) => T): (view: View) => T {
  const made = { current: once(() => make("current")), settled: once(() => make("settled")) };
  return (view) => made[view]();
}
