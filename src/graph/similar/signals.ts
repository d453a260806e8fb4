import { damped, type Archive } from "./archive.ts";
import { holdsPair, placeOfWord, type Query } from "./query.ts";

/**
 * What speaks for a candidate, each a number from 0 to 1; a score is their weighted sum.
 * The order is that of the columns everywhere.
 */
export const signals = [
  "mention",
  "cover",
  "words",
  "passage",
  "year",
  "recent",
  "links",
  "votes",
  "tags",
  "series",
  "sameDay",
] as const;

export type Signal = (typeof signals)[number];
export const SIGNALS = signals.length;

/** Row of a candidate: its signals in the order of `signals`. */
export type Row = Float64Array;

export interface Candidate {
  readonly place: number;
  readonly row: Row;
  /** Cosine of the words, for choosing whose links vote. */
  readonly cosine: number;
  /** How many similar stories link to it. */
  voters: number;
}

/** BM25's saturation and length normalisation. */
const K1 = 1.2;
const B = 0.75;
const NEIGHBOURS = 10;
const DAY = 86_400_000;

export function measureCandidates(
  archive: Archive,
  query: Query,
  places: readonly number[],
  hidden: ReadonlySet<number>,
): readonly Candidate[] {
  const acc = new Float64Array(query.passages.norms.length);
  const candidates = places.map((place) => measureCandidate(archive, query, place, acc, hidden));
  vote(archive, query, candidates);
  for (const signal of ["words", "passage", "votes"] as const) divideByBest(candidates, signals.indexOf(signal));
  return candidates;
}

function measureCandidate(
  archive: Archive,
  query: Query,
  place: number,
  acc: Float64Array,
  hidden: ReadonlySet<number>,
): Candidate {
  const row = new Float64Array(SIGNALS);
  const story = archive.stories[place]!;
  const age = Math.max(0, query.story.date - story.date) / DAY;
  const newer = archive.stories.length - 1 - place;
  const { bm25, passage, cosine } = compareWords(archive, query, place, acc);
  const linksIn = archive.linksIn[place]! - (hidden.has(place) ? 1 : 0);
  row[0] = mentionOf(archive, query, place);
  row[1] = coverOf(archive, query, place);
  row[2] = bm25;
  row[3] = passage;
  row[4] = Math.exp(-age / 365);
  row[5] = Math.exp(-newer / 100);
  row[6] = Math.min(1, Math.log(1 + linksIn) / 4);
  row[8] = tagsOf(archive, query, place);
  row[10] = story.day === query.story.day ? 1 : 0;
  return { place, row, cosine, voters: 0 };
}

/**
 * One walk over the candidate's words gives three numbers: BM25 of the query's words in the candidate, the cosine of
 * the query's best paragraph, and the cosine of the whole.
 */
function compareWords(
  archive: Archive,
  query: Query,
  place: number,
  acc: Float64Array,
): { bm25: number; passage: number; cosine: number } {
  const { words, counts, length } = archive.terms[place]!;
  const { table, terms, rarity, passages } = query;
  const average = archive.length / archive.stories.length || 1;
  const k = K1 * (1 - B + (B * length) / average);
  acc.fill(0);
  let bm25 = 0;
  let dot = 0;
  for (let i = 0; i < words.length; i++) {
    const word = placeOfWord(table, terms.words, words[i]!);
    if (word < 0) continue;
    const count = counts[i]!;
    const own = terms.counts[word]!;
    const rare = rarity[word]!;
    const weight = damped[count]!;
    bm25 += (((rare * count) / (count + k)) * own) / (own + 1);
    dot += weight * rare * damped[own]! * rare;
    for (let e = passages.starts[word]!; e < passages.starts[word + 1]!; e++)
      acc[passages.paragraph[e]!]! += weight * passages.weight[e]!;
  }
  let best = 0;
  for (let p = 0; p < acc.length; p++) best = Math.max(best, acc[p]! / passages.norms[p]!);
  const norm = archive.norms[place]!;
  return { bm25, passage: best / norm, cosine: dot / norm / archive.norms[query.place]! };
}

/** Share of the candidate's title, counted by telling pairs of words, that stands in the story's text; short titles count less. */
function mentionOf(archive: Archive, query: Query, place: number): number {
  const title = archive.terms[place]!.title;
  if (title.length < 2) return 0.3 * coverOf(archive, query, place);
  let found = 0;
  let all = 0;
  let before = titleRarity(archive, title[0]!);
  for (let i = 1; i < title.length; i++) {
    const rare = titleRarity(archive, title[i]!);
    all += before + rare;
    if (holdsPair(query.pairs, title[i - 1]!, title[i]!)) found += before + rare;
    before = rare;
  }
  return (found / all) * (1 - Math.exp(-(title.length - 1) / 2));
}

function titleRarity(archive: Archive, word: number): number {
  return Math.log(1 + archive.stories.length / archive.frequency[word]!);
}

/** Share of the candidate's title words, rare ones counting more, that the story holds anywhere. */
function coverOf(archive: Archive, query: Query, place: number): number {
  const title = archive.terms[place]!.title;
  let found = 0;
  let all = 0;
  for (let i = 0; i < title.length; i++) {
    if (title.indexOf(title[i]!) < i) continue;
    const rare = titleRarity(archive, title[i]!);
    all += rare;
    if (placeOfWord(query.table, query.terms.words, title[i]!) >= 0) found += rare;
  }
  return all === 0 ? 0 : found / all;
}

function tagsOf(archive: Archive, query: Query, place: number): number {
  let found = 0;
  let all = 0;
  for (const tag of query.story.tags) {
    const rare = Math.log(1 + archive.stories.length / archive.tags.get(tag.key)!);
    all += rare;
    if (archive.stories[place]!.tags.some((other) => other.key === tag.key)) found += rare;
  }
  return all === 0 ? 0 : found / all;
}

/** Each of the most similar stories votes, with the square of its cosine, for what it links to. */
function vote(archive: Archive, query: Query, candidates: readonly Candidate[]): void {
  const byPlace = new Map(candidates.map((candidate) => [candidate.place, candidate]));
  const nearest = candidates.toSorted((a, b) => b.cosine - a.cosine || b.place - a.place).slice(0, NEIGHBOURS);
  for (const voter of nearest) {
    for (const target of archive.links[voter.place]!) {
      const chosen = byPlace.get(target);
      if (chosen === undefined || target === query.place) continue;
      chosen.row[7]! += voter.cosine * voter.cosine;
      chosen.voters++;
    }
  }
}

function divideByBest(candidates: readonly Candidate[], column: number): void {
  const best = candidates.reduce((most, { row }) => Math.max(most, row[column]!), 0);
  if (best > 0) for (const { row } of candidates) row[column]! /= best;
}
