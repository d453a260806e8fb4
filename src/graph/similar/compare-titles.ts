import { rarity, type Archive } from "./archive.ts";
import { holdsPair, placeOfWord, type Query } from "./query.ts";

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
  const numbers = archive.titleWords[place]!;
  const covered = { found: 0, all: 0 };
  const named = { found: 0, all: 0 };
  let rarest = 0;
  let before = 0;
  for (let i = 0; i < title.length; i++) {
    const rare = rarity(archive, numbers[i]!);
    if (title.indexOf(title[i]!) === i) {
      covered.all += rare;
      if (placeOfWord(query.table, query.terms.words, title[i]!) >= 0) {
        covered.found += rare;
        rarest = Math.max(rarest, rare);
      }
    }
    if (i > 0) {
      named.all += before + rare;
      if (holdsPair(query.pairs, title[i - 1]!, title[i]!)) named.found += before + rare;
    }
    before = rare;
  }
  const cover = share(covered);
  const mention = title.length < 2 ? 0.3 * cover : share(named) * (1 - Math.exp((1 - title.length) / 2));
  return { mention, cover, rarest: rarest / Math.log(1 + archive.stories.length) };
}

/** Share of the story's own title that the candidate holds anywhere. */
export function echoOf(archive: Archive, query: Query, place: number): number {
  const { title } = query.terms;
  const { words } = archive.terms[place]!;
  const echoed = { found: 0, all: 0 };
  for (let i = 0; i < title.length; i++) {
    if (title.indexOf(title[i]!) < i) continue;
    const rare = query.rarity[placeOfWord(query.table, query.terms.words, title[i]!)]!;
    echoed.all += rare;
    if (holdsWord(words, title[i]!)) echoed.found += rare;
  }
  return share(echoed);
}

function share({ found, all }: { readonly found: number; readonly all: number }): number {
  return all === 0 ? 0 : found / all;
}

/** `words` ascend. */
function holdsWord(words: Uint32Array, word: number): boolean {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (words[middle]! < word) low = middle + 1;
    else high = middle;
  }
  return words[low] === word;
}
