import type { ProblemCode } from "../errors.ts";
import type { Author, Channel, Problem } from "../model.ts";
import { parseEmail } from "../email.ts";
import { isPlainMap, type Plain, type PlainMap } from "../plain.ts";
import type { FrontMatter } from "./front-matter.ts";
import { storyKeys, type StoryKey } from "./keys.ts";
import { oneLine } from "./text.ts";

/** Notes a problem of the file at hand. */
export type Report = (level: Problem["level"], code: ProblemCode, line: number, message: string) => void;

/** A value of the front matter, and where it stands. */
export interface Field {
  readonly value: Plain;
  readonly line: number;
  /** The name under which the writer gave it. */
  readonly name: string;
  readonly lineOf: (item: number) => number;
}

/** Looks up known keys under all their names. A blank value ("", or nothing behind the colon) is no value. */
export type Fields = (key: StoryKey) => Field | undefined;

export function fieldsOf(front: FrontMatter): Fields {
  return (key) => {
    for (const name of [key, ...storyKeys[key]]) {
      const value = front.value[name];
      if (value === undefined || value === null || (typeof value === "string" && value.trim() === "")) continue;
      // Jekyll's `published: false` is a draft, not a date.
      if (name === "published" && typeof value === "boolean") continue;
      const line = front.lines.get(name) ?? 1;
      return { value, line, name, lineOf: (item) => front.lines.get(`${name}.${item}`) ?? line };
    }
    return undefined;
  };
}

function wrong(field: Field, expected: string, report: Report): null {
  const written = JSON.stringify(field.value);
  const shown = written.length > 60 ? `${written.slice(0, 60)}…` : written;
  report("error", "STORY_KEY_INVALID", field.line, `${field.name}: ${shown} is not ${expected}.`);
  return null;
}

/** One line of plain text, or null with a problem. */
export function readText(field: Field | undefined, report: Report): string | null {
  if (field === undefined) return null;
  if (typeof field.value === "string") return oneLine(field.value) || null;
  return wrong(field, "text; put it in quotes", report);
}

export function readBoolean(field: Field | undefined, report: Report): boolean {
  if (field === undefined) return false;
  return typeof field.value === "boolean"
    ? field.value
    : (wrong(field, "true or false, without quotes", report) ?? false);
}

export interface Item {
  readonly text: string;
  readonly line: number;
}

function isScalar(value: Plain): value is string | number | boolean {
  return typeof value !== "object";
}

/** A list of texts, or one text; `split` breaks it at commas. Numbers and true/false stand for their own text. */
export function readItems(field: Field | undefined, report: Report, split = false): readonly Item[] {
  if (field === undefined) return [];
  const value = split && typeof field.value === "string" ? field.value.split(",") : field.value;
  const list: readonly Plain[] = Array.isArray(value) ? value : [value];
  if (list.some((item) => item !== null && !isScalar(item))) {
    return wrong(field, "a text or a list of texts", report) ?? [];
  }
  return list
    .map((item, i) => ({ text: isScalar(item) ? oneLine(String(item)) : "", line: field.lineOf(i) }))
    .filter(({ text }) => text !== "");
}

/** One text, or a list that holds just one (Hugo writes `series` so). */
export function readSingle(field: Field | undefined, report: Report): Item | null {
  const items = readItems(field, report);
  if (items.length > 1) return wrong(field!, "one text", report);
  return items[0] ?? null;
}

const allChannels: readonly Channel[] = ["web", "feed", "mail"];

export function readChannels(field: Field | undefined, report: Report): readonly Channel[] {
  if (field === undefined) return allChannels;
  const words = readItems(field, report, true).map(({ text }) => text);
  if (words.some((word) => !allChannels.some((c) => c === word))) wrong(field, "a list of web, feed, mail", report);
  return allChannels.filter((channel) => words.includes(channel));
}

/** Names, `Name <address>` or `{ name, email, url }`; one or a list. */
export function readAuthors(field: Field | undefined, report: Report): readonly Author[] {
  if (field === undefined) return [];
  const list: readonly Plain[] = Array.isArray(field.value) ? field.value : [field.value];
  const authors = list.map(readAuthor);
  if (authors.includes(undefined)) return wrong(field, "a name, { name, email, url }, or a list of them", report) ?? [];
  return authors.filter((author) => author !== undefined);
}

function readAuthor(value: Plain): Author | undefined {
  if (typeof value === "string") {
    const [, name = value, address = ""] = /^([^<>]+)<([^<>]+)>$/.exec(value) ?? [];
    const email = parseEmail(address.trim());
    return oneLine(name) === "" ? undefined : { name: oneLine(name), ...(email === undefined ? {} : { email }) };
  }
  if (!isPlainMap(value)) return undefined;
  const name = textOf(value, "name");
  const email = parseEmail(textOf(value, "email"));
  const url = URL.parse(textOf(value, "url"))?.href;
  if (name === "") return undefined;
  return { name, ...(email === undefined ? {} : { email }), ...(url?.startsWith("http") ? { url } : {}) };
}

/** The first of several keys of a map that holds text, in one line; "" where none does. */
export function textOf(map: PlainMap, ...keys: readonly string[]): string {
  const value = keys.map((key) => map[key]).find((v) => typeof v === "string");
  return typeof value === "string" ? oneLine(value) : "";
}

export interface FileField {
  readonly src: string;
  readonly alt: string;
  readonly caption: string;
  readonly type: string;
  readonly line: number;
}

/** A path or URL, or a map that holds one under `src` (other tools: `image`, `url`, `path`). */
export function readFile(field: Field | undefined, report: Report): FileField | null {
  if (field === undefined) return null;
  const map = isPlainMap(field.value) ? field.value : { src: field.value };
  const src = textOf(map, "src", "image", "url", "path");
  if (src === "") return wrong(field, "a path or URL, or { src: … }", report);
  return { src, alt: textOf(map, "alt"), caption: textOf(map, "caption"), type: textOf(map, "type"), line: field.line };
}

export { wrong as reportWrong };
