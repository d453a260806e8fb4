import { editDistance } from "../errors.ts";
import type { Story } from "../model.ts";
import { editsWithin } from "./edits.ts";
import { numbersOf, titleKey, withoutLittleWords, wordsOf } from "./title-key.ts";

/** A title that resembles what was written. */
export interface NearTitle {
  readonly story: Story;
  /** 1 is the same, below a half hardly related. */
  readonly score: number;
  /** Letters wrong, little words left aside; above `mostEdits` not counted. */
  readonly edits: number;
}

export interface NearTitles {
  /** Titles within `mostEdits` of a key and with the very numbers it holds, best first; equal scores in the order given. */
  readonly search: (key: string) => readonly NearTitle[];
  /** Stories worth offering in "did you mean": by title or slug, the bar lower. */
  readonly suggest: (key: string) => readonly Story[];
}

/** How many titles with the most trigrams in common are looked at closely. */
const shortlist = 12;
/** What is more letters away than this is no rival of a title with a typo or two. */
const mostEdits = 4;

/**
 * Finds mistyped titles. Trigrams find a short list, then half the edit ratio and half the overlap of words decide,
 * rare words counting more and a mistyped word in part: a wrong letter costs little, another word much.
 */
export function nearTitles(stories: readonly Story[]): NearTitles {
  const titles = stories.map((story) => anatomy(titleKey(story.title)));
  const idf = rarity(titles.map((title) => title.words));
  const byTitle = trigramIndex(titles.map((title) => title.key));
  const slugs = stories.map((story) => story.slug.replaceAll("-", " "));
  let bySlug: TrigramIndex | undefined;

  // "Rust 1.70" mistyped must meet other titles with 1.70 only: those of 1.69 and 1.71 are as like as can be.
  const search = (key: string): readonly NearTitle[] => {
    const wanted = anatomy(key);
    return byTitle(key, shortlist, (i) => titles[i]!.numbers === wanted.numbers)
      .map((i) => compareTitles(stories[i]!, wanted, titles[i]!, idf))
      .filter((near) => near.edits <= mostEdits)
      .toSorted((a, b) => b.score - a.score);
  };
  const suggest = (key: string): readonly Story[] => {
    const wanted = anatomy(key);
    bySlug ??= trigramIndex(slugs);
    const named = bySlug(key, shortlist, any).map((i) => ({ story: stories[i]!, score: editRatio(key, slugs[i]!) }));
    const titled = byTitle(key, shortlist, any).map((i) => ({
      story: stories[i]!,
      score: likeness(wanted, titles[i]!, idf),
    }));
    const ranked = [...titled, ...named].filter((near) => near.score >= 0.4).toSorted((a, b) => b.score - a.score);
    return [...new Set(ranked.map((near) => near.story))];
  };
  return { search, suggest };
}

interface Anatomy {
  readonly key: string;
  readonly short: string;
  readonly words: readonly string[];
  readonly numbers: string;
}

function anatomy(key: string): Anatomy {
  return { key, short: withoutLittleWords(key), words: wordsOf(key), numbers: numbersOf(key) };
}

function compareTitles(story: Story, wanted: Anatomy, title: Anatomy, idf: (word: string) => number): NearTitle {
  const edits = Math.min(
    editsWithin(wanted.key, title.key, mostEdits),
    editsWithin(wanted.short, title.short, mostEdits),
  );
  return { story, edits, score: edits > mostEdits ? 0 : likeness(wanted, title, idf) };
}

function likeness(wanted: Anatomy, title: Anatomy, idf: (word: string) => number): number {
  return (editRatio(wanted.key, title.key) + overlap(wanted.words, title.words, idf)) / 2;
}

/** Gives the places of the texts, of those wanted, that share most trigrams with a key, in proportion to the length of both. */
type TrigramIndex = (key: string, most: number, wanted: (place: number) => boolean) => readonly number[];

function trigramIndex(texts: readonly string[]): TrigramIndex {
  const postings = new Map<string, number[]>();
  const sizes = texts.map((text, i) => {
    const grams = trigrams(text);
    for (const gram of grams) {
      const list = postings.get(gram);
      if (list === undefined) postings.set(gram, [i]);
      else list.push(i);
    }
    return grams.size;
  });
  return (key, most, wanted) => {
    const grams = trigrams(key);
    const shared = new Map<number, number>();
    for (const gram of grams) for (const i of postings.get(gram) ?? []) shared.set(i, (shared.get(i) ?? 0) + 1);
    return [...shared]
      .filter(([i]) => wanted(i))
      .map(([i, count]) => ({ i, dice: (2 * count) / (grams.size + sizes[i]!) }))
      .toSorted((a, b) => b.dice - a.dice || a.i - b.i)
      .slice(0, most)
      .map(({ i }) => i);
  };
}

function trigrams(text: string): ReadonlySet<string> {
  const padded = `  ${text} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, i) => padded.slice(i, i + 3)));
}

/** Inverse document frequency of the words of titles, never 0. */
function rarity(titles: readonly (readonly string[])[]): (word: string) => number {
  const counts = new Map<string, number>();
  for (const words of titles) for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (word) => Math.log(1 + titles.length / (counts.get(word) ?? 0.5));
}

function editRatio(a: string, b: string): number {
  return 1 - editDistance(a, b) / Math.max(a.length, b.length, 1);
}

/** Weight of the words that both hold, of all that either holds. Words alike by 0.6 or more count by their likeness. */
function overlap(a: readonly string[], b: readonly string[], idf: (word: string) => number): number {
  const side = (words: readonly string[], others: readonly string[]) =>
    words.reduce((sum, word) => sum + idf(word) * likest(word, others), 0);
  const weight = (words: readonly string[]) => words.reduce((sum, word) => sum + idf(word), 0);
  const whole = weight(a) + weight(b);
  return whole === 0 ? 0 : (side(a, b) + side(b, a)) / whole;
}

function likest(word: string, others: readonly string[]): number {
  if (others.includes(word)) return 1;
  let best = 0;
  for (const other of others) {
    // Two words whose lengths alone differ too much cannot reach the bar.
    if (Math.min(word.length, other.length) < 0.6 * Math.max(word.length, other.length)) continue;
    best = Math.max(best, editRatio(word, other));
  }
  return best >= 0.6 ? best : 0;
}

function any(): boolean {
  return true;
}
