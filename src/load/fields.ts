import type { ProblemCode } from "../errors.ts";
import type { Author, Channel, Problem } from "../model.ts";
import { isPlainMap, type Plain, type PlainMap } from "../base/plain.ts";
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
  /** Line of an item of its list, or of a key within it: `0`, `email`, `0.email`. */
  readonly lineOf: (part: number | string) => number;
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
      return { value, line, name, lineOf: (part) => front.lines.get(`${name}.${part}`) ?? line };
    }
    return undefined;
  };
}

function wrong(field: Field, expected: string, report: Report): null {
  report("error", "STORY_KEY_INVALID", field.line, `${field.name}: ${shown(field.value)} is not ${expected}.`);
  return null;
}

function wrongPart(field: Field, part: string, written: Plain, expected: string, report: Report): void {
  const message = `${field.name}.${part}: ${shown(written)} is not ${expected}.`;
  report("error", "STORY_KEY_INVALID", field.lineOf(part), message);
}

function shown(value: Plain): string {
  const written = JSON.stringify(value);
  return written.length > 60 ? `${written.slice(0, 60)}…` : written;
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

export interface ThreadField {
  readonly name: string | null;
  /** This part ends the thread. */
  readonly closed: boolean;
}

/** A thread's name, or `{ name, closed }`: the part that says so is the last. */
export function readThread(field: Field | undefined, report: Report): ThreadField {
  if (field === undefined || !isPlainMap(field.value)) {
    return { name: readSingle(field, report)?.text ?? null, closed: false };
  }
  const { closed = false } = field.value;
  const name = textOf(field.value, "name", "title");
  if (name === "") wrong(field, "a thread's name, or { name, closed }", report);
  if (typeof closed !== "boolean") wrongPart(field, "closed", closed, "true or false, without quotes", report);
  return { name: name || null, closed: closed === true };
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
  const isList = Array.isArray(field.value);
  const list: readonly Plain[] = Array.isArray(field.value) ? field.value : [field.value];
  const authors = list.map((value, i) =>
    readAuthor(value, (key, written, expected) =>
      wrongPart(field, isList ? `${i}.${key}` : key, written, expected, report),
    ),
  );
  if (authors.includes(undefined)) return wrong(field, "a name, { name, email, url }, or a list of them", report) ?? [];
  return authors.filter((author) => author !== undefined);
}

type Fault = (key: "email" | "url", written: Plain, expected: string) => void;

function readAuthor(value: Plain, fault: Fault): Author | undefined {
  if (typeof value === "string") {
    const [, name = value, address] = /^([^<>]+)<([^<>]*)>$/.exec(value) ?? [];
    return oneLine(name) === "" ? undefined : { name: oneLine(name), ...readAddress(address?.trim(), fault) };
  }
  if (!isPlainMap(value)) return undefined;
  const name = textOf(value, "name");
  if (name === "") return undefined;
  return { name, ...readAddress(value["email"], fault), ...readHomepage(value["url"], fault) };
}

/** Looser than what mail may be sent to: it is shown, in feeds alone. */
function readAddress(written: Plain | undefined, fault: Fault): { readonly email?: string } {
  if (isBlank(written)) return {};
  const email = typeof written === "string" ? oneLine(written) : "";
  if (/^[^@\s<>()]+@[^@\s<>()]+\.[^@\s<>()]+$/.test(email)) return { email };
  fault("email", written, "an e-mail address");
  return {};
}

function readHomepage(written: Plain | undefined, fault: Fault): { readonly url?: string } {
  if (isBlank(written)) return {};
  const url = typeof written === "string" ? URL.parse(written) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return { url: url.href };
  fault("url", written, "a web address; write https://…");
  return {};
}

function isBlank(written: Plain | undefined): written is undefined | null | "" {
  return written === undefined || written === null || (typeof written === "string" && written.trim() === "");
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
  /** Bytes of a file elsewhere, as the writer gives them; 0 where nobody does. */
  readonly length: number;
  readonly line: number;
}

/** A path or URL, or a map that holds one under `src` (other tools: `image`, `url`, `path`). */
export function readFile(field: Field | undefined, report: Report): FileField | null {
  if (field === undefined) return null;
  const map = isPlainMap(field.value) ? field.value : { src: field.value };
  const src = textOf(map, "src", "image", "url", "path");
  if (src === "") return wrong(field, "a path or URL, or { src: … }", report);
  const words = (key: string): string => {
    const written = map[key];
    if (!isBlank(written) && typeof written !== "string")
      wrongPart(field, key, written, "text; put it in quotes", report);
    return textOf(map, key);
  };
  return {
    src,
    alt: words("alt"),
    caption: words("caption"),
    type: words("type"),
    length: readLength(map["length"], field, report),
    line: field.line,
  };
}

function readLength(written: Plain | undefined, field: Field, report: Report): number {
  if (isBlank(written)) return 0;
  const length = Number(isScalar(written) ? written : Number.NaN);
  if (Number.isSafeInteger(length) && length >= 0) return length;
  wrongPart(field, "length", written, "a number of bytes", report);
  return 0;
}

export { wrong as reportWrong };
