/** A piece of an article as a reader sees it: a headline, a paragraph, one item of a list. */
export interface Unit {
  /** One line; how the file wrapped it is undone. */
  readonly text: string;
  /** 1-based line of the file that it begins on. */
  readonly line: number;
  /** A blank line, or the file's beginning, stands before it. */
  readonly apart: boolean;
}

interface Line {
  readonly text: string;
  readonly number: number;
  readonly indented: boolean;
}

const listMark = /^(?:[•●◦▪‣·*–—-]|\d{1,2}[.)])\s+\S/;
const calloutMark = /^\**related\s*[:：]/i;
/** The headline then stands on the next line. */
const bareCallout = /^\**related\s*[:：]\**$/i;
const sentenceEnd = /[.!?:;…]["'”’»)\]]*$/;

/**
 * Puts wrapped lines together again. A line goes on in the next where the next one's first word would not have fitted into the
 * file's width, or where it breaks off in the middle of a sentence. Files with a line a paragraph are left as they are.
 */
export function readUnits(text: string): readonly Unit[] {
  const lines = text.split("\n").map((line, i) => ({
    text: line.trim().replace(/[ \t]+/g, " "),
    number: i + 1,
    indented: /^(?:\t| {2,})\S/.test(line),
  }));
  const width = wrapWidth(lines);
  const units: Unit[] = [];
  let open: Line | undefined;
  for (const line of lines) {
    const last = units.at(-1);
    if (
      line.text !== "" &&
      open !== undefined &&
      last !== undefined &&
      goesOn(last, open, line, width) &&
      !isByline(units, line)
    ) {
      units[units.length - 1] = { ...last, text: join(last.text, line.text) };
    } else if (line.text !== "") {
      units.push({ text: line.text, line: line.number, apart: open === undefined });
    }
    open = line.text === "" ? undefined : line;
  }
  return units;
}

/**
 * The width that the file was wrapped at, or undefined. Full lines of a wrapped file mostly end in mid-sentence; of short
 * one-line paragraphs nearly all end with a full stop.
 */
function wrapWidth(lines: readonly Line[]): number | undefined {
  const longest = Math.max(0, ...lines.map((line) => line.text.length));
  if (longest > 100 || longest < 40) return undefined;
  const full = lines.filter((line) => line.text.length > longest - 15);
  const broken = full.filter((line) => !sentenceEnd.test(line.text));
  return full.length >= 2 && broken.length > full.length / 2 ? longest : undefined;
}

function goesOn(unit: Unit, before: Line, line: Line, width: number | undefined): boolean {
  if (listMark.test(line.text) || calloutMark.test(line.text) || line.text.startsWith(">")) return false;
  const full = width !== undefined && before.text.length + 1 + firstWord(line.text).length > width;
  if (bareCallout.test(unit.text)) return true;
  if (calloutMark.test(unit.text)) return full && inCapitals(unit.text) === inCapitals(line.text);
  if (listMark.test(unit.text)) return full || line.indented || startsLow(line.text);
  if (line.indented && !before.indented) return false;
  return full || (!sentenceEnd.test(before.text) && startsLow(line.text));
}

/** "by Ada Moor" right below the title or dek, which it would otherwise seem to continue. */
function isByline(units: readonly Unit[], line: Line): boolean {
  return units.length <= 2 && /^by:?\s+\p{Lu}/u.test(line.text);
}

function firstWord(text: string): string {
  return text.split(" ", 1)[0]!;
}

function startsLow(text: string): boolean {
  return /^\p{Ll}/u.test(text);
}

function inCapitals(text: string): boolean {
  return !/\p{Ll}/u.test(text);
}

/** A word broken at its own hyphen goes together without a space. */
function join(before: string, after: string): string {
  return /\p{L}-$/u.test(before) && startsLow(after) ? before + after : `${before} ${after}`;
}
