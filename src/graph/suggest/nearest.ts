import type { Slug } from "../../model.ts";
import { best } from "../similar/best.ts";
import { count, type Read } from "./words.ts";

/** An earlier story and how alike the words of both are: cosine of tf-idf, 0 to 1. */
export interface Near {
  readonly slug: Slug;
  readonly cosine: number;
}

/** Words of more stories than this tell little, and their lists cost most: the square of the archive without it. */
const COMMON = 500;
/** A story looks for its like by its most telling words; the rest change a cosine by some hundredths and double the time. */
const TELLING = 64;

/** The stories that hold a word, and its weight in each. */
interface Postings {
  readonly places: number[];
  readonly weights: number[];
}

const empty: Postings = { places: [], weights: [] };

/** Words with their weights, the most telling first. */
type Vector = readonly { readonly word: number; readonly weight: number }[];

/**
 * For each story up to `most` earlier ones, the most alike first.
 * Unlike the computed edges this weighs words by the whole archive: proposals may change from day to day, and with the
 * rarities of its own day every story resembles the first ones.
 */
export function nearestStories(all: readonly Read[], most: number): ReadonlyMap<Slug, readonly Near[]> {
  const vectors = weigh(all);
  const postings = new Map<number, Postings>();
  const cosines = new Float64Array(all.length);
  const found = new Map<Slug, readonly Near[]>();
  for (const [place, { story }] of all.entries()) {
    const vector = vectors[place]!;
    const met: number[] = [];
    for (const { word, weight } of vector.slice(0, TELLING)) {
      const { places, weights } = postings.get(word) ?? empty;
      for (let i = 0; i < places.length; i++) {
        const other = places[i]!;
        if (cosines[other] === 0) met.push(other);
        cosines[other]! += weight * weights[i]!;
      }
    }
    const near = best(met, cosines, most);
    found.set(
      story.slug,
      near.map((other) => ({ slug: all[other]!.story.slug, cosine: cosines[other]! })),
    );
    for (const other of met) cosines[other] = 0;
    for (const { word, weight } of vector) {
      const list = postings.get(word) ?? { places: [], weights: [] };
      if (list.places.length === 0) postings.set(word, list);
      list.places.push(place);
      list.weights.push(weight);
    }
  }
  return found;
}

/** Each story's words; the square of all weights together is 1, those of common words counted, which are left out. */
function weigh(all: readonly Read[]): readonly Vector[] {
  const counts = all.map(({ body, title }) => count([...body, ...title]));
  const frequency = count(counts.flatMap((words) => [...words.keys()]));
  return counts.map((words) => {
    const vector = Array.from(words, ([word, times]) => {
      const weight = (1 + Math.log(times)) * Math.log(1 + all.length / frequency.get(word)!);
      return { word, weight };
    });
    const length = Math.sqrt(vector.reduce((sum, { weight }) => sum + weight * weight, 0));
    return vector
      .filter(({ word }) => frequency.get(word)! <= COMMON)
      .map(({ word, weight }) => ({ word, weight: weight / length }))
      .toSorted((a, b) => b.weight - a.weight || a.word - b.word);
  });
}
