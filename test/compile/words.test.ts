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
import { wordsProblems } from "../../src/compile/words/problems.ts";
import { renderProblem } from "../../src/errors.ts";
import type { Template } from "../../src/model.ts";
import { compose, story } from "./feeds/newsroom.ts";

const languages = ["en", "de", "fr", "es", "ja"];

function wordsFile(name: string, source: string): ReadonlyMap<string, Template> {
  return new Map([[name, { name, file: `templates/${name}`, source }]]);
}

/** What is said of a newsroom with these words files, as lines. */
function problemsOf(
  config: Parameters<typeof compose>[1],
  templates: ReadonlyMap<string, Template>,
  stories: Parameters<typeof compose>[0] = [],
): readonly string[] {
  const c = compose(stories, config);
  return wordsProblems({ ...c, newsroom: { ...c.newsroom, templates } }).map(renderProblem);
}

function places(word: unknown): string[] {
  return [...String(word).matchAll(/\{\w+\}/g)].map(String).toSorted();
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
    const words = wordsFor("nl-BE", wordsFile("words.NL.yaml", "related: Lees ook\nfirstDay: '1'\n"));
    expect([words.related, words.correction]).toEqual(["Lees ook", "Correction"]);
  });

  test("that a language lacks are those of the one that steps in, then English", () => {
    const words = wordsFor("ar", wordsFile("words.ar.yaml", "correction: تصحيح\n"), "de");
    expect([words.correction, words.related]).toEqual(["تصحيح", "Mehr zum Thema"]);
    expect(wordsFor("ar", new Map(), "sw").related).toBe("Related");
  });

  test("may come as JSON", () => {
    expect(wordsFor("nl", wordsFile("words.nl.json", `{ "by": "Door {names}" }`)).by).toBe("Door {names}");
  });

  test.each<[string, string, readonly string[]]>([
    [
      "unknown words and faulty ones, all at once",
      "related: a\nrelatd: b\nmonths: [a, b]\nby: [a]\n",
      [
        `templates/words.nl.yaml:2: TEMPLATE_INVALID A words file knows no word "relatd"; did you mean "related"?`,
        `templates/words.nl.yaml:3: TEMPLATE_INVALID A words file "months" must be 12 texts.`,
        `templates/words.nl.yaml:4: TEMPLATE_INVALID A words file "by" must be a text.`,
      ],
    ],
    ["a list", "- a", ["templates/words.nl.yaml:1: TEMPLATE_INVALID A words file must map keys to words."]],
    [
      "no YAML",
      "by: a\nrelated: [",
      [
        "templates/words.nl.yaml:2: TEMPLATE_INVALID A words file must be YAML: Flow sequence in block collection must be sufficiently indented and end with a ].",
      ],
    ],
  ])("a faulty file is told with its lines: %s", (_, source, messages) => {
    expect(problemsOf({}, wordsFile("words.nl.yaml", source)).filter((each) => each.includes("TEMPLATE"))).toEqual(
      messages,
    );
  });

  test("that a newsroom lacks are a warning where it, or a story in a feed, first speaks the language", () => {
    const stories = [
      story("a", { lang: "ar", lines: { title: 2, lang: 5 } }),
      story("b", { on: "2026-11-02", lang: "ar-EG", lines: { title: 2, lang: 6 } }),
      story("c", { lang: "sw", channels: ["web", "mail"] }),
      story("d", { lang: "fr" }),
    ];
    expect(problemsOf({ language: "nl", lines: new Map([["language", 4]]) }, new Map(), stories).toSorted()).toEqual([
      expect.stringMatching(/^courant.yaml:4: warning WORDS_MISSING .* in "nl" .* stand in "en".*words.nl.yaml/),
      expect.stringMatching(/^stories\/a.md:5: warning WORDS_MISSING .* in "ar" .* stand in "en".*words.ar.yaml/),
    ]);
    expect(problemsOf({ language: "de" }, new Map(), stories)).toEqual([
      expect.stringMatching(/^stories\/a.md:5: .* stand in "de"/),
    ]);
  });

  test("that a newsroom's own file lacks are named", () => {
    const { correction: _one, related: _two, ...most } = wordsFor("en");
    const file = wordsFile("words.ar.json", JSON.stringify(most));
    expect(problemsOf({ language: "ar" }, file)).toEqual([
      `templates/words.ar.json:1: warning WORDS_MISSING The words lack correction, related; these stand in "en".`,
    ]);
    expect(problemsOf({ language: "ar" }, wordsFile("words.ar.yaml", JSON.stringify(wordsFor("en"))))).toEqual([]);
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
