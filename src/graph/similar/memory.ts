import type { Edge } from "../../model.ts";
import type { Weighing } from "./archive.ts";
import { openDictionary, type Dictionary } from "./dictionary.ts";
import type { StoryTerms } from "./terms.ts";

/** What one build leaves for the next. */
export interface Memory {
  /** Numbers the words of `terms` and `lists`. */
  readonly dictionary: Dictionary;
  /** By `story.key`. */
  readonly terms: ReadonlyMap<string, StoryTerms>;
  /** By the fingerprint of a day. */
  readonly lists: ReadonlyMap<string, DayLists>;
}

export interface DayLists {
  /** From the day's stories, best first. */
  readonly edges: readonly Edge[];
  /** Of the same stories, by date, then slug. */
  readonly weighings: readonly Weighing[];
}

export const emptyMemory: Memory = { dictionary: openDictionary(), terms: new Map(), lists: new Map() };
