import type { Composition, Story } from "../../model.ts";
import type { Block } from "./block.ts";
import { type Entry, type EntryMark, markOf } from "./entry.ts";
import { entryBlock } from "./entry-block.ts";
import type { Format } from "./feed-info.ts";
import { once } from "./once.ts";
import { jsonText } from "./json.ts";
import { storyText } from "./story-content.ts";
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
  readonly mark: (view: View) => EntryMark;
  /** The entry in a format. A story stands in some six feeds and archives: this is the work that it costs once. */
  readonly block: (format: Format, view: View) => Block;
}

export function storyItem(c: Composition, story: Story): FeedItem {
  const { feeds, language } = c.newsroom.config;
  const text = once(() => storyText(c, story));
  return {
    year: story.day.slice(0, 4),
    key: perView((view) => storyEntryKey(c, story, view)),
    weight: once(() => storyWeight(story, feeds.content)),
    ...renderings((view) => storyEntry(c, story, view, text()), language),
  };
}

/**
 * The forms of an entry, made on first use. Of each view the last block asked for is kept: documents are made format by format,
 * and 10,000 stories in all three at once took 150 MB more. The entry itself is made anew for each: keeping it cost as much.
 */
export function renderings(entry: (view: View) => Entry, language: string): Pick<FeedItem, "mark" | "block"> {
  const marks = new Map<View, EntryMark>();
  const blocks = new Map<View, { readonly format: Format; readonly block: Block }>();
  let jsonContent: string | undefined;
  const markOnce = (view: View, made: () => Entry): EntryMark => {
    const known = marks.get(view) ?? markOf(made());
    marks.set(view, known);
    return known;
  };
  return {
    mark: (view) => markOnce(view, () => entry(view)),
    block: (format, view) => {
      const last = blocks.get(view);
      if (last?.format === format) return last.block;
      const made = entry(view);
      markOnce(view, () => made);
      const block = entryBlock(made, format, language, () => (jsonContent ??= jsonText(made.content.text)));
      blocks.set(view, { format, block });
      return block;
    },
  };
}

function perView<T>(make: (view: View) => T): (view: View) => T {
  const made = { current: once(() => make("current")), settled: once(() => make("settled")) };
  return (view) => made[view]();
}
