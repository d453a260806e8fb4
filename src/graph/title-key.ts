/**
 * A title as callouts are compared: capitals, accents, quotes, dashes and spacing made equal, in any script.
 * `RÉSUMÉ: WHAT’S NEW IN “RUST 1.70”?` and `Resume - what's new in Rust 1.70` have the same key.
 *
 * Marks go only where capitals or typewriters lose them (Latin, Greek, Cyrillic, and the vowel points of Arabic and
 * Hebrew); in Hindi or kana they are letters. Points between digits stay, so that 1.7 is not 17.
 */
export function titleKey(title: string): string {
  return letters(title)
    .replace(/['’‘‛ʼ`´"“”„«»‹›]/g, "")
    .replaceAll("&", " and ")
    .replace(/(\p{Nd}),(?=\p{Nd}{3}(?!\p{Nd}))/gu, "$1")
    .replace(/(\p{Nd})[.,](?=\p{Nd})/gu, "$1\u0000")
    .replace(/[^\p{L}\p{N}\p{M}\0]+/gu, " ")
    .replaceAll("\0", ".")
    .replace(besideUnspaced, "")
    .trim();
}

/**
 * The same with punctuation left in: tells `C++` from `C#` where the key of both is `c`.
 */
export function fineKey(title: string): string {
  return letters(title).replace(/\s+/g, " ").trim();
}

/** Case and marks folded. Upper before lower case makes ß and ss, final and medial sigma, dotless and dotted i one. */
function letters(title: string): string {
  return title
    .replace(/&(amp|quot|lt|gt|nbsp|#39|apos);/g, (entity, name: string) => entities[name] ?? entity)
    .normalize("NFKD")
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKD")
    .replace(/([\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Arabic}\p{sc=Hebrew}])\p{M}+/gu, "$1")
    .replace(/ς/g, "σ")
    .replace(/ß/g, "ss")
    .replace(/ı/g, "i")
    .normalize("NFC");
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  quot: '"',
  lt: "<",
  gt: ">",
  nbsp: " ",
  "#39": "'",
  apos: "'",
};

/** Words of a key; of scripts without spaces (Han, kana, Thai, Lao, Khmer, Burmese) its letters. */
export function wordsOf(key: string): readonly string[] {
  return key.split(" ").flatMap((word) => (unspaced.test(word) ? Array.from(word) : word === "" ? [] : [word]));
}

const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
/** Such scripts set a space for looks alone: 「Ruby 3.4 リリース」 and 「Ruby 3.4リリース」 are one title. */
const besideUnspaced = new RegExp(`(?<=${unspaced.source}) | (?=${unspaced.source})`, "gu");

/** Every number of a key in ascending order: `rust 1.70 in 2023` → `1.70 2023`. Two titles of one series differ in nothing else. */
export function numbersOf(key: string): string {
  return (key.match(/\p{Nd}+(?:\.\p{Nd}+)*/gu) ?? []).toSorted().join(" ");
}

/** The key without the little words that editors drop and add when a headline must fit; the key itself if nothing else is left. */
export function withoutLittleWords(key: string): string {
  const kept = key.split(" ").filter((word) => !littleWords.has(word));
  return kept.length === 0 ? key : kept.join(" ");
}

const littleWords: ReadonlySet<string> = new Set(
  [
    "a an the and or of to in on at by for with from as is are its our your",
    "der die das den dem des ein eine einen einem einer und von vom zu zum zur im am auf mit ist",
    "le la les l un une des du de d et en au aux est",
    "el los las un una y del al es o il lo gli e di da um uma os do dos das na no",
    "het een van voor op en och i av som til og",
  ].flatMap((line) => line.split(" ")),
);
