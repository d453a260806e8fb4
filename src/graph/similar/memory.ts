import type { Edge } from "../../model.ts";
import type { StoryTerms } from "./terms.ts";

/** What one build leaves for the next. */
export interface Memory {
  /** By `story.key`. */
  readonly terms: ReadonlyMap<string, StoryTerms>;
  /** The edges from a day's stories, by the day's fingerprint. */
  readonly lists: ReadonlyMap<string, readonly Edge[]>;
}

export const emptyMemory: Memory = { terms: new Map(), lists: new Map() };
