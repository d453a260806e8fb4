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
  const { title } = archive.terms[place]!;
  let all = 0;
  let covered = 0;
  let named = 0;
  let pairs = 0;
  let rarest = 0;
  let before = 0;
  for (let i = 0; i < title.length; i++) {
    const rare = rarity(archive, title[i]!);
    if (isFirst(title, i)) {
      all += rare;
      if (query.placeOf[title[i]!] !== 0) {
        covered += rare;
        if (rare > rarest) rarest = rare;
      }
    }
    if (i > 0) {
      pairs += before + rare;
      if (holdsPair(query.pairs, title[i - 1]!, title[i]!)) named += before + rare;
    }
    before = rare;
  }
  const cover = all === 0 ? 0 : covered / all;
  const mention = title.length < 2 ? 0.3 * cover : (named / pairs) * (1 - Math.exp((1 - title.length) / 2));
  return { mention, cover, rarest: rarest / Math.log(1 + archive.stories.length) };
}

/** Whether the word at `at` has not come before. Titles are short: a loop takes a third of the time of `indexOf`. */
function isFirst(title: Int32Array, at: number): boolean {
  for (let i = 0; i < at; i++) if (title[i] === title[at]) return false;
  return true;
}
