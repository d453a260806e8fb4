import type { Day, Template } from "../model.ts";
import { builtInWords, english, type Words } from "./words/built-in.ts";
import { readWordsFile } from "./words/file.ts";

export type { Words } from "./words/built-in.ts";

const none: ReadonlyMap<string, Template> = new Map();
const known = new WeakMap<ReadonlyMap<string, Template>, Map<string, Words>>();

/**
 * The fixed words of pages, letters and feeds in a language (BCP 47): the newsroom's `templates/words.LANG.yaml` (or
 * .json), then the built-in words of the language, then those of `otherwise`, then English. `de-AT` looks for words.de-AT,
 * words.de, German. What a words file gets wrong is left out; `wordsProblems` tells of it.
 */
export function wordsFor(
  language: string,
  templates: ReadonlyMap<string, Template> = none,
  otherwise = language,
): Words {
  const ready = known.get(templates) ?? new Map<string, Words>();
  known.set(templates, ready);
  const key = `${language} ${otherwise}`;
  const found = ready.get(key) ?? { ...english, ...ownWords(otherwise, templates), ...ownWords(language, templates) };
  ready.set(key, found);
  return found;
}

function ownWords(language: string, templates: ReadonlyMap<string, Template>): Partial<Words> {
  const files = wordsFilesOf(language, templates).map((file) => readWordsFile(file).words);
  return Object.assign({}, builtInWords(language), ...files) as Partial<Words>;
}

/** The newsroom's own words files for a language, the more general first. */
export function wordsFilesOf(language: string, templates: ReadonlyMap<string, Template>): readonly Template[] {
  const tags = new Set([language.split("-")[0]!, language].map((tag) => tag.toLowerCase()));
  const files = [...templates.values()];
  return [...tags].flatMap((tag) => files.find(({ name }) => languageOf(name) === tag) ?? []);
}

/** `words.pt-BR.yaml` → `pt-br`; null for what is no words file. */
export function languageOf(name: string): string | null {
  return /^words\.([a-z0-9-]+)\.(?:ya?ml|json)$/i.exec(name)?.[1]?.toLowerCase() ?? null;
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
