import { damped, titleList, type Archive } from "./archive.ts";
import type { Query } from "./query.ts";

/** How many candidates each way of finding them brings; more gave no better lists on archives of 350 to 750 stories. */
const BY_WORDS = 60;
const BY_TITLE = 24;
const NEWEST = 12;
const BY_VOTES = 10;
/** The query's most telling words that are looked up. */
const QUERY_WORDS = 48;
/** A list is followed to its newest entries only: a word of more stories than this tells little. */
const LONGEST = 512;

/** Numbers of the stories worth a closer look, ascending; never the story itself. */
export function findCandidates(archive: Archive, query: Query, scores: Float64Array): readonly number[] {
  const byWords = best(scoreWords(archive, query, scores), scores, BY_WORDS);
  const byTitle = best(scoreTitles(archive, query, scores), scores, BY_TITLE);
  const found = new Set([...byWords, ...byTitle]);
  for (let place = archive.stories.length - 1, n = 0; place >= 0 && n < NEWEST; place--, n++) found.add(place);
  const voted = byWords.slice(0, BY_VOTES).flatMap((place) => archive.links[place]!);
  for (const place of voted) found.add(place);
  found.delete(query.place);
  return [...found].toSorted((a, b) => a - b);
}

/** Adds each word's weight to the stories that hold it; returns those touched. `scores` is all zero before. */
function scoreWords(archive: Archive, query: Query, scores: Float64Array): number[] {
  const { words, counts } = query.terms;
  const weights = Float64Array.from(words, (_, i) => damped[counts[i]!]! * query.rarity[i]! * query.rarity[i]!);
  const chosen = Array.from(words, (_, i) => i)
    .toSorted((a, b) => weights[b]! - weights[a]! || words[a]! - words[b]!)
    .slice(0, QUERY_WORDS);
  const touched: number[] = [];
  const { head, entries } = archive.words;
  for (const i of chosen) {
    for (let entry = head[words[i]!]!, n = 0; entry !== 0 && n < LONGEST; entry = entries[entry + 1]!, n++) {
      const place = entries[entry]!;
      if (scores[place] === 0) touched.push(place);
      scores[place]! += weights[i]! / archive.norms[place]!;
    }
  }
  return touched;
}

/** Counts the pairs of title words that stand in the text, in shares of each title. */
function scoreTitles(archive: Archive, query: Query, scores: Float64Array): number[] {
  const touched: number[] = [];
  const { head, entries } = archive.titles;
  const { ids } = query.tokens;
  const seen = new Set<number>();
  for (let i = 1; i < ids.length; i++) {
    const list = titleList(ids[i - 1]!, ids[i]!);
    if (head[list] === 0 || seen.has(list)) continue;
    seen.add(list);
    for (let entry = head[list]!, n = 0; entry !== 0 && n < LONGEST / 4; entry = entries[entry + 1]!, n++) {
      const place = entries[entry]!;
      if (scores[place] === 0) touched.push(place);
      scores[place]! += 1 / (archive.terms[place]!.title.length + 1);
    }
  }
  return touched;
}

/** The `most` best of `places`, best first, the newer first of two equals; sets `scores` back to zero. */
function best(places: readonly number[], scores: Float64Array, most: number): readonly number[] {
  const chosen = places.toSorted((a, b) => scores[b]! - scores[a]! || b - a).slice(0, most);
  for (const place of places) scores[place] = 0;
  return chosen;
}
