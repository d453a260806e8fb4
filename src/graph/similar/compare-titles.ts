import { rarity, type Archive } from "./archive.ts";
import { holdsPair, type Query } from "./query.ts";

export interface TitleMatch {
  /** Share of the candidate's title, by telling pairs of words, that stands in the story's text. */
  readonly mention: number;
  /** Share of its words that the story holds anywhere. */
  readonly cover: number;
  /** How rare the rarest of these is, over the rarest a word can be. */
  readonly rarest: number;
}

/** Rare words count for more throughout; a title of few words is named less surely. */
export function compareTitle(archive: Archive, query: Query, place: number): TitleMatch {
  const { values, starts } = archive.titles;
  const first = starts[place]!;
  const end = starts[place + 1]!;
  let all = 0;
  let covered = 0;
  let named = 0;
  let pairs = 0;
  let rarest = 0;
  let before = 0;
  for (let i = first; i < end; i++) {
    const rare = rarity(archive, values[i]!);
    if (isFirst(values, first, i)) {
      all += rare;
      if (query.placeOf[values[i]!] !== 0) {
        covered += rare;
        if (rare > rarest) rarest = rare;
      }
    }
    if (i > first) {
      pairs += before + rare;
      if (holdsPair(query.pairs, values[i - 1]!, values[i]!)) named += before + rare;
    }
    before = rare;
  }
  const words = end - first;
  const cover = all === 0 ? 0 : covered / all;
  const mention = words < 2 ? 0.3 * cover : (named / pairs) * (1 - Math.exp((1 - words) / 2));
  return { mention, cover, rarest: rarest / Math.log(1 + archive.stories.length) };
}

/** Whether the value has not stood between `first` and `at` before. */
function isFirst(values: Int32Array, first: number, at: number): boolean {
  for (let i = first; i < at; i++) if (values[i] === values[at]) return false;
  return true;
}
