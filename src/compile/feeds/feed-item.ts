import type { Composition, Story } from "../../model.ts";
import type { Entry } from "./entry.ts";
import { storyEntry, storyEntryKey } from "./story-entry.ts";

/** An entry before it is written: enough to choose it, place it and know whether it changed. */
export interface FeedItem {
  /** Hash of everything the entry's bytes depend on. */
  readonly key: string;
  /** Bytes the entry takes in its largest format, estimated from above without rendering it. */
  readonly weight: number;
  /** Written on first use, then kept: a story stands in several feeds. */
  readonly entry: () => Entry;
}

export function storyItem(c: Composition, story: Story): FeedItem {
  let entry: Entry | undefined;
  return {
    key: storyEntryKey(c, story),
    weight: storyWeight(story, c.newsroom.config.feeds.content),
    entry: () => (entry ??= storyEntry(c, story)),
  };
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
