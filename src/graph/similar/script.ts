/**
 * How the characters of each script make words.
 * A fixed table of ranges and not `\p{…}` or Intl.Segmenter: their answers change with the ICU that Node was built
 * with, and equal input must give equal bytes everywhere.
 */

/** Between words. */
export const GAP = 0;
/** Scripts that put spaces between words, and digits. */
export const LETTER = 1;
/** Chinese characters: words are pairs of neighbours. */
export const HAN = 2;
/** Mostly endings and particles: a run is a word. */
export const HIRAGANA = 3;
/** Foreign words: a run is a word. */
export const KATAKANA = 4;
/** Spaced, but with particles grown on: words are pairs of syllables. */
export const HANGUL = 5;
/** Thai, Lao, Khmer, Myanmar: unspaced, words are pairs of signs. */
export const UNSPACED = 6;

const ranges: readonly (readonly [from: number, to: number, script: number])[] = [
  [0x30, 0x39, LETTER],
  [0x41, 0x5a, LETTER],
  [0x61, 0x7a, LETTER],
  [0xaa, 0xaa, LETTER],
  [0xb5, 0xb5, LETTER],
  [0xba, 0xba, LETTER],
  [0xc0, 0xd6, LETTER],
  [0xd8, 0xf6, LETTER],
  [0xf8, 0x2c1, LETTER],
  [0x300, 0x374, LETTER],
  [0x376, 0x37d, LETTER],
  [0x386, 0x386, LETTER],
  [0x388, 0x481, LETTER],
  [0x483, 0x559, LETTER],
  [0x561, 0x588, LETTER],
  [0x591, 0x5bd, LETTER],
  [0x5bf, 0x5bf, LETTER],
  [0x5c1, 0x5c2, LETTER],
  [0x5d0, 0x5f2, LETTER],
  [0x610, 0x61a, LETTER],
  [0x620, 0x669, LETTER],
  [0x66e, 0x6d3, LETTER],
  [0x6d5, 0x6ff, LETTER],
  [0x710, 0x963, LETTER],
  [0x966, 0xdf3, LETTER],
  [0xe01, 0xe3a, UNSPACED],
  [0xe40, 0xe4e, UNSPACED],
  [0xe50, 0xe59, LETTER],
  [0xe81, 0xeff, UNSPACED],
  [0xf00, 0xf00, LETTER],
  [0xf18, 0xfbc, LETTER],
  [0x1000, 0x1049, UNSPACED],
  [0x1050, 0x109f, UNSPACED],
  [0x10a0, 0x10fa, LETTER],
  [0x10fc, 0x10ff, LETTER],
  [0x1100, 0x11ff, HANGUL],
  [0x1200, 0x135f, LETTER],
  [0x1380, 0x166c, LETTER],
  [0x1780, 0x17d3, UNSPACED],
  [0x1810, 0x18aa, LETTER],
  [0x1c80, 0x1fff, LETTER],
  [0x2c00, 0x2dff, LETTER],
  [0x3005, 0x3007, HAN],
  [0x3041, 0x309f, HIRAGANA],
  [0x30a1, 0x30fa, KATAKANA],
  [0x30fc, 0x30ff, KATAKANA],
  [0x3105, 0x312f, HAN],
  [0x3131, 0x318e, HANGUL],
  [0x31f0, 0x31ff, KATAKANA],
  [0x3400, 0x4dbf, HAN],
  [0x4e00, 0x9fff, HAN],
  [0xa000, 0xa4fc, LETTER],
  [0xa640, 0xa82f, LETTER],
  [0xa840, 0xabfa, LETTER],
  [0xac00, 0xd7fb, HANGUL],
  // High and low surrogates of planes 2 and 3 (rarer Chinese characters); emoji and the rest of plane 1 stay a gap.
  [0xd840, 0xd8bf, HAN],
  [0xf900, 0xfaff, HAN],
  [0xfb00, 0xfb4f, LETTER],
  [0xfb50, 0xfdfb, LETTER],
  [0xfe70, 0xfefc, LETTER],
];

/** Script of each UTF-16 code unit. */
export const scriptOf: Uint8Array = fillTable();

function fillTable(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (const [from, to, script] of ranges) table.fill(script, from, to + 1);
  return table;
}
