import { parse, TomlDate, TomlError, type TomlTable, type TomlValue } from "smol-toml";
import { refusedKeys, type Plain, type PlainMap, type PlainReading } from "../base/plain.ts";

/** TOML 1.0 as plain values: dates become the text they were written as. Shape and faults as `readYaml` gives them. */
export function readToml(text: string): PlainReading {
  try {
    const value = toPlain(parse(text)) as PlainMap;
    const lines = findLines(text);
    const refused = findRefused(value, lines);
    return { value, lines, faults: refused };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const message = error.message
      .split("\n")[0]!
      .replace(/^Invalid TOML document: /, "")
      .replace(/\.$/, "");
    return { value: null, lines: new Map(), faults: [{ line: error.line, message, refused: false }] };
  }
}

function toPlain(value: TomlValue | TomlTable): Plain {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object") return value;
  const map = Object.create(null) as Record<string, Plain>;
  for (const [key, v] of Object.entries(value)) map[key] = toPlain(v);
  return map;
}

function findRefused(value: PlainMap, lines: ReadonlyMap<string, number>, path = ""): PlainReading["faults"] {
  return Object.entries(value).flatMap(([key, v]) => [
    ...(refusedKeys.has(key)
      ? [{ line: lines.get(path + key) ?? 1, message: `the key "${key}" is refused; remove it`, refused: true }]
      : []),
    ...(typeof v === "object" && v !== null && !Array.isArray(v)
      ? findRefused(v as PlainMap, lines, `${path}${key}.`)
      : []),
  ]);
}

/** smol-toml gives no positions; the text is known to be valid here, so a scan of its lines finds every key. */
function findLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let table = "";
  let open: string | undefined;
  text.split("\n").forEach((line, i) => {
    if (open !== undefined) {
      if (line.includes(open)) open = undefined;
      return;
    }
    const header = /^\s*\[{1,2}([^[\]]+)\]{1,2}/.exec(line)?.[1];
    if (header !== undefined) table = `${unquote(header)}.`;
    const key = header ?? /^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=/.exec(line)?.[1];
    if (key === undefined) return;
    const path = header === undefined ? table + unquote(key) : unquote(key);
    if (!lines.has(path)) lines.set(path, i + 1);
    open = /=\s*("""|''')(?!.*\1)/.exec(line)?.[1];
  });
  return lines;
}

function unquote(key: string): string {
  return key
    .split(".")
    .map((part) => part.trim().replace(/^(["'])(.*)\1$/, "$2"))
    .join(".");
}
