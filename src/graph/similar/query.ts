import { damped, rarity, type Archive } from "./archive.ts";
import { hashSpan, paragraphSpans, type Span, type StoryTerms, type Telling } from "./terms.ts";
import { pairId, type Tokens } from "./tokens.ts";

/** The story whose list is being made, laid out so that a candidate's words are looked up in nanoseconds. */
export interface Query {
  readonly story: Telling;
  readonly place: number;
  readonly terms: StoryTerms;
  readonly tokens: Tokens;
  /** How telling each of `terms.words` is on the story's day. */
  readonly rarity: Float64Array;
  /** Place in `terms.words` of a word, by open addressing; see `placeOfWord`. */
  readonly table: Int32Array;
  /** Neighbouring words of the body, by open addressing; see `holdsPair`. */
  readonly pairs: Uint32Array;
  readonly passages: Passages;
}

/** The story's paragraphs turned around: which of them hold a word, and how much it weighs there. */
export interface Passages {
  readonly norms: Float64Array;
  /** Entries of word `w`: from `starts[w]` to `starts[w + 1]`. */
  readonly starts: Uint32Array;
  readonly paragraph: Uint16Array;
  readonly weight: Float64Array;
}

/** A paragraph that as many stories hold is boilerplate: "how to install", "about the author". */
const BOILERPLATE = 4;

export function makeQuery(archive: Archive, place: number, tokens: Tokens): Query {
  const terms = archive.terms[place]!;
  const rare = Float64Array.from(terms.words, (word) => rarity(archive, word));
  const table = fillTable(terms.words);
  const passages = layPassages(archive, terms, tokens, rare, table);
  return {
    story: archive.stories[place]!,
    place,
    terms,
    tokens,
    rarity: rare,
    table,
    pairs: fillPairs(tokens),
    passages,
  };
}

function fillTable(words: Uint32Array): Int32Array {
  const table = new Int32Array(roomFor(words.length));
  const mask = table.length - 1;
  for (let i = 0; i < words.length; i++) {
    let slot = words[i]! & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = i + 1;
  }
  return table;
}

/** Where `word` stands in the query's words, or -1. */
export function placeOfWord(table: Int32Array, words: Uint32Array, word: number): number {
  const mask = table.length - 1;
  let slot = word & mask;
  for (let entry = table[slot]!; entry !== 0; entry = table[slot]!) {
    if (words[entry - 1] === word) return entry - 1;
    slot = (slot + 1) & mask;
  }
  return -1;
}

/** Zero marks a free slot: the pair that hashes to zero is never found, one in four thousand million. */
function fillPairs(tokens: Tokens): Uint32Array {
  const table = new Uint32Array(roomFor(tokens.ids.length));
  const mask = table.length - 1;
  for (let i = 1; i < tokens.ids.length; i++) {
    const pair = pairId(tokens.ids[i - 1]!, tokens.ids[i]!);
    let slot = pair & mask;
    while (table[slot] !== 0 && table[slot] !== pair) slot = (slot + 1) & mask;
    table[slot] = pair;
  }
  return table;
}

export function holdsPair(pairs: Uint32Array, first: number, second: number): boolean {
  const pair = pairId(first, second);
  const mask = pairs.length - 1;
  let slot = pair & mask;
  while (pairs[slot] !== 0) {
    if (pairs[slot] === pair) return true;
    slot = (slot + 1) & mask;
  }
  return false;
}

/** A power of two at least twice the number of entries. */
function roomFor(entries: number): number {
  return 1 << (33 - Math.clz32(entries + 1));
}

function layPassages(
  archive: Archive,
  terms: StoryTerms,
  tokens: Tokens,
  rare: Float64Array,
  table: Int32Array,
): Passages {
  const spans = paragraphSpans(tokens).filter(
    ([from, to]) => archive.paragraphs.get(hashSpan(tokens.ids, from, to))! < BOILERPLATE,
  );
  const words = terms.words.length;
  const counts = spans.map((span) => countWords(tokens, span, terms, table));
  const starts = new Uint32Array(words + 1);
  for (const paragraph of counts) for (const word of paragraph.keys()) starts[word + 1]!++;
  for (let word = 0; word < words; word++) starts[word + 1]! += starts[word]!;
  const next = starts.slice();
  const paragraph = new Uint16Array(starts[words]!);
  const weight = new Float64Array(starts[words]!);
  const norms = new Float64Array(spans.length);
  for (const [p, paragraphCounts] of counts.entries()) {
    for (const [word, times] of paragraphCounts) {
      const value = damped[Math.min(255, times)]! * rare[word]!;
      const entry = next[word]!++;
      paragraph[entry] = p;
      weight[entry] = value * rare[word]!;
      norms[p]! += value * value;
    }
    norms[p] = Math.sqrt(norms[p]!) || 1;
  }
  return { norms, starts, paragraph, weight };
}

function countWords(tokens: Tokens, [from, to]: Span, terms: StoryTerms, table: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = from; i < to; i++) {
    const word = placeOfWord(table, terms.words, tokens.ids[i]!);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
