import { parse } from "smol-toml";
import { names, type Addition } from "./suggestion.ts";

/**
 * Adds to TOML. Its parser gives no positions, so lines are read: keys of ours stand above the first table, and a value
 * over several lines is found by its brackets.
 */
export function editToml(text: string, addition: Addition): string {
  const edited = edit(text, addition);
  try {
    parse(edited);
    return edited;
  } catch {
    return text;
  }
}

function edit(text: string, { key, value }: Addition): string {
  const table = text.search(/^[ \t]*\[/m);
  const top = table === -1 ? text : text.slice(0, table);
  const held = findKey(top, names[key]);
  const scalar = JSON.stringify(value);
  if (held === undefined) return addPair(text, top, `${key} = ${scalar}`);
  if (key !== "related") return text;
  const opening = /^\s*\[/.exec(text.slice(held.end));
  if (opening !== null) return addItem(text, held.end + opening[0].length, scalar);
  const [single] = /^[ \t]*(?:"(?:[^"\\]|\\.)*"|'[^']*')/.exec(text.slice(held.end)) ?? [];
  if (single === undefined) return text;
  return `${text.slice(0, held.end)} [${single.trim()}, ${scalar}]${text.slice(held.end + single.length)}`;
}

interface Place {
  readonly start: number;
  /** Behind the equals sign. */
  readonly end: number;
}

function findKey(top: string, wanted: readonly string[]): Place | undefined {
  const match = new RegExp(`^[ \\t]*(?:${wanted.join("|")}|"(?:${wanted.join("|")})")[ \\t]*=`, "m").exec(top);
  return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
}

/** Above the title where its text runs over lines, else below it; first of all where there is none. */
function addPair(text: string, top: string, line: string): string {
  const title = findKey(top, ["title"]);
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const below = title === undefined ? -1 : text.indexOf("\n", title.end) + 1;
  const long = title === undefined || /^\s*(?:"""|''')/.test(text.slice(title.end)) || below === 0;
  const at = long ? (title?.start ?? 0) : below;
  return `${text.slice(0, at)}${line}${lineEnd}${text.slice(at)}`;
}

/** Behind the last item; comments and strings between the brackets are stepped over. */
function addItem(text: string, from: number, scalar: string): string {
  const token = /"(?:[^"\\]|\\.)*"|'[^']*'|#[^\n]*|\]|,/g;
  token.lastIndex = from;
  let last: number | undefined;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [found] = match;
    if (found === "]") {
      const at = last ?? from;
      return `${text.slice(0, at)}${last === undefined ? "" : ", "}${scalar}${text.slice(at)}`;
    }
    if (found.startsWith('"') || found.startsWith("'")) last = match.index + found.length;
  }
  return text;
}
