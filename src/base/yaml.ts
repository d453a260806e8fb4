import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Alias,
  type Document,
  type Node,
} from "yaml";
import { refusedKeys, type Plain, type PlainFault, type PlainReading } from "./plain.ts";

// A newsroom's files use a handful; nine levels of nine ("billion laughs") would expand to 387 million.
const maxAliases = 50;
const maxDepth = 32;

/**
 * YAML 1.2 (core schema: dates and times stay text) as plain values with the line of everything, and all faults at once.
 * Keys must be unique. `!name` without a value reads as the text "!name", since a list may ban a story as `- !its-slug`.
 */
export function readYaml(text: string): PlainReading {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    schema: "core",
    uniqueKeys: true,
    prettyErrors: false,
    logLevel: "silent",
  });
  const lineAt = (offset: number): number => counter.linePos(offset).line;
  const faults = new Map<number, PlainFault>();
  for (const error of document.errors) {
    const line = lineAt(faultAt(document, error));
    // What follows on a line is mostly the first fault again: 30,000 open brackets are one mistake.
    if (!faults.has(line)) faults.set(line, { line, message: inWords(error), refused: false });
  }
  if (faults.size > 0) return { value: null, lines: new Map(), faults: [...faults.values()] };
  return convert(document, lineAt);
}

const inOurWords: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "this key stands here twice; keep one of them",
  BLOCK_AS_IMPLICIT_KEY: "a text that holds a colon and a space needs quotes around it; put the value in quotes",
  BLOCK_IN_FLOW:
    "between brackets, a text that holds a colon and a space needs quotes around it; put the value in quotes",
  BAD_SCALAR_START: "a text cannot begin with that character; put the value in quotes",
  BAD_DQ_ESCAPE: "between double quotes a backslash begins an escape; use single quotes",
  TAB_AS_INDENT: "a tab cannot indent; use spaces",
  MULTILINE_IMPLICIT_KEY:
    "there is no colon and space behind this key, or a text goes on in a line that is not indented",
};

function inWords({ code, message }: { readonly code: string; readonly message: string }): string {
  if (isOpenQuote(message)) return "this text begins with a quote and never ends with one; close it";
  if (/^Implicit map keys? need/.test(message)) return inOurWords["MULTILINE_IMPLICIT_KEY"]!;
  const bracket = /^Flow (?:map|sequence) .* end with an? (.)$/.exec(message)?.[1];
  if (bracket !== undefined) return `what opened before this line is not closed; end it with ${bracket}`;
  return inOurWords[code] ?? message.replace(/\.$/, "");
}

function isOpenQuote(message: string): boolean {
  return /^Missing closing .quote/.test(message);
}

/** Where the fault is: the parser names the end of a text whose quote stays open, which may be many lines on. */
function faultAt(document: Document, { message, pos: [offset] }: Document["errors"][number]): number {
  let start = offset;
  if (!isOpenQuote(message)) return start;
  visit(document, {
    Scalar: (_, { range }) => {
      if (range != null && range[0] < start && range[1] >= offset) start = range[0];
    },
  });
  return start;
}

function convert(document: Document, lineAt: (offset: number) => number): PlainReading {
  const lines = new Map<string, number>();
  const faults: PlainFault[] = [];
  let aliases = 0;

  const refuse = (node: Node | null, message: string): null => {
    faults.push({ line: lineAt(node?.range?.[0] ?? 0), message, refused: true });
    return null;
  };
  const follow = (alias: Alias, path: string, depth: number): Plain => {
    aliases += 1;
    if (aliases === maxAliases + 1) refuse(alias, `more than ${maxAliases} aliases; write the values out`);
    if (aliases > maxAliases) return null;
    const target = alias.resolve(document);
    return target === undefined
      ? refuse(alias, `the alias *${alias.source} names nothing; put the value in quotes, or write it out`)
      : read(target, path, depth + 1);
  };
  const read = (node: Node | null, path: string, depth: number): Plain => {
    if (node === null) return null;
    if (depth > maxDepth) return refuse(node, `nested more than ${maxDepth} deep`);
    if (isAlias(node)) return follow(node, path, depth);
    if (isScalar(node)) return readScalar(node, refuse);
    if (node.tag !== undefined) return refuse(node, `the tag ${node.tag} is not read; remove it`);
    if (isSeq(node)) return node.items.map((item, i) => readItem(item as Node | null, `${path}${i}`, depth));
    if (!isMap(node)) return null;
    const map = Object.create(null) as Record<string, Plain>;
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.source ?? pair.key.value) : "?";
      const line = lineAt((pair.key as Node | null)?.range?.[0] ?? 0);
      if (refusedKeys.has(key)) faults.push({ line, message: `the key "${key}" is refused; remove it`, refused: true });
      lines.set(path + key, line);
      map[key] = read(pair.value as Node | null, `${path}${key}.`, depth + 1);
    }
    return map;
  };
  const readItem = (node: Node | null, path: string, depth: number): Plain => {
    if (node?.range) lines.set(path, lineAt(node.range[0]));
    return read(node, `${path}.`, depth + 1);
  };

  return { value: read(document.contents, "", 0), lines, faults };
}

function readScalar(
  node: Node & { readonly value: unknown; readonly tag?: string | undefined },
  refuse: (node: Node, message: string) => null,
): Plain {
  const { tag, value } = node;
  if (tag !== undefined && tag.startsWith("!") && !tag.startsWith("!!") && value === "") return tag;
  if (tag !== undefined && tag !== "tag:yaml.org,2002:str" && tag !== "!") {
    return refuse(node, `the tag ${tag.replace("tag:yaml.org,2002:", "!!")} is not read; remove it`);
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
