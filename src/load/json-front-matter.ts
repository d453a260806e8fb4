import { refusedKeys, type Plain, type PlainFault, type PlainReading } from "../base/plain.ts";

/** A JSON object at the top of a file, and where it ends. Undefined where it never closes. */
export function cutJson(text: string): { readonly json: string; readonly end: number } | undefined {
  let depth = 0;
  for (const token of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[{}[\]]/g)) {
    if (token[0] === "{" || token[0] === "[") depth += 1;
    if (token[0] === "}" || token[0] === "]") depth -= 1;
    const end = token.index + token[0].length;
    if (depth === 0) return { json: text.slice(0, end), end };
  }
  return undefined;
}

/** JSON (RFC 8259) as plain values; a key given twice or one that could reach a prototype is a fault at its line. */
export function readJson(json: string): PlainReading {
  const { lines, faults } = scanKeys(json);
  try {
    return { value: JSON.parse(json, withoutPrototype) as Plain, lines, faults };
  } catch (error) {
    return {
      value: null,
      lines,
      faults: [{ line: lineOf(json, firstBad(json, error)), message: notJson, refused: false }],
    };
  }
}

const notJson = "this is not JSON; look for a missing quote or comma on this line or the one before";

/** V8 tells the position of some faults only; for a token that JSON does not have, it is where our own reading stops. */
function firstBad(json: string, error: unknown): number {
  const position = /at position (\d+)/.exec(String(error))?.[1];
  if (position !== undefined) return Number(position);
  return /^(?:[\s{}[\],:]|"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)*/.exec(json)![0].length;
}

function withoutPrototype(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.setPrototypeOf(value, null) as unknown;
}

interface Level {
  readonly path: string;
  readonly keys: Set<string> | null;
  index: number;
}

/** Walks strings and brackets, so a key is told from a string by the colon behind it. */
function scanKeys(json: string): { readonly lines: Map<string, number>; readonly faults: PlainFault[] } {
  const lines = new Map<string, number>();
  const faults: PlainFault[] = [];
  const levels: Level[] = [];
  let key = "";
  for (const token of json.matchAll(/("(?:[^"\\\n]|\\.)*")(\s*:)?|[{}[\],]/g)) {
    const level = levels.at(-1);
    const line = lineOf(json, token.index);
    const here = level === undefined ? "" : `${level.path}${level.keys === null ? level.index : key}`;
    if (token[0] === "{" || token[0] === "[") {
      levels.push({ path: here === "" ? "" : `${here}.`, keys: token[0] === "{" ? new Set() : null, index: 0 });
    } else if (token[0] === "}" || token[0] === "]") {
      levels.pop();
    } else if (token[0] === ",") {
      if (level !== undefined) level.index += 1;
    } else if (token[2] !== undefined && level?.keys) {
      key = unescapeKey(token[1]!);
      if (level.keys.has(key))
        faults.push({ line, message: `the key "${key}" stands here twice; keep one of them`, refused: false });
      if (refusedKeys.has(key)) faults.push({ line, message: `the key "${key}" is refused; remove it`, refused: true });
      level.keys.add(key);
      lines.set(level.path + key, line);
    } else if (level?.keys === null) {
      lines.set(here, line);
    }
  }
  return { lines, faults };
}

function unescapeKey(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
