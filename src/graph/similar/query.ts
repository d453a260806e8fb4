import { damped, leastTelling, rarity, type Archive, type Entry } from "./archive.ts";
import { openTable, type Reading } from "./terms.ts";
import { pairId } from "./tokens.ts";

/** The story whose list is being made, laid out so that a candidate's words are looked up in nanoseconds. */
export interface Query extends Entry {
  readonly reading: Reading;
  /** How telling each of `terms.vector` is on the story's day. */
  readonly rarity: Float64Array;
  /** The same where a word is common and not worth comparing: 0. */
  readonly telling: Float64Array;
  /** Share of each word in the title's telling words together; 0 for what the title lacks. */
  readonly headline: Float64Array;
  /** By number of a word in the dictionary: its place in `terms.vector` and one, or 0. */
  readonly placeOf: Int32Array;
  /** By number of a word: a bit for each telling word of the story. */
  readonly bits: Int32Array;
  /** Neighbouring words of the body, by open addressing; see `holdsPair`. */
  readonly pairs: Int32Array;
  readonly passages: Passages;
  /** Room for a number a word. */
  readonly scratch: Float64Array;
}

/** The story's paragraphs turned around: which of them hold a word, and how much it weighs there. */
export interface Passages {
  readonly norms: Float64Array;
  /** Entries of word `w`: from `starts[w]` to `starts[w + 1]`. */
  readonly starts: Int32Array;
  readonly paragraph: Int32Array;
  readonly weight: Float64Array;
}

/** A paragraph that as many stories hold is boilerplate: "how to install", "about the author". */
const BOILERPLATE = 3;

/** Room for a table by number of a word, all 0 between two queries. */
export interface Tables {
  placeOf: Int32Array;
  bits: Int32Array;
}

/** Makes room for the words of a grown dictionary. */
export function makeRoom(tables: Tables, words: number): void {
  if (tables.placeOf.length >= words) return;
  tables.placeOf = new Int32Array(words * 2);
  tables.bits = new Int32Array((words >>> 4) + 1);
}

/** Uses the tables until `closeQuery`. */
export function makeQuery(archive: Archive, entry: Entry, reading: Reading, { placeOf, bits }: Tables): Query {
  const { vector, title } = entry.terms;
  const least = leastTelling(archive);
  const rare = new Float64Array(vector.length);
  const telling = new Float64Array(vector.length);
  for (let i = 0; i < vector.length; i++) {
    const number = vector[i]! >>> 8;
    placeOf[number] = i + 1;
    rare[i] = rarity(archive, number);
    if (rare[i]! < least) continue;
    telling[i] = rare[i]!;
    bits[number >>> 5]! |= 1 << (number & 31);
  }
  return {
    ...entry,
    reading,
    rarity: rare,
    telling,
    headline: shareOut(
      title.map((number) => placeOf[number]! - 1),
      telling,
    ),
    placeOf,
    bits,
    pairs: fillPairs(reading.places, vector),
    passages: layPassages(archive, reading, rare),
    scratch: new Float64Array(vector.length),
  };
}

/** Whether the story has the word and the word tells something; by number. */
export function isTelling({ bits }: Query, number: number): boolean {
  return ((bits[number >>> 5]! >>> (number & 31)) & 1) === 1;
}

export function closeQuery({ terms: { vector }, placeOf, bits }: Query): void {
  for (let i = 0; i < vector.length; i++) {
    placeOf[vector[i]! >>> 8] = 0;
    bits[vector[i]! >>> 13] = 0;
  }
}

function shareOut(title: Int32Array, telling: Float64Array): Float64Array {
  const shares = new Float64Array(telling.length);
  const words = new Set(title);
  let sum = 0;
  for (const word of words) sum += telling[word]!;
  if (sum > 0) for (const word of words) shares[word] = telling[word]! / sum;
  return shares;
}

/** Zero marks a free slot: the pair that hashes to zero is never found, one in two thousand million. */
function fillPairs(places: Int32Array, vector: Int32Array): Int32Array {
  const pairs = openTable(places.length);
  const mask = pairs.length - 1;
  for (let i = 1; i < places.length; i++) {
    const pair = pairId(vector[places[i - 1]!]! >>> 8, vector[places[i]!]! >>> 8);
    let slot = pair & mask;
    while (pairs[slot] !== 0 && pairs[slot] !== pair) slot = (slot + 1) & mask;
    pairs[slot] = pair;
  }
  return pairs;
}

/** Whether two words, by number, stand side by side in the text. */
export function holdsPair(pairs: Int32Array, first: number, second: number): boolean {
  const pair = pairId(first, second);
  const mask = pairs.length - 1;
  let slot = pair & mask;
  while (pairs[slot] !== 0) {
    if (pairs[slot] === pair) return true;
    slot = (slot + 1) & mask;
  }
  return false;
}

function layPassages(archive: Archive, reading: Reading, rare: Float64Array): Passages {
  const { terms, places } = reading;
  const spans = reading.spans.filter((_, p) => archive.paragraphs.get(terms.paragraphs[p]!)! < BOILERPLATE);
  const starts = countEntries(reading, spans);
  const entries = starts[terms.vector.length]!;
  const next = starts.slice();
  const paragraph = new Int32Array(entries);
  const times = new Int32Array(entries);
  for (let p = 0; p < spans.length; p++) {
    for (let i = spans[p]![0]; i < spans[p]![1]; i++) {
      const word = places[i]!;
      const last = next[word]! - 1;
      if (last >= starts[word]! && paragraph[last] === p) times[last]!++;
      else {
        paragraph[next[word]!] = p;
        times[next[word]!++] = 1;
      }
    }
  }
  const weight = new Float64Array(entries);
  const norms = new Float64Array(spans.length);
  for (let word = 0; word < terms.vector.length; word++) {
    for (let entry = starts[word]!; entry < starts[word + 1]!; entry++) {
      const value = damped[Math.min(255, times[entry]!)]! * rare[word]!;
      weight[entry] = value * rare[word]!;
      norms[paragraph[entry]!]! += value * value;
    }
  }
  for (let p = 0; p < norms.length; p++) norms[p] = Math.sqrt(norms[p]!) || 1;
  return { norms, starts, paragraph, weight };
}

/** Where each word's entries begin: one entry for each paragraph that holds it. */
function countEntries({ terms, places }: Reading, spans: Reading["spans"]): Int32Array {
  const distinct = terms.vector.length;
  const starts = new Int32Array(distinct + 1);
  const seenIn = new Int32Array(distinct);
  for (let p = 0; p < spans.length; p++) {
    for (let i = spans[p]![0]; i < spans[p]![1]; i++) {
      const word = places[i]!;
      if (seenIn[word] === p + 1) continue;
      seenIn[word] = p + 1;
      starts[word + 1]!++;
    }
  }
  for (let word = 0; word < distinct; word++) starts[word + 1]! += starts[word]!;
  return starts;
}
