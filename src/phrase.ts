/**
 * Phrases as people would jot them down, for tables of what servers write; one a line, in lower case:
 * - `…` up to 60 characters of the same sentence · `~` a space or none · `*` the rest of the word
 * - `(a|b)` either · `(a|b)?` either or neither
 *
 * A phrase begins and ends with a word. Nothing in the expressions it becomes repeats without a limit or within a repeat, so the
 * worst text costs a fixed amount of work for each of its characters (times 60 for each `…`).
 */
export function phrases(lines: string): RegExp {
  const each = lines
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return new RegExp(each.map(expressionOf).join("|"), "u");
}

/** Chinese and Japanese put no space between words: theirs begin anywhere. */
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

const gap = "(?:(?!\\. )[^;]){0,60}";
const begins = "(?<![\\p{L}\\d])";
const ends = "(?![\\p{L}\\d])";

function expressionOf(phrase: string): string {
  const bounded = !wide.test(phrase);
  const parts = phrase
    .replace(/[.[\]{}+^$\\/]/g, "\\$&")
    .replace(/ ?(\([^()]*\))\?/g, (whole, group: string) => (whole.startsWith(" ") ? `(?: ${group})?` : `${group}?`))
    .replace(/\((?!\?)/g, "(?:")
    .replace(/\*/g, "[\\p{L}\\d]{0,20}")
    .replace(/~/g, " ?")
    .replace(/ ?… ?/g, bounded ? `${ends}${gap}${begins}` : gap);
  return bounded ? `${begins}(?:${parts})${ends}` : `(?:${parts})`;
}
