import type { Slug } from "../../model.ts";
import { numberOf, openDictionary, type Dictionary } from "./dictionary.ts";
import { frequency, openPostings, post, type Postings } from "./postings.ts";
import type { StoryTerms, Telling } from "./terms.ts";

/**
 * The stories up to a day, ready to be searched. It only grows, day by day: what is asked of it on a day can know
 * nothing of later ones, so that a list once made stays as it is.
 */
export interface Archive {
  /** Stories in order of day, then date, then slug; their place is their number everywhere below. */
  readonly stories: Telling[];
  readonly placeOf: Map<Slug, number>;
  readonly terms: StoryTerms[];
  /** Numbers of each title's words. */
  readonly titleWords: Uint32Array[];
  /** Euclidean length of each story's weighted words, with the frequencies of its own day. */
  readonly norms: number[];
  /** Rarity of each title's distinct words together, likewise. */
  readonly titleNorms: number[];
  readonly dictionary: Dictionary;
  /** Stories that hold a word. */
  readonly words: Postings;
  /** Stories whose title holds a word. */
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

/** A story of the day, with the numbers of `terms.words`. */
export interface Entry {
  readonly story: Telling;
  readonly terms: StoryTerms;
  readonly numbers: Uint32Array;
}

export function openArchive(): Archive {
  return {
    stories: [],
    placeOf: new Map(),
    terms: [],
    titleWords: [],
    norms: [],
    titleNorms: [],
    dictionary: openDictionary(),
    words: openPostings(),
    titles: openPostings(),
    paragraphs: new Map(),
    tags: new Map(),
    links: [],
    linksIn: [],
    length: 0,
  };
}

export function makeEntry(archive: Archive, story: Telling, terms: StoryTerms): Entry {
  return { story, terms, numbers: terms.words.map((word) => numberOf(archive.dictionary, word)) };
}

/** Adds the stories of one day, all before any of them is asked about: two stories of a day may lead to each other. */
export function addDay(archive: Archive, day: readonly Entry[]): void {
  for (const entry of day) addStory(archive, entry);
  for (const { terms, numbers } of day) {
    archive.norms.push(normOf(archive, terms, numbers));
    archive.titleNorms.push(titleNormOf(archive, archive.titleWords[archive.titleNorms.length]!));
  }
}

function addStory(archive: Archive, { story, terms, numbers }: Entry): void {
  const place = archive.stories.length;
  const title = terms.title.map((word) => numberOf(archive.dictionary, word));
  archive.stories.push(story);
  archive.placeOf.set(story.slug, place);
  archive.terms.push(terms);
  archive.titleWords.push(title);
  archive.links.push([]);
  archive.linksIn.push(0);
  archive.length += terms.length;
  for (const number of numbers) post(archive.words, number, place);
  for (const number of new Set(title)) post(archive.titles, number, place);
  for (const paragraph of new Set(terms.paragraphs)) count(archive.paragraphs, paragraph);
  for (const tag of story.tags) count(archive.tags, tag.key);
}

/** Says that `from` leads to `targets`; all are in the archive. */
export function addLinks(archive: Archive, from: number, targets: readonly number[]): void {
  archive.links[from] = targets;
  for (const target of targets) archive.linksIn[target]!++;
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** How telling a word is today, by its number: ln(1 + stories / stories that hold it). */
export function rarity(archive: Archive, number: number): number {
  const holding = frequency(archive.words, number);
  return logarithm(archive.stories.length + holding) - logarithm(holding);
}

/** Natural logarithms of whole numbers: a look-up takes a tenth of the time. */
const logarithms = Float64Array.from({ length: 1 << 15 }, (_, n) => Math.log(n));

function logarithm(n: number): number {
  return n < logarithms.length ? logarithms[n]! : Math.log(n);
}

/** 1 + ln(count): the tenth time a word occurs tells less than the first. */
export const damped: Float64Array = Float64Array.from({ length: 256 }, (_, n) => (n === 0 ? 0 : 1 + Math.log(n)));

function normOf(archive: Archive, terms: StoryTerms, numbers: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) {
    const weight = damped[terms.counts[i]!]! * rarity(archive, numbers[i]!);
    sum += weight * weight;
  }
  return Math.sqrt(sum) || 1;
}

function titleNormOf(archive: Archive, title: Uint32Array): number {
  let sum = 0;
  for (const number of new Set(title)) sum += rarity(archive, number);
  return sum || 1;
}
