import { describe, expect, test } from "vitest";
import {
  directionOf,
  say,
  sayDay,
  sayList,
  sayLongDay,
  sayPeriod,
  sayShortDay,
  wordsFor,
} from "../../src/compile/words.ts";
import { CourantError } from "../../src/errors.ts";
import type { Template } from "../../src/model.ts";

const languages = ["en", "de", "fr", "es", "ja"];

function wordsFile(name: string, source: string): ReadonlyMap<string, Template> {
  return new Map([[name, { name, file: `templates/${name}`, source }]]);
}

function places(word: unknown): string[] {
  return [...String(word).matchAll(/\{\w+\}/g)].map(String).toSorted();
}

function messageOf(name: string, source: string): string {
  try {
    wordsFor("nl", wordsFile(name, source));
  } catch (error) {
    if (error instanceof CourantError) return error.message;
    throw error;
  }
  throw new Error("nothing was wrong");
}

describe("days in words", () => {
  test.each([
    ["en", "November 22, 2026", "Sunday, November 22, 2026", "Nov 22"],
    ["en-US", "November 22, 2026", "Sunday, November 22, 2026", "Nov 22"],
    ["en-GB", "22 November 2026", "Sunday 22 November 2026", "22 Nov"],
    ["de", "22. November 2026", "Sonntag, 22. November 2026", "22. Nov."],
    ["fr-CA", "22 novembre 2026", "dimanche 22 novembre 2026", "22 nov."],
    ["es", "22 de noviembre de 2026", "domingo, 22 de noviembre de 2026", "22 nov"],
    ["ja", "2026年11月22日", "2026年11月22日(日)", "11月22日"],
    ["sw", "November 22, 2026", "Sunday, November 22, 2026", "Nov 22"],
  ])("in %s", (language, day, long, short) => {
    const words = wordsFor(language);
    expect([sayDay(words, "2026-11-22"), sayLongDay(words, "2026-11-22"), sayShortDay(words, "2026-11-22")]).toEqual([
      day,
      long,
      short,
    ]);
  });

  test("the first of a month is “1er” in French", () => {
    expect(sayDay(wordsFor("fr"), "2020-08-01")).toBe("1er août 2020");
  });

  test("periods of digests", () => {
    const words = wordsFor("en");
    expect(["2026-11-20", "2026-W07", "2026-11", "oracle-wins"].map((period) => sayPeriod(words, period))).toEqual([
      "Friday, November 20, 2026",
      "Week 7, 2026",
      "November 2026",
      "oracle-wins",
    ]);
  });
});

describe("words", () => {
  test.each(languages)("in %s name the same places as in English", (language) => {
    const dates = ["day", "longDay", "shortDay"];
    const english = Object.entries(wordsFor("en")).filter(([key]) => !dates.includes(key));
    const theirs = new Map(Object.entries(wordsFor(language)));
    const wrong = english.filter(([key, word]) => places(word).join("") !== places(theirs.get(key)).join(""));
    expect(wrong.filter(([key]) => !["monthPeriod"].includes(key))).toEqual([]);
  });

  test("are the regional ones before the language's, and English where nobody knows the language", () => {
    expect(wordsFor("de-AT").related).toBe("Mehr zum Thema");
    expect(wordsFor("sw").related).toBe("Related");
  });

  test("of a newsroom's own file come first, and what it leaves out stays", () => {
    const words = wordsFor("nl-BE", wordsFile("words.nl.yaml", "related: Lees ook\nfirstDay: '1'\n"));
    expect([words.related, words.correction]).toEqual(["Lees ook", "Correction"]);
  });

  test("may come as JSON", () => {
    expect(wordsFor("nl", wordsFile("words.nl.json", `{ "by": "Door {names}" }`)).by).toBe("Door {names}");
  });

  test.each([
    [
      "related: a\nrelatd: b",
      `templates/words.nl.yaml:2: TEMPLATE_INVALID A words file knows no word "relatd"; did you mean "related"?`,
    ],
    ["months: [a, b]", `templates/words.nl.yaml:1: TEMPLATE_INVALID A words file "months" must be 12 texts.`],
    ["by: [a]", `templates/words.nl.yaml:1: TEMPLATE_INVALID A words file "by" must be a text.`],
    ["- a", `templates/words.nl.yaml:1: TEMPLATE_INVALID A words file must map keys to words.`],
  ])("a faulty file is refused with its line: %s", (source, message) => {
    expect(messageOf("words.nl.yaml", source)).toBe(message);
  });
});

describe("say", () => {
  test("fills places and leaves unknown ones as they are", () => {
    expect(say("{a} of {b} {constructor}", { a: 1, b: "<2>" })).toBe("1 of <2> {constructor}");
  });

  test("joins names as the language does", () => {
    expect(sayList(wordsFor("en"), ["Ada", "Grace", "Lin"])).toBe("Ada, Grace and Lin");
    expect(sayList(wordsFor("ja"), ["一郎", "花子"])).toBe("一郎、花子");
    expect(sayList(wordsFor("de"), ["Ada"])).toBe("Ada");
  });
});

describe("directionOf", () => {
  test.each([
    ["ar", "rtl"],
    ["he-IL", "rtl"],
    ["fa", "rtl"],
    ["az-Arab", "rtl"],
    ["ar-Latn", "ltr"],
    ["en", "ltr"],
    ["ja", "ltr"],
  ])("%s is %s", (language, direction) => {
    expect(directionOf(language)).toBe(direction);
  });
});
