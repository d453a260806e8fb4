import type { Story } from "../../model.ts";
import { readTerms, type StoryTerms } from "../similar/terms.ts";
import type { Tokens } from "../similar/tokens.ts";
import { oldestFirst } from "../threads.ts";

/** A story and its words. */
export interface Read {
  readonly story: Story;
  readonly terms: StoryTerms;
  /** Of the body, in their order. */
  readonly tokens: Tokens;
}

/** The words of all stories but the withdrawn ones, whose text is gone; oldest first. */
export function readWords(stories: readonly Story[]): readonly Read[] {
  return stories
    .filter((story) => story.withdrawn === null)
    .toSorted(oldestFirst)
    .map((story) => ({ story, ...readTerms(story) }));
}
