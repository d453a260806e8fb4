import { isMap, isScalar, isSeq, parseDocument, type Pair, type ParsedNode, type YAMLMap, type YAMLSeq } from "yaml";
import { names, yamlScalar, type Addition } from "./suggestion.ts";

/**
 * Adds to YAML, or to the JSON object that a text begins with: JSON is YAML, and its values stand where the parser says.
 * Only insertions at the parser's positions, so comments, order and spacing stay.
 */
export function editYaml(text: string, addition: Addition): string {
  const { contents, errors } = parseDocument(text, { schema: "core" });
  if (!isMap(contents) || errors.length > 0) return text;
  const edited = edit(text, contents, addition);
  return parseDocument(edited, { schema: "core" }).errors.length === 0 ? edited : text;
}

function edit(text: string, map: YAMLMap.Parsed, { key, value }: Addition): string {
  const pairs = map.items;
  const find = (wanted: readonly string[]) =>
    pairs.find(({ key: name }) => isScalar(name) && wanted.includes(String(name.value)));
  const json = map.flow === true;
  const scalar = json ? JSON.stringify(value) : yamlScalar(value);
  const held = find(names[key]);
  if (held === undefined)
    return addPair(text, json, find(["title"]) ?? pairs[0], `${json ? `"${key}"` : key}: ${scalar}`);
  const node = held.value;
  if (node === null || (isScalar(node) && node.value === null))
    return insert(text, endOf(held.key), `: ${scalar}`, /^[^\S\n]*:(?: *(?:null|~))?/);
  if (key !== "related") return text;
  if (isSeq(node)) return addItem(text, node, scalar);
  const [from, to] = node.range;
  return `${text.slice(0, from)}[${text.slice(from, to)}, ${scalar}]${text.slice(to)}`;
}

/** Below the title, or in JSON behind it. */
function addPair(
  text: string,
  json: boolean,
  pair: Pair<ParsedNode, ParsedNode | null> | undefined,
  line: string,
): string {
  if (pair === undefined) return text;
  const end = endOf(pair.value ?? pair.key);
  if (json) {
    const indent = /\n?[^\S\n]*$/.exec(text.slice(0, pair.key.range[0]))![0];
    return insert(text, end, `,${indent === "" ? " " : indent}${line}`);
  }
  const next = text[end - 1] === "\n" ? end : text.indexOf("\n", end) + 1;
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  return insert(text, next === 0 ? text.length : next, `${line}${lineEnd}`);
}

/** At the list's end: `- item` on a line like the last one's, or before the closing bracket. */
function addItem(text: string, list: YAMLSeq.Parsed, scalar: string): string {
  const last = list.items.at(-1);
  if (list.flow === true) {
    const at = last === undefined ? list.range[1] - 1 : endOf(last);
    return insert(text, at, last === undefined ? scalar : `, ${scalar}`);
  }
  const start = text.lastIndexOf("\n", last!.range[0] - 1) + 1;
  const dash = /^[^\S\n]*-[^\S\n]+/.exec(text.slice(start))?.[0] ?? "  - ";
  const end = text.indexOf("\n", endOf(last!) - (text[endOf(last!) - 1] === "\n" ? 1 : 0));
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  return insert(text, end === -1 ? text.length : end + 1, `${dash}${scalar}${lineEnd}`);
}

function endOf(node: ParsedNode): number {
  return node.range[1];
}

/** Puts `added` at a place, over what `instead` matches there. */
function insert(text: string, at: number, added: string, instead?: RegExp): string {
  const rest = text.slice(at);
  return text.slice(0, at) + added + (instead === undefined ? rest : rest.replace(instead, ""));
}
