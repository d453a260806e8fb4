import type { Slug } from "../../model.ts";
import type { StoryTerms, Telling } from "./terms.ts";
import { pairId, WORD_SPACE } from "./tokens.ts";

/**
 * The stories up to a day, ready to be searched. It only grows, day by day: what is asked of it on a day can know
 * nothing of later ones, so that a list once made stays as it is.
 */
export interface Archive {
  /** Stories in order of day, then date, then slug; their place is their number everywhere below. */
  readonly stories: Telling[];
  readonly terms: StoryTerms[];
  /** Euclidean length of each story's weighted words, with the document frequencies of its own day. */
  readonly norms: number[];
  readonly placeOf: Map<Slug, number>;
  /** In how many stories each word occurs. */
  readonly frequency: Uint32Array;
  /** Stories that hold a word, newest first. */
  readonly words: Postings;
  /** Stories whose title holds two words side by side, newest first. */
  readonly titles: Postings;
  /** In how many stories each paragraph stands. */
  readonly paragraphs: Map<number, number>;
  /** In how many stories each tag stands. */
  readonly tags: Map<string, number>;
  /** Explicit targets of each story. */
  readonly links: (readonly number[])[];
  /** Explicit links into each story. */
  readonly linksIn: number[];
  /** Words in all bodies. */
  length: number;
}

/** Lists of stories by number, each a chain from its newest entry. */
export interface Postings {
  /** Last entry of each list, 0 for none. */
  readonly head: Int32Array;
  entries: Int32Array;
  size: number;
}

/** Pairs of title words share a table of this size; who looks one up checks the title itself. */
const TITLE_SPACE = 1 << 20;

export function openArchive(): Archive {
  return {
    stories: [],
    terms: [],
    norms: [],
    placeOf: new Map(),
    frequency: new Uint32Array(WORD_SPACE),
    words: openPostings(WORD_SPACE, 1 << 16),
    titles: openPostings(TITLE_SPACE, 1 << 12),
    paragraphs: new Map(),
    tags: new Map(),
    links: [],
    linksIn: [],
    length: 0,
  };
}

function openPostings(lists: number, room: number): Postings {
  return { head: new Int32Array(lists), entries: new Int32Array(room), size: 2 };
}

/** Adds the stories of one day, all before any of them is asked about: two stories of a day may lead to each other. */
export function addDay(
  archive: Archive,
  day: readonly { readonly story: Telling; readonly terms: StoryTerms }[],
): void {
  const first = archive.stories.length;
  for (const { story, terms } of day) addStory(archive, story, terms);
  for (let place = first; place < archive.stories.length; place++)
    archive.norms.push(normOf(archive, archive.terms[place]!));
}

function addStory(archive: Archive, story: Telling, terms: StoryTerms): void {
  const place = archive.stories.length;
  archive.stories.push(story);
  archive.terms.push(terms);
  archive.placeOf.set(story.slug, place);
  archive.links.push([]);
  archive.linksIn.push(0);
  archive.length += terms.length;
  for (const word of terms.words) {
    archive.frequency[word]!++;
    post(archive.words, word, place);
  }
  for (let i = 1; i < terms.title.length; i++)
    post(archive.titles, titleList(terms.title[i - 1]!, terms.title[i]!), place);
  for (const paragraph of new Set(terms.paragraphs)) count(archive.paragraphs, paragraph);
  for (const tag of story.tags) count(archive.tags, tag.key);
}

/** Says that `from` leads to `targets`; both must be in the archive. */
export function addLinks(archive: Archive, from: number, targets: readonly number[]): void {
  archive.links[from] = targets;
  for (const target of targets) archive.linksIn[target]!++;
}

export function titleList(first: number, second: number): number {
  return pairId(first, second) & (TITLE_SPACE - 1);
}

/** Entry `e` holds a story at `entries[e]` and the entry before it at `entries[e + 1]`. */
function post(postings: Postings, list: number, place: number): void {
  if (postings.size === postings.entries.length) {
    const larger = new Int32Array(postings.entries.length * 2);
    larger.set(postings.entries);
    postings.entries = larger;
  }
  postings.entries[postings.size] = place;
  postings.entries[postings.size + 1] = postings.head[list]!;
  postings.head[list] = postings.size;
  postings.size += 2;
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** How telling a word is today: ln(1 + stories / stories that hold it). */
export function rarity(archive: Archive, word: number): number {
  return Math.log(1 + archive.stories.length / Math.max(0.5, archive.frequency[word]!));
}

/** 1 + ln(count): the tenth time a word occurs tells less than the first. */
export const damped: Float64Array = Float64Array.from({ length: 256 }, (_, count) =>
  count === 0 ? 0 : 1 + Math.log(count),
);

function normOf(archive: Archive, terms: StoryTerms): number {
  let sum = 0;
  for (let i = 0; i < terms.words.length; i++) {
    const weight = damped[terms.counts[i]!]! * rarity(archive, terms.words[i]!);
    sum += weight * weight;
  }
  return Math.sqrt(sum) || 1;
}
