import type { Archive } from "./archive.ts";
import { compareTitle } from "./compare-titles.ts";
import { compareWords } from "./compare-words.ts";
import type { Query } from "./query.ts";

/**
 * What speaks for a candidate, each a number from 0 to 1; its score is the weighted mean (weights.ts). In brackets what
 * recall@5 loses without it, in thousandths, on archives with the words of links kept / cut; ± 5 is chance. What loses
 * nothing there is for archives of other habits: `calibrate` raises it where it helps.
 */
export const signals = [
  /** Share of its title, by telling pairs of words, that stands in the story's text (26 / -17). */
  "mention",
  /** Share of its title's words, rare ones counting more, that the story holds anywhere (14 / -7). */
  "cover",
  /** How rare the rarest of them is: "antitrust" names a matter, "announcing" does not (21 / 1). */
  "rarest",
  /** The other way round: share of the story's title words that the candidate holds (1 / -4). */
  "echo",
  /** BM25 of the story's words in the candidate, over the best candidate's (11 / 17). */
  "words",
  /** Cosine of the story's best paragraph and the candidate, over the best candidate's (2 / 24). */
  "passage",
  /** Fades over a year (18 / 8). */
  "year",
  /** Fades over a hundred stories, so that archives of any pace have a notion of "lately" (8 / 2). */
  "recent",
  /** Of the same calendar day (0 / -1). */
  "sameDay",
  /** Share of the story's tags, rare ones counting more (0 / 0: few of these archives have tags). */
  "tags",
  /** How often the archive links to it (0 / 0 with its links known). */
  "links",
  /** How many of the ten most similar stories link to it, over the best candidate's (8 / 5 with its links known). */
  "votes",
] as const;

export type Signal = (typeof signals)[number];

/** The signals of a candidate, in the order of `signals`. */
export type Row = number[];

/** Column of each signal in a row. */
export const column = Object.fromEntries(signals.map((signal, i) => [signal, i])) as Readonly<Record<Signal, number>>;

export interface Candidate {
  readonly place: number;
  readonly row: Row;
  /** Cosine of the two stories' words. */
  readonly cosine: number;
  /** Label of the rarest tag of the story that it has too. */
  readonly sharedTag: string | null;
  /** How many similar stories link to it. */
  voters: number;
}

/** Not whole numbers, or the engine would first take the row for one of integers. */
const blank: readonly number[] = signals.map(() => 0.5);
const NEIGHBOURS = 10;
const DAY = 86_400_000;

/** The signals of each candidate. The story's own links are not counted: lists are made as if they were unknown. */
export function measureCandidates(archive: Archive, query: Query, places: readonly number[]): readonly Candidate[] {
  const perParagraph = new Float64Array(query.passages.norms.length);
  const candidates = places.map((place) => measureCandidate(archive, query, place, perParagraph));
  vote(archive, query, candidates);
  for (const signal of ["words", "passage", "votes"] as const) divideByBest(candidates, column[signal]);
  return candidates;
}

function measureCandidate(archive: Archive, query: Query, place: number, perParagraph: Float64Array): Candidate {
  const row = [...blank];
  const age = Math.max(0, query.story.date - archive.dates[place]!) / DAY;
  const newer = archive.stories.length - 1 - place;
  const linksIn = archive.linksIn[place]! - (archive.links[query.place]!.includes(place) ? 1 : 0);
  const { bm25, passage, echo, cosine } = compareWords(archive, query, place, perParagraph);
  const { share, rarestTag } = compareTags(archive, query, place);
  const { mention, cover, rarest } = compareTitle(archive, query, place);
  row[column.mention] = mention;
  row[column.cover] = cover;
  row[column.rarest] = rarest;
  row[column.echo] = echo;
  row[column.words] = bm25;
  row[column.passage] = passage;
  row[column.year] = Math.exp(-age / 365);
  row[column.recent] = Math.exp(-newer / 100);
  row[column.sameDay] = place >= archive.today ? 1 : 0;
  row[column.tags] = share;
  row[column.votes] = 0;
  row[column.links] = Math.min(1, Math.log(1 + linksIn) / 4);
  return { place, row, cosine, sharedTag: rarestTag, voters: 0 };
}

interface TagMatch {
  readonly share: number;
  readonly rarestTag: string | null;
}

const noTags: TagMatch = { share: 0, rarestTag: null };

function compareTags(archive: Archive, { story }: Query, place: number): TagMatch {
  const theirs = archive.stories[place]!.tags;
  if (story.tags.length === 0 || theirs.length === 0) return noTags;
  let found = 0;
  let all = 0;
  let rarest = 0;
  let rarestTag: string | null = null;
  for (const tag of story.tags) {
    const rare = Math.log(1 + archive.stories.length / archive.tags.get(tag.key)!);
    all += rare;
    if (!theirs.some((other) => other.key === tag.key)) continue;
    found += rare;
    if (rare <= rarest) continue;
    rarest = rare;
    rarestTag = tag.label;
  }
  return { share: found / all, rarestTag };
}

/** Each of the most similar stories votes, with the square of its cosine, for what it links to. */
function vote(archive: Archive, query: Query, candidates: readonly Candidate[]): void {
  const byPlace = new Map(candidates.map((candidate) => [candidate.place, candidate]));
  const nearest = candidates.toSorted((a, b) => b.cosine - a.cosine || b.place - a.place).slice(0, NEIGHBOURS);
  for (const voter of nearest) {
    for (const target of archive.links[voter.place]!) {
      const chosen = byPlace.get(target);
      if (chosen === undefined || target === query.place) continue;
      chosen.row[column.votes]! += voter.cosine * voter.cosine;
      chosen.voters++;
    }
  }
}

function divideByBest(candidates: readonly Candidate[], column: number): void {
  const best = candidates.reduce((most, { row }) => Math.max(most, row[column]!), 0);
  if (best > 0) for (const { row } of candidates) row[column]! /= best;
}
