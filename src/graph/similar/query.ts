import { damped, rarity, type Archive, type Entry } from "./archive.ts";
import { hashSpan, paragraphSpans, type Span, type StoryTerms, type Telling } from "./terms.ts";
import { pairId, type Tokens } from "./tokens.ts";

/** The story whose list is being made, laid out so that a candidate's words are looked up in nanoseconds. */
export interface Query {
  readonly story: Telling;
  readonly place: number;
  readonly terms: StoryTerms;
  readonly tokens: Tokens;
  /** Numbers of `terms.words` in the archive's dictionary. */
  readonly numbers: Uint32Array;
  /** How telling each of `terms.words` is on the story's day. */
  readonly rarity: Float64Array;
  /** Place in `terms.words` of a word, by open addressing; see `placeOfWord`. */
  readonly table: Int32Array;
  /** A bit for each telling word by its low bits, to pass over most words that the story lacks. */
  readonly sieve: Uint32Array;
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
const BOILERPLATE = 3;

export function makeQuery(archive: Archive, entry: Entry, tokens: Tokens): Query {
  const { story, terms, numbers } = entry;
  const rare = Float64Array.from(numbers, (number) => rarity(archive, number));
  const table = fillTable(terms.words);
  return {
    story,
    place: archive.placeOf.get(story.slug)!,
    terms,
    tokens,
    numbers,
    rarity: rare,
    table,
    sieve: fillSieve(terms.words, rare),
    pairs: fillPairs(tokens),
    passages: layPassages(archive, terms, tokens, rare, table),
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

/** A word of every fourth story or more tells nothing and would be met most often. */
const COMMON = Math.log(5);

/** 32,768 bits: four kilobytes stay in the nearest cache. */
function fillSieve(words: Uint32Array, rare: Float64Array): Uint32Array {
  const sieve = new Uint32Array(1024);
  for (let i = 0; i < words.length; i++) {
    if (rare[i]! >= COMMON) sieve[(words[i]! >>> 5) & 1023]! |= 1 << (words[i]! & 31);
  }
  return sieve;
}

/** The place in the story's words of a telling word, or -1 where the story lacks it or it is common. */
export function placeOfTelling(query: Query, word: number): number {
  return mayHold(query.sieve, word) ? placeOfWord(query.table, query.terms.words, word) : -1;
}

function mayHold(sieve: Uint32Array, word: number): boolean {
  return ((sieve[(word >>> 5) & 1023]! >>> (word & 31)) & 1) === 1;
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
  const words = Int32Array.from(tokens.ids, (id) => placeOfWord(table, terms.words, id));
  const starts = countEntries(words, spans, terms.words.length);
  const next = starts.slice();
  const paragraph = new Uint16Array(starts.at(-1)!);
  const times = new Uint16Array(starts.at(-1)!);
  const weight = new Float64Array(starts.at(-1)!);
  const norms = new Float64Array(spans.length);
  for (const [p, [from, to]] of spans.entries()) {
    for (let i = from; i < to; i++) {
      const word = words[i]!;
      const last = next[word]! - 1;
      if (last >= starts[word]! && paragraph[last] === p) times[last]!++;
      else {
        paragraph[next[word]!] = p;
        times[next[word]!++] = 1;
      }
    }
  }
  for (let word = 0; word < terms.words.length; word++) {
    for (let entry = starts[word]!; entry < starts[word + 1]!; entry++) {
      const value = damped[Math.min(255, times[entry]!)]! * rare[word]!;
      weight[entry] = value * rare[word]!;
      norms[paragraph[entry]!]! += value * value;
    }
  }
  return { norms: norms.map((square) => Math.sqrt(square) || 1), starts, paragraph, weight };
}

/** Where each word's entries begin: one entry for each paragraph that holds it. */
function countEntries(words: Int32Array, spans: readonly Span[], distinct: number): Uint32Array {
  const starts = new Uint32Array(distinct + 1);
  const seenIn = new Int32Array(distinct).fill(-1);
  for (const [p, [from, to]] of spans.entries()) {
    for (let i = from; i < to; i++) {
      if (seenIn[words[i]!] === p) continue;
      seenIn[words[i]!] = p;
      starts[words[i]! + 1]!++;
    }
  }
  for (let word = 0; word < distinct; word++) starts[word + 1]! += starts[word]!;
  return starts;
}
