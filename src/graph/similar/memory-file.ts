import type { Slug } from "../../model.ts";
import { listWords, numberOf, openDictionary, type Dictionary } from "./dictionary.ts";
import { emptyMemory, type DayLists, type Memory } from "./memory.ts";
import type { StoryTerms } from "./terms.ts";

/** Raise it with every change of the format, or of how stories are read. */
const MARK = 0x436f7502;

/** The JSON part: what tells how to cut the numbers into stories and days. */
interface Head {
  readonly words: number;
  readonly terms: readonly (readonly [
    key: string,
    vector: number,
    title: number,
    paragraphs: number,
    length: number,
  ])[];
  readonly lists: readonly (readonly [print: string, weighings: readonly WeighingHead[], edges: readonly EdgeHead[]])[];
}

type WeighingHead = readonly [norm: number, titleNorm: number, telling: number];
type EdgeHead = readonly [from: string, to: string, weight: number, because: string];

/**
 * A memory as bytes for a cache file, about 2 kB a story: a mark and the length of the head as 32-bit numbers, the head
 * as JSON filled up with spaces, then as 32-bit numbers the dictionary's words, each story's vector, title and
 * paragraphs, and each weighing's telling words.
 */
export function encodeMemory(memory: Memory): Uint8Array {
  const terms = [...memory.terms.values()];
  const weighings = [...memory.lists.values()].flatMap((day) => day.weighings);
  const columns: readonly ArrayLike<number>[] = [
    listWords(memory.dictionary),
    ...terms.flatMap(({ vector, title, paragraphs }) => [vector, title, paragraphs]),
    ...weighings.map(({ telling }) => telling),
  ];
  const head = Buffer.from(`${JSON.stringify(headOf(memory))}   `);
  const headLength = head.length & ~3;
  const count = columns.reduce((sum, column) => sum + column.length, 0);
  const buffer = new ArrayBuffer(8 + headLength + count * 4);
  new Int32Array(buffer, 0, 2).set([MARK, headLength]);
  new Uint8Array(buffer).set(head.subarray(0, headLength), 8);
  const numbers = new Int32Array(buffer, 8 + headLength);
  let at = 0;
  for (const column of columns) {
    numbers.set(column, at);
    at += column.length;
  }
  return new Uint8Array(buffer);
}

function headOf({ dictionary, terms, lists }: Memory): Head {
  return {
    words: dictionary.size,
    terms: [...terms].map(([key, t]) => [key, t.vector.length, t.title.length, t.paragraphs.length, t.length]),
    lists: [...lists].map(([print, { weighings, edges }]) => [
      print,
      weighings.map(({ norm, titleNorm, telling }) => [norm, titleNorm, telling.length]),
      edges.map(({ from, to, weight, because }) => [from, to, weight, because]),
    ]),
  };
}

/** The memory in `bytes`; an empty one where they are of another version or cut short. */
export function decodeMemory(bytes: Uint8Array): Memory {
  if (bytes.length < 8) return emptyMemory;
  const { buffer } = bytes.slice();
  const [mark, headLength] = new Int32Array(buffer, 0, 2);
  if (mark !== MARK || headLength === undefined || 8 + headLength > bytes.length) return emptyMemory;
  const head = JSON.parse(Buffer.from(buffer, 8, headLength).toString()) as Head;
  if ((bytes.length - 8 - headLength) / 4 !== countNumbers(head)) return emptyMemory;
  const numbers = new Int32Array(buffer, 8 + headLength);
  let at = 0;
  const cut = (length: number): Int32Array => numbers.subarray(at, (at += length));
  return { dictionary: dictionaryOf(cut(head.words)), terms: termsOf(head, cut), lists: listsOf(head, cut) };
}

function countNumbers({ words, terms, lists }: Head): number {
  const ofTerms = terms.reduce((sum, [, vector, title, paragraphs]) => sum + vector + title + paragraphs, 0);
  return lists.reduce(
    (sum, [, weighings]) => weighings.reduce((n, [, , telling]) => n + telling, sum),
    words + ofTerms,
  );
}

function dictionaryOf(words: Int32Array): Dictionary {
  const dictionary = openDictionary();
  for (const word of words) numberOf(dictionary, word);
  return dictionary;
}

type Cut = (length: number) => Int32Array;

function termsOf({ terms }: Head, cut: Cut): ReadonlyMap<string, StoryTerms> {
  return new Map(
    terms.map(([key, vector, title, paragraphs, length]) => [
      key,
      { vector: cut(vector), title: cut(title), paragraphs: cut(paragraphs), length },
    ]),
  );
}

function listsOf({ lists }: Head, cut: Cut): ReadonlyMap<string, DayLists> {
  return new Map(
    lists.map(([print, weighings, edges]) => [
      print,
      {
        weighings: weighings.map(([norm, titleNorm, telling]) => ({ norm, titleNorm, telling: [...cut(telling)] })),
        edges: edges.map(([from, to, weight, because]) => ({
          from: from as Slug,
          to: to as Slug,
          kind: "similar",
          weight,
          because,
        })),
      },
    ]),
  );
}
