import { createRequire } from "node:module";
import { didYouMean, problem } from "../../errors.ts";
import type { Problem, Template } from "../../model.ts";
import { english, type Words } from "./built-in.ts";

/** What a newsroom's words file gives, and what is wrong with it; words with a fault are left out. */
export interface WordsFile {
  readonly words: Partial<Words>;
  readonly problems: readonly Problem[];
}

const read = new WeakMap<Template, WordsFile>();

/** A words file, `templates/words.LANG.yaml` (or .json, which YAML holds): each key one of `Words`, each value of the same shape. */
export function readWordsFile(file: Template): WordsFile {
  const found = read.get(file) ?? parseWordsFile(file);
  read.set(file, found);
  return found;
}

function parseWordsFile(file: Template): WordsFile {
  // Few newsrooms have such a file, and yaml costs 40 ms to load.
  const { isMap, isScalar, LineCounter, parseDocument } = createRequire(import.meta.url)(
    "yaml",
  ) as typeof import("yaml");
  const counter = new LineCounter();
  const document = parseDocument(file.source, { schema: "core", lineCounter: counter, prettyErrors: false });
  const lineAt = (offset = 0): number => Math.max(1, counter.linePos(offset).line);
  const faulty = (line: number, what: string): Problem =>
    problem("error", "TEMPLATE_INVALID", file.file, line, `A words file ${what}`);
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => faulty(lineAt(pos[0]), `must be YAML: ${message}.`));
    return { words: {}, problems };
  }
  if (document.contents === null) return { words: {}, problems: [] };
  if (!isMap(document.contents)) return { words: {}, problems: [faulty(1, "must map keys to words.")] };
  const entries = document.contents.items.map(({ key, value }): Entry => {
    const name = isScalar(key) ? String(key.value) : "";
    const line = lineAt(isScalar(key) ? key.range?.[0] : 0);
    const word: unknown = value === null ? null : (value as { toJS: (d: typeof document) => unknown }).toJS(document);
    return { name, word, line, fault: faultOf(name, word) };
  });
  const sound = entries.filter(({ fault }) => fault === null).map(({ name, word }) => [name, word] as const);
  const problems = entries.flatMap(({ line, fault }) => (fault === null ? [] : [faulty(line, fault)]));
  return { words: Object.fromEntries(sound), problems };
}

interface Entry {
  readonly name: string;
  readonly word: unknown;
  readonly line: number;
  readonly fault: string | null;
}

function faultOf(key: string, word: unknown): string | null {
  const model: unknown = Object.hasOwn(english, key) ? english[key as keyof Words] : undefined;
  if (model === undefined) {
    const near = didYouMean(key, Object.keys(english), 1).map((name) => `; did you mean "${name}"?`);
    return `knows no word "${key}"${near[0] ?? "."}`;
  }
  if (!Array.isArray(model)) return typeof word === "string" ? null : `"${key}" must be a text.`;
  const fits = Array.isArray(word) && word.length === model.length && word.every((each) => typeof each === "string");
  return fits ? null : `"${key}" must be ${model.length} texts.`;
}
