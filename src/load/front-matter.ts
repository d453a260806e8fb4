import matter from "gray-matter";
import type { ProblemCode } from "../errors.ts";
import { isPlainMap, type PlainMap, type PlainFault, type PlainReading } from "../base/plain.ts";
import { cutJson, readJson } from "./json-front-matter.ts";
import { readSimpleYaml } from "./simple-yaml.ts";

export interface FrontMatter {
  readonly value: PlainMap;
  /** Line in the file of each key and list item by its dotted path: `tags`, `tags.0`. */
  readonly lines: ReadonlyMap<string, number>;
  readonly body: string;
  /** Line of the body's first character. */
  readonly bodyLine: number;
}

export interface FrontMatterFault {
  readonly code: ProblemCode & ("STORY_FRONT_MATTER" | "STORY_FRONT_MATTER_REFUSED");
  readonly line: number;
  readonly message: string;
}

export type FrontMatterReading = FrontMatter | { readonly faults: readonly FrontMatterFault[] };

// Real front matter is under 4 kB. The splitter's time grows with the square of a run of white space (40,000 line
// ends: 2.8 s), so both lengths are capped before it sees the text.
const maxLength = 64 * 1024;
const maxBlank = 1000;

/**
 * Splits a file into front matter (YAML between `---`, TOML between `+++`, or a JSON object) and body.
 * Nothing in it is ever executed: another language after the first fence is refused, whatever the splitter knows.
 */
export async function readFrontMatter(text: string): Promise<FrontMatterReading> {
  if (text.startsWith("{")) return readJsonHead(text);
  const fence = /^(?:---|\+\+\+)/.exec(text)?.[0];
  const first = text.slice(0, Math.max(0, text.indexOf("\n")) || undefined);
  if (fence === undefined || first[3] === fence[0])
    return fault(1, "The file does not begin with front matter; begin it with --- and a title.");
  const language = first.slice(3).trim();
  if (language !== "" && !(fence === "---" && /^ya?ml$/.test(language))) return refuseLanguage(fence, language);
  const close = findClose(text, fence);
  if ("faults" in close) return close;
  if (fence === "+++") {
    const { readToml } = await import("./toml-front-matter.ts");
    return finish(readToml(text.slice(3, close.start)), text.slice(close.end), close.line + 1);
  }
  const split = matter(text, { engines: { yaml: nothing, javascript: refused, json: refused } });
  return finish(readSimpleYaml(split.matter) ?? (await readAnyYaml(split.matter)), split.content, close.line + 1);
}

/** The full parser costs 30 ms to load, and most newsrooms never need it. */
async function readAnyYaml(text: string): Promise<PlainReading> {
  const { readYaml } = await import("../base/yaml.ts");
  return readYaml(text);
}

/** The splitter only splits: its own YAML turns dates into UTC times and 12:30 into 750. */
const nothing = { parse: () => ({}), stringify: () => "" };
const refused = {
  parse: (): never => {
    throw new Error("front matter in this language is never read");
  },
  stringify: () => "",
};

interface Close {
  /** Offsets of the line end before the closing fence, and of the body. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

function findClose(text: string, fence: string): Close | { readonly faults: readonly FrontMatterFault[] } {
  const start = text.indexOf(`\n${fence}`);
  if (start === -1) return fault(1, `The front matter never ends; close it with a line ${fence}.`);
  if (start > maxLength)
    return fault(1, `The front matter is longer than ${maxLength / 1024} kB; move text into the body.`);
  const head = text.slice(0, start);
  const blank = head.search(/\s{1000}/);
  if (blank !== -1)
    return fault(lineOf(head, blank), `The front matter holds ${maxBlank} blank characters in a row; remove them.`);
  const line = lineOf(text, start) + 1;
  const lineEnd = text.indexOf("\n", start + 1);
  const rest = text.slice(start + 1 + fence.length, lineEnd === -1 ? undefined : lineEnd);
  if (rest.trim() !== "")
    return fault(line, `A line of front matter begins with ${fence}; close it with ${fence} alone on a line.`);
  return { start, end: lineEnd === -1 ? text.length : lineEnd + 1, line };
}

function refuseLanguage(fence: string, language: string): FrontMatterReading {
  const message = `Front matter in "${language.slice(0, 20)}" is refused: ${fence}${fence === "---" ? " stands for YAML" : " stands for TOML"}, and nothing else is read, least of all run.`;
  return { faults: [{ code: "STORY_FRONT_MATTER_REFUSED", line: 1, message }] };
}

function readJsonHead(text: string): FrontMatterReading {
  const cut = cutJson(text.slice(0, maxLength));
  if (cut === undefined)
    return fault(1, `The JSON front matter does not close within ${maxLength / 1024} kB; close it with }.`);
  return finish(
    readJson(cut.json),
    text
      .slice(cut.end)
      .replace(/^[ \t]*\n/, "\n")
      .slice(1),
    lineOf(text, cut.end) + 1,
  );
}

function finish(reading: PlainReading, body: string, bodyLine: number): FrontMatterReading {
  if (reading.faults.length > 0) return { faults: reading.faults.map(toFault) };
  const value = reading.value ?? {};
  if (!isPlainMap(value)) return fault(2, "The front matter is not a list of `key: value` lines; begin with title: ….");
  return { value, lines: reading.lines, body, bodyLine };
}

function toFault({ line, message, refused }: PlainFault): FrontMatterFault {
  const code = refused ? "STORY_FRONT_MATTER_REFUSED" : "STORY_FRONT_MATTER";
  return { code, line, message: `${message[0]!.toUpperCase()}${message.slice(1)}.` };
}

function fault(line: number, message: string): { readonly faults: readonly FrontMatterFault[] } {
  return { faults: [{ code: "STORY_FRONT_MATTER", line, message }] };
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
