import { damped, type Archive } from "./archive.ts";
import { best } from "./best.ts";
import { functionWords } from "./function-words.ts";
import { isTelling, type Query } from "./query.ts";
import { HIRAGANA, LETTER, scriptOf } from "./script.ts";
import { column, type Candidate } from "./signals.ts";

/** From here on a title counts as named in the text: authors then link it in 78 of 100 cases. */
const NAMED = 0.6;
const WORDS_SHOWN = 3;
/** More than shown: some turn out to be the same word, digits, or words that every text is full of. */
const WORDS_LOOKED_AT = 24;

/** Why a candidate is in the list, in words: its clearest reasons, two at most. */
export function because(archive: Archive, query: Query, candidate: Candidate): string {
  const reasons: string[] = [];
  if (candidate.row[column.mention]! >= NAMED) reasons.push("names this story");
  if (candidate.voters === 1) reasons.push("a similar story links to it");
  if (candidate.voters > 1) reasons.push(`${candidate.voters} similar stories link to it`);
  if (reasons.length < 2) reasons.push(...wordsReason(archive, query, candidate.place));
  if (reasons.length < 2 && candidate.sharedTag !== null) reasons.push(`same tag: ${candidate.sharedTag}`);
  return reasons.length === 0 ? "told in similar words" : reasons.slice(0, 2).join("; ");
}

/** For a story that only fills the list. */
export function fallbackReason({ sharedTag }: Candidate): string {
  return sharedTag === null ? "one of the newest" : `one of the newest tagged ${sharedTag}`;
}

/** `shares: antitrust, cloud`: the words that brought the two together most. */
function wordsReason(archive: Archive, query: Query, place: number): readonly string[] {
  const { vector } = archive.terms[place]!;
  const own = query.terms.vector;
  const shared: number[] = [];
  for (let i = 0; i < vector.length; i++) {
    const number = vector[i]! >>> 8;
    if (!isTelling(query, number)) continue;
    const word = query.placeOf[number]! - 1;
    query.scratch[word] = damped[vector[i]! & 255]! * damped[own[word]! & 255]! * query.telling[word]! ** 2;
    shared.push(word);
  }
  // A set: a run may grow out of several of its pairs. Most words need not be spelled, for the first ones will do.
  const shown = new Set<string>();
  for (const word of best(shared, query.scratch, WORDS_LOOKED_AT)) {
    const spelled = spell(query, word);
    if (spelled !== null) shown.add(spelled);
    if (shown.size === WORDS_SHOWN) break;
  }
  return shown.size === 0 ? [] : [`shares: ${[...shown].join(", ")}`];
}

/**
 * A word as a reader would name it: pairs of characters grow to the run they stand in, digits and endings tell
 * nothing, and what only the title holds is left to the title.
 */
function spell({ reading: { places, tokens } }: Query, word: number): string | null {
  const at = places.indexOf(word);
  if (at < 0) return null;
  const { text } = tokens;
  let from = tokens.starts[at]!;
  let to = tokens.ends[at]!;
  const script = scriptOf[text.charCodeAt(from)]!;
  if (script === HIRAGANA || /^[0-9.]+$/.test(text.slice(from, to))) return null;
  if (script !== LETTER) {
    while (from > 0 && scriptOf[text.charCodeAt(from - 1)] === script) from--;
    while (to < text.length && scriptOf[text.charCodeAt(to)] === script) to++;
  }
  const shown = text.slice(from, to);
  return functionWords.has(shown) ? null : shown;
}
