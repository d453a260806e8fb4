import { createRequire } from "node:module";
import { CourantError, didYouMean, problem } from "../errors.ts";
import type { Day, Template } from "../model.ts";
import { de } from "./words/de.ts";
import { dayFirst, en } from "./words/en.ts";
import { es } from "./words/es.ts";
import { fr } from "./words/fr.ts";
import { ja } from "./words/ja.ts";
import type { Words as PageWords } from "./words/keys.ts";
import { serviceDe } from "./words/service/de.ts";
import { serviceEn } from "./words/service/en.ts";
import { serviceEs } from "./words/service/es.ts";
import { serviceFr } from "./words/service/fr.ts";
import { serviceJa } from "./words/service/ja.ts";
import type { ServiceWords } from "./words/service/keys.ts";

/** Every fixed word that Courant writes by itself. */
export type Words = PageWords & ServiceWords;

const english: Words = { ...en, ...serviceEn };
const builtIn: Readonly<Record<string, Partial<Words>>> = {
  en: english,
  de: { ...de, ...serviceDe },
  fr: { ...fr, ...serviceFr },
  es: { ...es, ...serviceEs },
  ja: { ...ja, ...serviceJa },
};
/** English outside America writes the day first. */
const dayFirstRegions = new Set(["GB", "IE", "AU", "NZ", "IN", "ZA", "150", "001"]);

const none: ReadonlyMap<string, Template> = new Map();
const known = new WeakMap<ReadonlyMap<string, Template>, Map<string, Words>>();

/**
 * The fixed words of pages, letters and feeds in a language (BCP 47): the newsroom's `templates/words.LANG.yaml` (or
 * .json), then the built-in words of the language, then English. `de-AT` looks for words.de-AT, words.de, German.
 * Throws TEMPLATE_INVALID where a words file is no flat map of known keys to texts.
 */
export function wordsFor(language: string, templates: ReadonlyMap<string, Template> = none): Words {
  const ready = known.get(templates) ?? new Map<string, Words>();
  known.set(templates, ready);
  const found = ready.get(language) ?? chooseWords(language, templates);
  ready.set(language, found);
  return found;
}

function chooseWords(language: string, templates: ReadonlyMap<string, Template>): Words {
  const [base = "en", ...rest] = language.split("-");
  const regional = base === "en" && rest.some((part) => dayFirstRegions.has(part.toUpperCase())) ? dayFirst : {};
  return {
    ...english,
    ...builtIn[base.toLowerCase()],
    ...regional,
    ...wordsFile(base, templates),
    ...(language === base ? {} : wordsFile(language, templates)),
  };
}

function wordsFile(language: string, templates: ReadonlyMap<string, Template>): Partial<Words> {
  const file = ["yaml", "yml", "json"].map((ending) => templates.get(`words.${language}.${ending}`)).find(Boolean);
  return file === undefined ? {} : parseWords(file);
}

/** A words file: YAML (or JSON, which YAML holds), each key one of `Words`, each value of the same shape. */
function parseWords(file: Template): Partial<Words> {
  // Few newsrooms have such a file, and yaml costs 40 ms to load.
  const { parseDocument } = createRequire(import.meta.url)("yaml") as typeof import("yaml");
  const document = parseDocument(file.source, { schema: "core" });
  const [error] = document.errors;
  if (error !== undefined) throw invalid(file, error.linePos?.[0].line ?? 1, error.message.split("\n")[0]!);
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  if (value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) throw invalid(file, 1, "must map keys to words.");
  for (const [key, word] of Object.entries(value)) checkWord(file, key, word);
  return value;
}

function checkWord(file: Template, key: string, word: unknown): void {
  const line = file.source.slice(0, Math.max(0, file.source.indexOf(key))).split("\n").length;
  const model: unknown = Object.hasOwn(english, key) ? english[key as keyof Words] : undefined;
  if (model === undefined) {
    const near = didYouMean(key, Object.keys(english), 1).map((name) => `; did you mean "${name}"?`);
    throw invalid(file, line, `knows no word "${key}"${near[0] ?? "."}`);
  }
  const fits = Array.isArray(model)
    ? Array.isArray(word) && word.length === model.length && word.every((each) => typeof each === "string")
    : typeof word === "string";
  if (!fits)
    throw invalid(file, line, `"${key}" must be ${Array.isArray(model) ? `${model.length} texts` : "a text"}.`);
}

function invalid(file: Template, line: number, what: string): CourantError {
  return new CourantError([problem("error", "TEMPLATE_INVALID", file.file, line, `A words file ${what}`)]);
}

/** Puts values into the `{name}` places of a word: `say(words.part, { n: 3, of: 7 })` → "Part 3 of 7". */
export function say(word: string, values: Readonly<Record<string, string | number>>): string {
  return word.replace(/\{(\w+)\}/g, (place, name: string) => (Object.hasOwn(values, name) ? `${values[name]}` : place));
}

/** A number with its noun: `count(words.oneStory, words.manyStories, 3)` → "3 stories". */
export function count(one: string, many: string, n: number): string {
  return say(n === 1 ? one : many, { n });
}

/** `2026-11-22` as people write it: "November 22, 2026", "22 de noviembre de 2026", "2026年11月22日". */
export function sayDay(words: Words, day: Day): string {
  return say(words.day, dayValues(words, day));
}

/** With the day of the week: "Sunday, November 22, 2026". */
export function sayLongDay(words: Words, day: Day): string {
  return say(words.longDay, dayValues(words, day));
}

/** Without the year, for lists whose year is plain: "Nov 22". */
export function sayShortDay(words: Words, day: Day): string {
  return say(words.shortDay, dayValues(words, day));
}

/** A period of a digest: a day, "Week 47, 2026", "November 2026"; anything else (a slug) stays as it is. */
export function sayPeriod(words: Words, period: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(period)) return sayLongDay(words, period);
  if (/^\d{4}-\d\d$/.test(period)) return say(words.monthPeriod, dayValues(words, `${period}-01`));
  const week = /^(\d{4})-W(\d\d)$/.exec(period);
  return week === null ? period : say(words.weekPeriod, { week: Number(week[2]), year: Number(week[1]) });
}

/** "Ada, Grace and Lin". */
export function sayList(words: Words, items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(words.listComma)}${words.listAnd}${items.at(-1)}`;
}

function dayValues(words: Words, day: Day): Record<string, string | number> {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const weekday = new Date(Date.UTC(year, month - 1, date)).getUTCDay();
  return {
    year,
    n: month,
    month: words.months[month - 1]!,
    mon: words.monthsShort[month - 1]!,
    day: date === 1 ? words.firstDay : date,
    weekday: words.weekdays[weekday]!,
  };
}

/** Writing direction of a language tag: by its script subtag, else by the language. */
export function directionOf(language: string): "ltr" | "rtl" {
  const [base = "", ...rest] = language.toLowerCase().split("-");
  const script = rest.find((part) => part.length === 4);
  if (script !== undefined) return /^(arab|hebr|thaa|syrc|nkoo|adlm|rohg|mand)$/.test(script) ? "rtl" : "ltr";
  return /^(ar|arc|ckb|dv|fa|he|iw|ji|ks|mzn|nqo|prs|ps|sd|syr|ug|ur|yi)$/.test(base) ? "rtl" : "ltr";
}
