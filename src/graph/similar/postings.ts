import { enlarge } from "./enlarge.ts";

/**
 * For each word, by its number, stories that hold it, newest first.
 *
 * Entries lie in blocks of one cache line (14 stories, how many of them are set, the block before), since a list that
 * jumps at each entry costs five times as much to follow.
 */
export interface Postings {
  /** Where each word's last block begins; 0 for none. */
  heads: Int32Array;
  blocks: Int32Array;
  /** Where the next block begins. */
  end: number;
}

const BLOCK = 16;
const FILLED = 14;
const BEFORE = 15;

export function openPostings(): Postings {
  return { heads: new Int32Array(1 << 16), blocks: new Int32Array(1 << 16), end: BLOCK };
}

export function post(postings: Postings, word: number, place: number): void {
  if (word >= postings.heads.length) postings.heads = enlarge(postings.heads, word + 1);
  let block = postings.heads[word]!;
  if (block === 0 || postings.blocks[block + FILLED] === FILLED) block = addBlock(postings, word, block);
  const filled = postings.blocks[block + FILLED]!++;
  postings.blocks[block + filled] = place;
}

function addBlock(postings: Postings, word: number, before: number): number {
  const block = postings.end;
  postings.end += BLOCK;
  if (postings.end > postings.blocks.length) postings.blocks = enlarge(postings.blocks, postings.end);
  postings.blocks[block + BEFORE] = before;
  postings.heads[word] = block;
  return block;
}

/** Sums by story, with the stories that have one. `values` is all zero between two uses. */
export interface Sums {
  readonly values: Float64Array;
  readonly touched: number[];
}

export function openSums(stories: number): Sums {
  return { values: new Float64Array(stories), touched: [] };
}

/** Back to zero, at the cost of what was touched. */
export function clearSums(sums: Sums): void {
  for (const place of sums.touched) sums.values[place] = 0;
  sums.touched.length = 0;
}

/** Adds `weight / norms[story]` to the sum of each story that holds the word, of the newest `longest` of them. */
export function addToSums(
  sums: Sums,
  postings: Postings,
  word: number,
  longest: number,
  weight: number,
  norms: readonly number[],
): void {
  const { blocks, heads } = postings;
  const { values, touched } = sums;
  let left = longest;
  for (let block = heads[word] ?? 0; block !== 0 && left > 0; block = blocks[block + BEFORE]!) {
    for (let entry = block + blocks[block + FILLED]! - 1; entry >= block && left > 0; entry--, left--) {
      const place = blocks[entry]!;
      if (values[place] === 0) touched.push(place);
      values[place]! += weight / norms[place]!;
    }
  }
}
