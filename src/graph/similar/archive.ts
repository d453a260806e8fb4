import type { Slug } from "../../model.ts";
import { best } from "./best.ts";
import { enlarge } from "./enlarge.ts";
import { openPostings, post, type Postings } from "./postings.ts";
import type { StoryTerms, Telling } from "./terms.ts";

/**
 * The stories up to a day, ready to be searched. It only grows, day by day: what is asked of it on a day can know
 * nothing of later ones, so that a list once made stays as it is.
 */
export interface Archive {
  /** Stories in order of day, then date, then slug; their place is their number everywhere below. */
  readonly stories: Telling[];
  readonly placeOf: Map<Slug, number>;
  readonly dates: number[];
  /** Words in each body. */
  readonly lengths: number[];
  readonly terms: StoryTerms[];
  /** Of each story's weighing. */
  readonly norms: number[];
  readonly titleNorms: number[];
  /** By number of a word: how many stories hold it. */
  frequency: Int32Array;
  /** Stories by their most telling words. */
  readonly holding: Postings;
  /** Stories whose title holds a word. */
  readonly titled: Postings;
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
  /** Place of the day's first story. */
  today: number;
}

/** A story of the day. */
export interface Entry {
  readonly story: Telling;
  readonly place: number;
  readonly terms: StoryTerms;
}

/** What follows from the words of a story and how frequent these were on its day. */
export interface Weighing {
  /** Euclidean length of the weighted words. */
  readonly norm: number;
  /** Rarity of the title's distinct words together. */
  readonly titleNorm: number;
  /** Numbers of the most telling words: a story is found by these. */
  readonly telling: readonly number[];
}

/** Found by 64 words or all instead of 32, lists are the same to .004 in recall@5. */
export const TELLING = 32;

export function openArchive(): Archive {
  return {
    stories: [],
    placeOf: new Map(),
    dates: [],
    lengths: [],
    terms: [],
    norms: [],
    titleNorms: [],
    frequency: new Int32Array(1 << 15),
    holding: openPostings(),
    titled: openPostings(),
    paragraphs: new Map(),
    tags: new Map(),
    links: [],
    linksIn: [],
    length: 0,
    today: 0,
  };
}

/**
 * Adds the stories of one day, all before any of them is asked about: two stories of a day may lead to each other.
 * `weighings` are known from a former build, or made.
 */
export function addDay(
  archive: Archive,
  day: readonly { readonly story: Telling; readonly terms: StoryTerms }[],
  known?: readonly Weighing[],
): { readonly entries: readonly Entry[]; readonly weighings: readonly Weighing[] } {
  archive.today = archive.stories.length;
  const entries = day.map(({ story, terms }) => addStory(archive, story, terms));
  const weighings = known ?? entries.map((entry) => weigh(archive, entry));
  for (const [i, weighing] of weighings.entries()) postStory(archive, entries[i]!, weighing);
  return { entries, weighings };
}

function addStory(archive: Archive, story: Telling, terms: StoryTerms): Entry {
  const place = archive.stories.length;
  for (let i = 0; i < terms.vector.length; i++) {
    const number = terms.vector[i]! >>> 8;
    if (number >= archive.frequency.length) archive.frequency = enlarge(archive.frequency, number + 1);
    archive.frequency[number]!++;
  }
  archive.stories.push(story);
  archive.placeOf.set(story.slug, place);
  archive.terms.push(terms);
  archive.dates.push(story.date);
  archive.lengths.push(terms.length);
  archive.length += terms.length;
  archive.links.push([]);
  archive.linksIn.push(0);
  for (const paragraph of new Set(terms.paragraphs)) count(archive.paragraphs, paragraph);
  for (const tag of story.tags) count(archive.tags, tag.key);
  return { story, place, terms };
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function weigh(archive: Archive, { terms: { vector, title } }: Entry): Weighing {
  const weights = new Float64Array(vector.length);
  const candidates: number[] = [];
  const least = leastTelling(archive);
  let square = 0;
  for (let i = 0; i < vector.length; i++) {
    const rare = rarity(archive, vector[i]! >>> 8);
    weights[i] = damped[vector[i]! & 255]! * rare;
    square += weights[i]! * weights[i]!;
    if (rare >= least) candidates.push(i);
  }
  let titleNorm = 0;
  for (const number of new Set(title)) titleNorm += rarity(archive, number);
  return {
    norm: Math.sqrt(square) || 1,
    titleNorm: titleNorm || 1,
    telling: best(candidates, weights, TELLING).map((i) => vector[i]! >>> 8),
  };
}

function postStory(archive: Archive, { place, terms }: Entry, { norm, titleNorm, telling }: Weighing): void {
  archive.norms.push(norm);
  archive.titleNorms.push(titleNorm);
  for (const number of telling) post(archive.holding, number, place);
  for (const number of new Set(terms.title)) post(archive.titled, number, place);
}

/** Says that `from` leads to `targets`; all are in the archive. */
export function addLinks(archive: Archive, from: number, targets: readonly number[]): void {
  archive.links[from] = targets;
  for (const target of targets) archive.linksIn[target]!++;
}

/** How telling a word is today, by its number: ln(1 + stories / stories that hold it). */
export function rarity(archive: Archive, number: number): number {
  const holding = archive.frequency[number]!;
  return logarithm(archive.stories.length + holding) - logarithm(holding);
}

/**
 * The rarity from which a word tells something. One of more than every third story tells nothing and would be met most
 * often; in a young archive even what three stories share may be what they are about.
 */
export function leastTelling({ stories }: Archive): number {
  return Math.log(1 + stories.length / (3 + stories.length / 3));
}

/** Natural logarithms of whole numbers: a look-up takes a tenth of the time. */
const logarithms = Float64Array.from({ length: 1 << 15 }, (_, n) => Math.log(n));

function logarithm(n: number): number {
  return n < logarithms.length ? logarithms[n]! : Math.log(n);
}

/** 1 + ln(count): the tenth time a word occurs tells less than the first. */
export const damped: Float64Array = Float64Array.from({ length: 256 }, (_, n) => (n === 0 ? 0 : 1 + Math.log(n)));
