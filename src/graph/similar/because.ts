import { damped, type Archive } from "./archive.ts";
import { best } from "./best.ts";
import type { Query } from "./query.ts";
import { column, type Candidate } from "./signals.ts";

/** From here on a title counts as named in the text: authors then link it in 78 of 100 cases. */
const NAMED = 0.6;
const WORDS_SHOWN = 3;

/** Why a candidate is in the list, in words: its clearest reasons, two at most. */
export function because(archive: Archive, query: Query, candidate: Candidate): string {
  const reasons = [
    candidate.row[column.mention]! >= NAMED ? "names this story" : "",
    votesReason(candidate.voters),
    wordsReason(archive, query, candidate.place),
    tagReason(archive, query, candidate.place),
  ].filter((reason) => reason !== "");
  return reasons.length === 0 ? "one of the newest" : reasons.slice(0, 2).join("; ");
}

function votesReason(voters: number): string {
  if (voters === 0) return "";
  return voters === 1 ? "a similar story links to it" : `${voters} similar stories link to it`;
}

function tagReason(archive: Archive, query: Query, place: number): string {
  const shared = query.story.tags.filter((tag) => archive.stories[place]!.tags.some((other) => other.key === tag.key));
  return shared.length === 0 ? "" : `same tag: ${shared[0]!.label}`;
}

/** `shares: antitrust, cloud`: the words that brought the two together most. */
function wordsReason(archive: Archive, query: Query, place: number): string {
  const { values, starts } = archive.vectors;
  const { counts } = query.terms;
  const weights = new Float64Array(counts.length);
  const shared: number[] = [];
  for (let i = starts[place]!; i < starts[place + 1]!; i++) {
    const word = query.placeOf[values[i]! >>> 8]! - 1;
    if (word < 0 || query.telling[word] === 0) continue;
    weights[word] = damped[values[i]! & 255]! * damped[counts[word]!]! * query.telling[word]! ** 2;
    shared.push(word);
  }
  const shown = best(shared, weights, WORDS_SHOWN).flatMap((word) => spell(query, word));
  return shown.length === 0 ? "" : `shares: ${shown.join(", ")}`;
}

/** A word as the body has it; nothing for one that only the title holds. */
function spell({ reading: { places, tokens } }: Query, word: number): readonly string[] {
  const at = places.indexOf(word);
  return at < 0 ? [] : [tokens.text.slice(tokens.starts[at], tokens.ends[at])];
}
