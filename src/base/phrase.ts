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
const begins = "(?<![\\p{L}\\d])";
const ends = "(?![\\p{L}\\d])";
const gap = "(?:(?!\\. )[^;]){0,60}";

function expressionOf(phrase: string): string {
  const bounded = !wide.test(phrase);
  const words = sequence(phrase, bounded ? `${ends}${gap}${begins}` : gap);
  return bounded ? `${begins}(?:${words})${ends}` : words;
}

/**
 * Words one after another. What may be missing takes a space along: the one before it, or where none is (at the start, after `…`),
 * the one behind it.
 */
function sequence(text: string, anything: string): string {
  let expression = "";
  let space = ""; // due before the next word
  for (const word of wordsOf(text)) {
    if (word === "…") {
      [expression, space] = [expression + anything, ""];
    } else if (/^\(.*\)\?$/.test(word)) {
      const inner = wordExpression(word.slice(0, -1), anything);
      expression += space === "" ? `(?:${inner} )?` : `(?: ${inner})?`;
    } else {
      [expression, space] = [`${expression}${space}${wordExpression(word, anything)}`, " "];
    }
  }
  return expression;
}

/** Split at spaces, but for those in brackets. */
function wordsOf(text: string): readonly string[] {
  return pieces(text, " ").filter((word) => word !== "");
}

function pieces(text: string, at: string): readonly string[] {
  const found = [""];
  let depth = 0;
  for (const letter of text) {
    if (letter === "(") depth++;
    if (letter === ")") depth--;
    if (letter === at && depth === 0) found.push("");
    else found[found.length - 1] += letter;
  }
  return found;
}

/** A word may have choices in it: `bo(i|î)te`. */
function wordExpression(word: string, anything: string): string {
  const open = word.indexOf("(");
  if (open < 0) return literal(word);
  let close = open;
  for (let depth = 0; close < word.length; close++) {
    if (word[close] === "(") depth++;
    if (word[close] === ")" && --depth === 0) break;
  }
  const choices = pieces(word.slice(open + 1, close), "|").map((choice) => sequenceAsIs(choice, anything));
  return `${literal(word.slice(0, open))}(?:${choices.join("|")})${wordExpression(word.slice(close + 1), anything)}`;
}

/** A choice keeps a space at its start: `do(es)`, `can( not|'t)`. */
function sequenceAsIs(choice: string, anything: string): string {
  return `${choice.startsWith(" ") ? " " : ""}${sequence(choice, anything)}`;
}

function literal(letters: string): string {
  return letters
    .replace(/[.[\]{}()+^$\\/|?]/g, "\\$&")
    .replace(/\*/g, "[\\p{L}\\d]{0,20}")
    .replace(/~/g, " ?");
}
