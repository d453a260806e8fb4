import type { Edge, Slug, TopicKey } from "../../model.ts";
import { addDay, addLinks, openArchive, type Archive, type Entry, type Weighing } from "./archive.ts";
import { openSearch, type Search } from "./candidates.ts";
import { openDictionary, type Dictionary } from "./dictionary.ts";
import { makeRoom } from "./query.ts";
import { readTerms, type Reading, type StoryTerms, type Telling } from "./terms.ts";

/** What is known of the stories before any is compared. */
export interface Material {
  readonly stories: readonly Telling[];
  /** Edges that people made: what a story links to is not computed again, and tells what belongs together. */
  readonly explicit: readonly Edge[];
  /** Tags that tell nothing: every story has them, or they sort by format. */
  readonly ignoreTags: readonly TopicKey[];
  /** What `!slug` keeps out of a story's list. */
  readonly banned: ReadonlyMap<Slug, ReadonlySet<Slug>>;
}

/** A day of the archive on which all its stories, and all before them, can be asked about. */
export interface Day {
  readonly archive: Archive;
  readonly search: Search;
  readonly entries: readonly DayEntry[];
  /** Index-aligned with `entries`. */
  readonly weighings: readonly Weighing[];
}

export interface DayEntry extends Entry {
  /** Made at need: a day whose lists are known is never read again. */
  readonly reading: () => Reading;
}

/** The stories that take part, by day, oldest first. A withdrawn story has no content to be similar with. */
export function storiesByDay({ stories, ignoreTags }: Material): ReadonlyMap<string, readonly Telling[]> {
  const ordered = stories
    .filter((story) => story.withdrawn === null)
    .map((story) => withoutTags(story, ignoreTags))
    .toSorted((a, b) => compare(a.day, b.day) || a.date - b.date || compare(a.slug, b.slug));
  return Map.groupBy(ordered, (story) => story.day);
}

function withoutTags(story: Telling, ignored: readonly TopicKey[]): Telling {
  if (!story.tags.some((tag) => ignored.includes(tag.key))) return story;
  return { ...story, tags: story.tags.filter((tag) => !ignored.includes(tag.key)) };
}

/** What need not be worked out again; `dictionary` numbers the words of `terms`, and grows. */
export interface Known {
  readonly dictionary: Dictionary;
  /** By `story.key`. */
  readonly terms: ReadonlyMap<string, StoryTerms>;
  readonly weighings: (day: string) => readonly Weighing[] | undefined;
}

export function nothingKnown(): Known {
  return { dictionary: openDictionary(), terms: new Map(), weighings: () => undefined };
}

/** Lets an archive grow day by day and shows it to `visit` at the end of each. */
export function sweep(material: Material, known: Known, visit: (day: string, growth: Day) => void): void {
  const archive = openArchive();
  const search = openSearch(material.stories.length);
  const targets = linkTargets(material.explicit);
  for (const [day, stories] of storiesByDay(material)) {
    const read = stories.map((story) => ({ story, ...readStory(story, known) }));
    const { entries: added, weighings } = addDay(archive, read, known.weighings(day));
    const entries = added.map((entry, i): DayEntry => ({ ...entry, reading: read[i]!.reading }));
    for (const { story, place } of entries) {
      addLinks(
        archive,
        place,
        (targets.get(story.slug) ?? []).flatMap((slug) => archive.placeOf.get(slug) ?? []),
      );
    }
    makeRoom(search, known.dictionary.size);
    visit(day, { archive, search, entries, weighings });
  }
}

function readStory(
  story: Telling,
  { dictionary, terms }: Known,
): { readonly terms: StoryTerms; readonly reading: () => Reading } {
  const known = terms.get(story.key);
  if (known !== undefined) return { terms: known, reading: () => readTerms(dictionary, story) };
  const reading = readTerms(dictionary, story);
  return { terms: reading.terms, reading: () => reading };
}

/** Each story's explicit targets once, in the order of their slugs. */
export function linkTargets(explicit: readonly Edge[]): ReadonlyMap<Slug, readonly Slug[]> {
  const bySource = Map.groupBy(explicit, (edge) => edge.from);
  return new Map(
    [...bySource].map(([from, edges]) => [from, [...new Set(edges.map((edge) => edge.to))].toSorted(compare)]),
  );
}

/** By code units: the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
