import type { Story } from "../../model.ts";
import { tokenize, type Tokens } from "../similar/tokens.ts";
import { oldestFirst } from "../threads.ts";

/** A story and its words, as numbers. */
export interface Read {
  readonly story: Story;
  /** Of the body, in their order. */
  readonly body: Tokens["ids"];
  /** Of the title, in their order. */
  readonly title: Tokens["ids"];
}

/** The words of all stories but the withdrawn ones, whose text is gone; oldest first. */
export function readWords(stories: readonly Story[]): readonly Read[] {
  return stories
    .filter((story) => story.withdrawn === null)
    .toSorted(oldestFirst)
    .map((story) => ({ story, body: tokenize(story.body.text).ids, title: tokenize(story.title).ids }));
}

/** How often each comes. */
export function count<K>(keys: Iterable<K>): Map<K, number> {
  const counts = new Map<K, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
