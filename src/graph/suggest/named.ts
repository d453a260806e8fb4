import type { Slug, Story } from "../../model.ts";
import { titleKey } from "../title-key.ts";
import { count, type Read } from "./words.ts";

/**
 * How much of a title's telling pairs of words must stand in a text for the text to name that story. Authors linked
 * 78 of 100 such on nine blogs, and only 35 of 100 between .55 and .75.
 */
const NAMED = 0.75;

/** For each story the earlier ones whose titles its text holds, in order of age; titles of a series only to the letter. */
export function namedStories(all: readonly Read[]): ReadonlyMap<Slug, readonly Story[]> {
  const titles = tellingTitles(all);
  const byPair = indexPairs(titles);
  return new Map(
    all.map((read, place) => {
      const pairs = pairsOf(read.body);
      const candidates = new Set<number>();
      for (const pair of pairs) for (const other of byPair.get(pair) ?? []) if (other < place) candidates.add(other);
      const named = [...candidates]
        .filter((other) => isNamed(titles[other]!, pairs, read.story))
        .toSorted((a, b) => a - b);
      return [read.story.slug, named.map((other) => all[other]!.story)];
    }),
  );
}

interface Title {
  readonly key: string;
  readonly pairs: readonly (readonly [pair: number, weight: number])[];
  /** Another story has the same, so it can name neither. */
  readonly shared: boolean;
  /** Others differ from it in numbers alone. */
  readonly series: boolean;
}

function tellingTitles(all: readonly Read[]): readonly Title[] {
  const keys = all.map(({ story }) => titleKey(story.title));
  const same = count(keys);
  const masked = count(keys.map(maskNumbers));
  const frequency = count(all.flatMap(({ title }) => [...new Set(title)]));
  const rarity = (word: number): number => Math.log(1 + all.length / frequency.get(word)!);
  return all.map(({ title }, i) => ({
    key: keys[i]!,
    pairs: Array.from(
      title.subarray(1),
      (word, j) => [pairKey(title[j]!, word), rarity(title[j]!) + rarity(word)] as const,
    ),
    shared: same.get(keys[i]!)! > 1,
    series: masked.get(maskNumbers(keys[i]!))! > 1,
  }));
}

/** `week 45 in brief` → `week # in brief`: what the titles of a series have in common. */
export function maskNumbers(key: string): string {
  return key.replace(/\p{Nd}+(?:\.\p{Nd}+)*/gu, "#").replace(months, "#");
}

const months =
  /\b(?:january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|marz|mai|juni|juli|oktober|dezember|janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|novembre|decembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b/g;

function isNamed({ key, pairs, shared, series }: Title, held: ReadonlySet<number>, { body }: Story): boolean {
  if (shared || pairs.length === 0) return false;
  const all = pairs.reduce((sum, [, weight]) => sum + weight, 0);
  const found = pairs.reduce((sum, [pair, weight]) => sum + (held.has(pair) ? weight : 0), 0);
  // Short titles ("Download", "New server") are said without meaning the story.
  const certainty = 1 - Math.exp(-pairs.length / 2);
  if ((found / all) * certainty < NAMED) return false;
  return !series || ` ${titleKey(body.text)} `.includes(` ${key} `);
}

function indexPairs(titles: readonly Title[]): ReadonlyMap<number, readonly number[]> {
  const index = new Map<number, number[]>();
  for (const [place, { pairs }] of titles.entries()) {
    for (const [pair] of pairs) {
      const list = index.get(pair);
      if (list === undefined) index.set(pair, [place]);
      else list.push(place);
    }
  }
  return index;
}

function pairsOf(ids: Read["body"]): ReadonlySet<number> {
  return new Set(Array.from(ids.subarray(1), (word, i) => pairKey(ids[i]!, word)));
}

/** Two words as one number: 26 bits of each, which no two words of one archive are likely to share. */
function pairKey(first: number, second: number): number {
  return ((first >>> 0) % PAIR_SIDE) * PAIR_SIDE + ((second >>> 0) % PAIR_SIDE);
}

const PAIR_SIDE = 2 ** 26;
