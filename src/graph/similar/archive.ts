import type { Slug } from "../../model.ts";
import { best } from "./best.ts";
import { numberOf, openDictionary, type Dictionary } from "./dictionary.ts";
import { enlarge } from "./enlarge.ts";
import { append, endRow, openRows, type Rows } from "./rows.ts";
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
  /** Each story's telling words as `number << 8 | count`. */
  readonly vectors: Rows;
  /** Numbers of each title's words, in their order. */
  readonly titles: Rows;
  /** Euclidean length of each story's weighted words, with the frequencies of its own day. */
  readonly norms: number[];
  /** Rarity of each title's distinct words together, likewise. */
  readonly titleNorms: number[];
  readonly dictionary: Dictionary;
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
  /** Numbers of `terms.words` in the dictionary. */
  readonly numbers: Int32Array;
}

/** A word of every third story or more tells nothing, and would be met most often. */
export const COMMON: number = Math.log(4);

/** A story is found by so many of its words, the most telling ones. */
const POSTED = 32;

export function openArchive(): Archive {
  return {
    stories: [],
    placeOf: new Map(),
    dates: [],
    lengths: [],
    vectors: openRows(),
    titles: openRows(),
    norms: [],
    titleNorms: [],
    dictionary: openDictionary(),
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

/** Adds the stories of one day, all before any of them is asked about: two stories of a day may lead to each other. */
export function addDay(
  archive: Archive,
  day: readonly { readonly story: Telling; readonly terms: StoryTerms }[],
): readonly Entry[] {
  archive.today = archive.stories.length;
  const entries = day.map(({ story, terms }) => addStory(archive, story, terms));
  for (const entry of entries) weigh(archive, entry);
  return entries;
}

function addStory(archive: Archive, story: Telling, terms: StoryTerms): Entry {
  const place = archive.stories.length;
  const numbers = new Int32Array(terms.words.length);
  for (let i = 0; i < numbers.length; i++) {
    const number = numberOf(archive.dictionary, terms.words[i]!);
    numbers[i] = number;
    if (number >= archive.frequency.length) archive.frequency = enlarge(archive.frequency, number + 1);
    archive.frequency[number]!++;
  }
  archive.stories.push(story);
  archive.placeOf.set(story.slug, place);
  archive.dates.push(story.date);
  archive.lengths.push(terms.length);
  archive.length += terms.length;
  archive.links.push([]);
  archive.linksIn.push(0);
  for (const paragraph of new Set(terms.paragraphs)) count(archive.paragraphs, paragraph);
  for (const tag of story.tags) count(archive.tags, tag.key);
  return { story, place, terms, numbers };
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** What depends on how frequent words are today. */
function weigh(archive: Archive, { place, terms, numbers }: Entry): void {
  const weights = new Float64Array(numbers.length);
  const telling: number[] = [];
  let square = 0;
  for (let i = 0; i < numbers.length; i++) {
    const rare = rarity(archive, numbers[i]!);
    weights[i] = damped[terms.counts[i]!]! * rare;
    square += weights[i]! * weights[i]!;
    if (rare < COMMON) continue;
    telling.push(i);
    append(archive.vectors, (numbers[i]! << 8) | terms.counts[i]!);
  }
  endRow(archive.vectors);
  archive.norms.push(Math.sqrt(square) || 1);
  for (const i of best(telling, weights, POSTED)) post(archive.holding, numbers[i]!, place);
  weighTitle(archive, place, terms.title, numbers);
}

function weighTitle(archive: Archive, place: number, title: Int32Array, numbers: Int32Array): void {
  let sum = 0;
  for (let i = 0; i < title.length; i++) {
    const number = numbers[title[i]!]!;
    append(archive.titles, number);
    if (title.indexOf(title[i]!) < i) continue;
    sum += rarity(archive, number);
    post(archive.titled, number, place);
  }
  endRow(archive.titles);
  archive.titleNorms.push(sum || 1);
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

/** Natural logarithms of whole numbers: a look-up takes a tenth of the time. */
const logarithms = Float64Array.from({ length: 1 << 15 }, (_, n) => Math.log(n));

function logarithm(n: number): number {
  return n < logarithms.length ? logarithms[n]! : Math.log(n);
}

/** 1 + ln(count): the tenth time a word occurs tells less than the first. */
export const damped: Float64Array = Float64Array.from({ length: 256 }, (_, n) => (n === 0 ? 0 : 1 + Math.log(n)));
