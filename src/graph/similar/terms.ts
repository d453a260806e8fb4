import type { Body, Story } from "../../model.ts";
import { pairId, tokenize, type Tokens } from "./tokens.ts";

/** What similarity reads of a story. */
export type Telling = Pick<Story, "slug" | "title" | "date" | "day" | "tags" | "withdrawn" | "key"> & {
  readonly body: Pick<Body, "text">;
};

/** The words of one story, a function of the story alone: what a cache may keep under `story.key`. */
export interface StoryTerms {
  /** Distinct words, ascending. */
  readonly words: Uint32Array;
  /** How often each occurs in body and title, 255 at most. */
  readonly counts: Uint8Array;
  /** The title's words in their order. */
  readonly title: Uint32Array;
  /** One number for each paragraph of six words or more, in their order. */
  readonly paragraphs: Uint32Array;
  /** Words in the body. */
  readonly length: number;
}

/** Shorter ones ("Download") say nothing alone. */
export const PARAGRAPH_WORDS = 6;

/** Where each paragraph that counts begins and ends, in tokens of the body. */
export type Span = readonly [from: number, to: number];

/** A story's words, with the body's tokens they were counted from. */
export function readTerms(story: Telling): { readonly terms: StoryTerms; readonly tokens: Tokens } {
  const tokens = tokenize(story.body.text);
  return { terms: countTerms(story, tokens), tokens };
}

/** A title's words count once more; three times more or five made no better lists. */
function countTerms(story: Telling, tokens: Tokens): StoryTerms {
  const title = tokenize(story.title).ids;
  const all = new Uint32Array(tokens.ids.length + title.length);
  all.set(tokens.ids);
  all.set(title, tokens.ids.length);
  return {
    ...countSorted(all.toSorted()),
    title,
    paragraphs: Uint32Array.from(paragraphSpans(tokens), ([from, to]) => hashSpan(tokens.ids, from, to)),
    length: tokens.ids.length,
  };
}

function countSorted(sorted: Uint32Array): { readonly words: Uint32Array; readonly counts: Uint8Array } {
  const words = new Uint32Array(sorted.length);
  const counts = new Uint8Array(sorted.length);
  let last = -1;
  for (let i = 0; i < sorted.length; i++) {
    if (last < 0 || words[last] !== sorted[i]) words[++last] = sorted[i]!;
    if (counts[last]! < 255) counts[last]!++;
  }
  return { words: words.slice(0, last + 1), counts: counts.slice(0, last + 1) };
}

/** Paragraphs are the lines of `body.text`. */
export function paragraphSpans(tokens: Tokens): readonly Span[] {
  const spans: Span[] = [];
  let from = 0;
  let line = tokens.text.indexOf("\n");
  for (let i = 0; i <= tokens.ids.length; i++) {
    const last = i === tokens.ids.length;
    if (!last && (line < 0 || tokens.starts[i]! < line)) continue;
    if (i - from >= PARAGRAPH_WORDS) spans.push([from, i]);
    from = i;
    if (!last) line = tokens.text.indexOf("\n", tokens.starts[i]);
  }
  return spans;
}

export function hashSpan(ids: Uint32Array, from: number, to: number): number {
  let hash = to - from;
  for (let i = from; i < to; i++) hash = pairId(hash, ids[i]!);
  return hash;
}
