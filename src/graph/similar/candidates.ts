import { damped, type Archive } from "./archive.ts";
import { best } from "./best.ts";
import { addToSums, clearSums, openSums, type Sums } from "./postings.ts";
import type { Query, Tables } from "./query.ts";

/** Stories worth a closer look: 48 instead of 40 gain .004 in recall@5, 32 lose .01, and all cost time. */
const CANDIDATES = 40;
/** The most similar ones bring in what they link to. */
const VOTERS = 10;
/** The newest are always looked at, so that a list can be filled where nothing is alike; so are the day's own, */
const NEWEST = 5;
/** up to so many: sites that announce several things on one day link these to each other. */
const TODAY = 24;
/** The story's most telling words are looked up; with 16 instead of 32 recall@5 falls by .01. */
const QUERY_WORDS = 24;
/** A list is followed to its newest entries only: a word or title of more stories than this tells little. */
const LONGEST_WORD = 256;
const LONGEST_TITLE = 64;

/** What a search writes to; one serves all searches. */
export interface Search extends Tables {
  readonly words: Sums;
  readonly titles: Sums;
}

export function openSearch(stories: number): Search {
  return { words: openSums(stories), titles: openSums(stories), placeOf: new Int32Array(0), bits: new Int32Array(0) };
}

/**
 * Numbers of the stories worth a closer look, ascending; never the story itself. Three rough measures count alike:
 * cosine of the most telling words, share of the title that the text holds, and how new a story is.
 */
export function findCandidates(archive: Archive, query: Query, { words, titles }: Search): readonly number[] {
  sumWords(archive, query, words);
  sumTitles(archive, query, titles);
  const others = words.touched.filter((place) => place !== query.place);
  const voters = best(others, words.values, VOTERS);
  const most = voters.length === 0 ? 1 : words.values[voters[0]!]!;
  for (const place of titles.touched) if (words.values[place] === 0) others.push(place);
  const total = titles.values;
  const last = archive.stories.length - 1;
  for (const place of others) total[place]! += words.values[place]! / most + 100 / (100 + last - place);
  const found = new Set(best(others, total, CANDIDATES));
  for (const place of others) total[place] = 0;
  clearSums(words);
  clearSums(titles);
  for (const voter of voters) for (const target of archive.links[voter]!) found.add(target);
  const always = Math.max(0, last - TODAY, Math.min(last - NEWEST, archive.today));
  for (let place = always; place <= last; place++) found.add(place);
  found.delete(query.place);
  return [...found].toSorted((a, b) => a - b);
}

function sumWords(archive: Archive, query: Query, sums: Sums): void {
  const { vector } = query.terms;
  const telling: number[] = [];
  for (let i = 0; i < vector.length; i++) {
    const rare = query.telling[i]!;
    query.scratch[i] = damped[vector[i]! & 255]! * rare * rare;
    if (rare > 0) telling.push(i);
  }
  for (const i of best(telling, query.scratch, QUERY_WORDS)) {
    addToSums(sums, archive.holding, vector[i]! >>> 8, LONGEST_WORD, query.scratch[i]!, archive.norms);
  }
}

function sumTitles(archive: Archive, query: Query, sums: Sums): void {
  const { vector } = query.terms;
  for (let i = 0; i < vector.length; i++) {
    const rare = query.telling[i]!;
    if (rare > 0) addToSums(sums, archive.titled, vector[i]! >>> 8, LONGEST_TITLE, rare, archive.titleNorms);
  }
}
