import type { Edge, Slug } from "../../model.ts";
import type { StoryTerms } from "./terms.ts";

/** What one build leaves for the next. */
export interface Memory {
  /** By `story.key`. */
  readonly terms: ReadonlyMap<string, StoryTerms>;
  /** The edges from a day's stories, by the day's fingerprint. */
  readonly lists: ReadonlyMap<string, readonly Edge[]>;
}

export const emptyMemory: Memory = { terms: new Map(), lists: new Map() };

/** Raise it with every change of the format, or of how stories are read. */
const MARK = 0x436f7501;

/** What the head tells of a story's terms, to cut them from the columns: key, words, title, paragraphs, length. */
type TermsHead = readonly [key: string, words: number, title: number, paragraphs: number, length: number];
type ListHead = readonly [
  print: string,
  edges: readonly (readonly [from: string, to: string, weight: number, because: string])[],
];

interface Head {
  readonly terms: readonly TermsHead[];
  readonly lists: readonly ListHead[];
}

/**
 * As bytes for a cache file, 2 kB a story: mark and length of the head (two 32-bit numbers), the head as JSON padded to
 * whole numbers, all words, titles and paragraphs as 32-bit numbers, all counts as bytes.
 */
export function encodeMemory(memory: Memory): Uint8Array {
  const terms = [...memory.terms];
  const head = Buffer.from(JSON.stringify(headOf(memory)).concat("   "));
  const headLength = head.length - (head.length % 4);
  const columns = terms.flatMap(([, { words, title, paragraphs }]) => [words, title, paragraphs]);
  const numbers = columns.reduce((sum, column) => sum + column.length, 0);
  const bytes = terms.reduce((sum, [, { counts }]) => sum + counts.length, 0);
  const buffer = new ArrayBuffer(8 + headLength + numbers * 4 + bytes);
  new Int32Array(buffer, 0, 2).set([MARK, headLength]);
  new Uint8Array(buffer).set(head.subarray(0, headLength), 8);
  const rows = new Int32Array(buffer, 8 + headLength, numbers);
  let at = 0;
  for (const column of columns) {
    rows.set(column, at);
    at += column.length;
  }
  const tail = new Uint8Array(buffer, 8 + headLength + numbers * 4);
  at = 0;
  for (const [, { counts }] of terms) {
    tail.set(counts, at);
    at += counts.length;
  }
  return new Uint8Array(buffer);
}

function headOf({ terms, lists }: Memory): Head {
  return {
    terms: [...terms].map(([key, t]) => [key, t.words.length, t.title.length, t.paragraphs.length, t.length]),
    lists: [...lists].map(([print, edges]) => [print, edges.map((e) => [e.from, e.to, e.weight, e.because])]),
  };
}

/** The memory in `bytes`; an empty one where they are of another version or cut short. */
export function decodeMemory(bytes: Uint8Array): Memory {
  if (bytes.length < 8) return emptyMemory;
  const { buffer } = bytes.slice();
  const [mark, headLength] = new Int32Array(buffer, 0, 2);
  if (mark !== MARK || headLength === undefined || 8 + headLength > bytes.length) return emptyMemory;
  const head = JSON.parse(Buffer.from(buffer, 8, headLength).toString()) as Head;
  const numbers = head.terms.reduce((sum, [, words, title, paragraphs]) => sum + words + title + paragraphs, 0);
  const counts = head.terms.reduce((sum, [, words]) => sum + words, 0);
  if (8 + headLength + numbers * 4 + counts !== bytes.length) return emptyMemory;
  const rows = new Int32Array(buffer, 8 + headLength, numbers);
  return { terms: termsOf(head, rows, new Uint8Array(buffer, 8 + headLength + numbers * 4)), lists: listsOf(head) };
}

function termsOf(head: Head, rows: Int32Array, tail: Uint8Array): Memory["terms"] {
  let row = 0;
  let byte = 0;
  const cut = (length: number): Int32Array => rows.subarray(row, (row += length));
  return new Map(
    head.terms.map(([key, words, title, paragraphs, length]) => {
      const counts = tail.subarray(byte, (byte += words));
      return [key, { words: cut(words), counts, title: cut(title), paragraphs: cut(paragraphs), length }];
    }),
  );
}

function listsOf(head: Head): Memory["lists"] {
  return new Map(
    head.lists.map(([print, edges]) => [
      print,
      edges.map(([from, to, weight, because]) => ({
        from: from as Slug,
        to: to as Slug,
        kind: "similar",
        weight,
        because,
      })),
    ]),
  );
}
