import type { Unit } from "./units.ts";
import { findDate, withoutDate, type WrittenDate } from "./written-date.ts";

/** What stands above an article's text. */
export interface Header {
  readonly title: string;
  readonly dek: string | undefined;
  readonly authors: readonly string[];
  readonly date: WrittenDate | undefined;
  /** The text below. */
  readonly body: readonly Unit[];
}

const byline = /^(?:written |reported |story )?by:?\s+(?=\S)/i;
const dateLabel = /^(?:first |last )?(?:published|posted|updated|date|filed)(?: on| at)?\s*[:：]?\s*/i;
const role =
  /\b(?:staff|senior|chief|writer|reporter|correspondent|editor|columnist|contributor|contributing|special to|for the)\b/i;
const timeOfDay =
  /\b(?:at\s+)?\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?(?:\s*[A-Z]{2,4}\b)?|\b\d{1,2}\s*[ap]\.?m\.?(?:\s*[A-Z]{2,4}\b)?/gi;
const weekday = /\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?/gi;

/**
 * Takes title, dek, byline and date off an article. `title` is the editor's, where one was given: then the first line goes only if
 * it says the same.
 */
export function readHeader(units: readonly Unit[], title: string | undefined): Header {
  const first = units[0]?.text ?? "";
  const titled = title === undefined || sameWords(first, title);
  const rest = titled ? units.slice(1) : units;
  const credits = creditsAt(rest, 0);
  const dek = credits.length > 0 ? 0 : dekLength(rest);
  const found = dek === 0 ? credits : creditsAt(rest, dek);
  return {
    title: title ?? first,
    dek: dek === 0 ? undefined : rest[0]!.text,
    authors: [...new Set(found.flatMap((unit) => authorsOf(unit.text)))],
    date: found.map((unit) => findDate(unit.text)).find((date) => date !== undefined),
    body: rest.slice(dek + found.length),
  };
}

/** Bylines and date lines in a row, from `at`. */
function creditsAt(units: readonly Unit[], at: number): readonly Unit[] {
  let end = at;
  while (end < units.length && isCredit(units[end]!.text)) end++;
  return units.slice(at, end);
}

function isCredit(text: string): boolean {
  if (text.length > 120) return false;
  if (byline.test(text))
    return !/[.!?]["”’]?$/.test(text.replace(/\b[\p{L}]{1,3}\.$/u, "")) && /^\p{Lu}/u.test(text.replace(byline, ""));
  const label = dateLabel.exec(text)?.[0] ?? "";
  const bare = text.slice(label.length);
  return findDate(bare) !== undefined && leftover(bare) === "";
}

/** What is neither date nor time: nothing, in a line that is only a date. */
function leftover(text: string): string {
  return withoutDate(text)
    .replace(/^T\d\d:\d\d\S*/, "")
    .replace(timeOfDay, "")
    .replace(weekday, "")
    .replace(/[\s,|•·–—-]+/g, "");
}

/**
 * 1 where the line below the title is a dek, else 0. It is one if a byline follows it. Without one it must be a single sentence,
 * no dateline and no callout, and shorter than the paragraph that it introduces.
 */
function dekLength(units: readonly Unit[]): 0 | 1 {
  const [dek, next] = units;
  if (dek === undefined || next === undefined || dek.text.length > 300) return 0;
  if (isCredit(next.text)) return 1;
  const short = dek.text.length <= 200 && dek.text.length < next.text.length;
  const sentences = dek.text.split(/[.!?]["”’]?\s+(?=["“‘]?\p{Lu})/u).length;
  return short && sentences === 1 && !/^\**related\s*[:：]/i.test(dek.text) && !hasDateline(dek.text) ? 1 : 0;
}

/** `WASHINGTON, March 3 —`, `SAN FRANCISCO (Reuters) -`. */
export function hasDateline(text: string): boolean {
  return datelineOf(text) !== undefined;
}

/** A dateline at the beginning of a paragraph. */
export function datelineOf(text: string): string | undefined {
  return /^\p{Lu}[\p{Lu}\p{M}.'’ -]{2,40}(?:,[^—–(]{1,40})?(?:\s*\([^)]{1,30}\))?\s*(?:—|–|--|-)\s/u.exec(text)?.[0];
}

function authorsOf(text: string): readonly string[] {
  if (!byline.test(text)) return [];
  const pieces = text.replace(byline, "").split(/\s*[|•·—–]\s*|\s+-\s+/);
  const names = (pieces[0] ?? "")
    .split(/\s*,\s*(?:and\s+)?|\s+and\s+|\s+&\s+/)
    .map((name) => name.trim())
    .filter((name) => name !== "" && !/\d/.test(name) && findDate(name) === undefined);
  const people = names.filter((name) => !role.test(name));
  return (people.length > 0 ? people : names).map(properCase);
}

/** `JANE DOE` → `Jane Doe`; short ones, such as `AP`, are abbreviations. */
function properCase(name: string): string {
  if (/\p{Ll}/u.test(name) || name.length < 5) return name;
  return name
    .toLowerCase()
    .replace(/(?<![\p{L}'’])\p{L}|(?<=[-.]|\b[od]['’])\p{L}/gu, (letter) => letter.toUpperCase());
}

function sameWords(a: string, b: string): boolean {
  return bareWords(a) === bareWords(b);
}

function bareWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
