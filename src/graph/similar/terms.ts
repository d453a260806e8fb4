import type { Body, Story } from "../../model.ts";
import { numberOf, type Dictionary } from "./dictionary.ts";
import { pairId, tokenize, type Tokens } from "./tokens.ts";

/** What similarity reads of a story. */
export type Telling = Pick<Story, "slug" | "title" | "date" | "day" | "tags" | "withdrawn" | "key"> & {
  readonly body: Pick<Body, "text">;
};

/** The words of one story, a function of the story alone but for the numbers: what a cache may keep under `story.key`. */
export interface StoryTerms {
  /**
   * Distinct words of body and title as they first occur, each as `number in the dictionary << 8 | occurrences`, 255 at
   * most. That titles count more than once made no better lists.
   */
  readonly vector: Int32Array;
  /** The numbers of the title's words, in their order. */
  readonly title: Int32Array;
  /** One number for each paragraph of six words or more, in their order. */
  readonly paragraphs: Int32Array;
  /** Words in the body. */
  readonly length: number;
}

/** A story just read: its terms, and where they stand. */
export interface Reading {
  readonly terms: StoryTerms;
  readonly tokens: Tokens;
  /** For each token of the body its place in `terms.vector`. */
  readonly places: Int32Array;
  /** The paragraphs that `terms.paragraphs` names, as ranges of tokens. */
  readonly spans: readonly Span[];
}

export type Span = readonly [from: number, to: number];

/** Shorter paragraphs ("Download") say nothing alone. */
const PARAGRAPH_WORDS = 6;

/** Reads a story's body and title, about 50 µs for 600 words. Words that are new get numbers. */
export function readTerms(dictionary: Dictionary, story: Telling): Reading {
  const tokens = tokenize(story.body.text);
  const titleIds = tokenize(story.title).ids;
  const most = tokens.ids.length + titleIds.length;
  const counter = { table: openTable(most), words: new Int32Array(most), counts: new Uint8Array(most), distinct: 0 };
  const places = countAll(counter, tokens.ids);
  const title = countAll(counter, titleIds);
  const vector = new Int32Array(counter.distinct);
  for (let i = 0; i < vector.length; i++) {
    vector[i] = (numberOf(dictionary, counter.words[i]!) << 8) | counter.counts[i]!;
  }
  const spans = paragraphSpans(tokens);
  const paragraphs = new Int32Array(spans.length);
  for (let p = 0; p < spans.length; p++) paragraphs[p] = hashSpan(tokens.ids, spans[p]!);
  const terms = { vector, title: title.map((place) => vector[place]! >>> 8), paragraphs, length: tokens.ids.length };
  return { terms, tokens, places, spans };
}

interface Counter {
  /** Place of a word and one, by open addressing; 0 marks a free slot. */
  readonly table: Int32Array;
  readonly words: Int32Array;
  readonly counts: Uint8Array;
  distinct: number;
}

/** A power of two, twice the number of entries at least. */
export function openTable(entries: number): Int32Array {
  return new Int32Array(1 << (33 - Math.clz32(entries + 1)));
}

function countAll(counter: Counter, ids: Int32Array): Int32Array {
  const { table, words, counts } = counter;
  const mask = table.length - 1;
  const places = new Int32Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    let slot = id & mask;
    while (table[slot] !== 0 && words[table[slot]! - 1] !== id) slot = (slot + 1) & mask;
    if (table[slot] === 0) {
      words[counter.distinct] = id;
      table[slot] = ++counter.distinct;
    }
    const place = table[slot]! - 1;
    if (counts[place]! < 255) counts[place]!++;
    places[i] = place;
  }
  return places;
}

/** Paragraphs are the lines of `body.text`. */
function paragraphSpans({ text, ids, starts }: Tokens): readonly Span[] {
  const spans: Span[] = [];
  let from = 0;
  let line = text.indexOf("\n");
  for (let i = 0; i <= ids.length; i++) {
    const end = i === ids.length;
    if (!end && (line < 0 || starts[i]! < line)) continue;
    if (i - from >= PARAGRAPH_WORDS) spans.push([from, i]);
    from = i;
    if (!end) line = text.indexOf("\n", starts[i]);
  }
  return spans;
}

function hashSpan(ids: Int32Array, [from, to]: Span): number {
  let hash = to - from;
  for (let i = from; i < to; i++) hash = pairId(hash, ids[i]!);
  return hash;
}
