import type { Addition } from "./suggestion.ts";
import { editToml } from "./edit-toml.ts";
import { editYaml } from "./edit-yaml.ts";

/**
 * A story's text with a suggestion written into its front matter, YAML, TOML or JSON; every other byte stays.
 * `related` gains an item at its end. A key that has come to hold a value since is left alone, and so is front matter
 * that could not be read before or after.
 */
export function applySuggestion(text: string, addition: Addition): string {
  const span = frontMatterSpan(text);
  if (span === undefined) return text;
  const [from, to, format] = span;
  const edit = format === "toml" ? editToml : editYaml;
  return text.slice(0, from) + edit(text.slice(from, to), addition) + text.slice(to);
}

type Span = readonly [from: number, to: number, format: "yaml" | "toml"];

/** JSON counts as YAML, which holds it. Between fences the last line's end belongs to the front matter. */
function frontMatterSpan(text: string): Span | undefined {
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  if (text[start] === "{") {
    const end = closingBrace(text, start);
    return end === undefined ? undefined : [start, end, "yaml"];
  }
  const [head = "", fence] = /^(---|\+\+\+)(?:ya?ml)?[ \t]*\r?\n/.exec(text.slice(start)) ?? [];
  const from = start + head.length;
  const close = fence === undefined ? -1 : text.indexOf(`\n${fence}`, from - 1);
  return close === -1 ? undefined : [from, close + 1, fence === "+++" ? "toml" : "yaml"];
}

/** Behind the brace that closes the object; braces in strings do not count. */
function closingBrace(text: string, from: number): number | undefined {
  const token = /"(?:[^"\\]|\\.)*"|[{}]/g;
  token.lastIndex = from;
  let depth = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (match[0] === "{") depth++;
    else if (match[0] === "}" && --depth === 0) return match.index + 1;
  }
  return undefined;
}
