import { readFileSync } from "node:fs";
import { join } from "node:path";
import { array, assert, constantFrom, nat, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { titleIndex } from "../../src/graph/title-index.ts";
import { story } from "./make.ts";

const titles = readFileSync(join(import.meta.dirname, "../fixtures/graph/titles.txt"), "utf8")
  .trim()
  .split("\n");
const stories = titles.map((title, i) => story(`s${i}x`, { title }));
const index = titleIndex(stories);
const unspaced = /\p{sc=Han}|\p{sc=Hangul}|\p{sc=Devanagari}/u;

/** What a headline is taken for: the title, "several: …" or "none"; a "?" after it says that it was guessed. */
function taken(headline: string): string {
  const match = index.find(headline);
  if (match.found === "none") return "none";
  if (match.found === "several") return `several: ${match.stories.map((found) => found.title).join(" | ")}`;
  return match.near ? `${match.story.title} ?` : match.story.title;
}

const damages: readonly (readonly [string, (title: string) => string])[] = [
  ["in capitals", (title) => title.toUpperCase()],
  ["in lower case", (title) => title.toLowerCase()],
  [
    "without accents",
    (title) =>
      title
        .toUpperCase()
        .normalize("NFKD")
        .replace(/(?<=\p{sc=Latin})\p{M}/gu, ""),
  ],
  ["with typewriter quotes and dashes", (title) => title.replace(/[’]/g, "'").replace(/[“”]/g, '"').replace(/–/g, "-")],
  ["without quotes", (title) => title.replace(/[’“”]/g, "")],
  ["without a colon, comma or full stop at the end", (title) => `${title.replace(/[:、]|,(?!\d)/g, "")}.`],
  ["with spaces doubled", (title) => ` ${title.replaceAll(" ", "  ")} `],
  [
    "in full-width letters",
    (title) => title.replace(/[A-Za-z]/g, (c) => String.fromCodePoint(c.codePointAt(0)! + 0xfee0)),
  ],
  ["decomposed", (title) => title.normalize("NFD")],
  ["with HTML entities", (title) => title.replaceAll("&", "&amp;").replaceAll("“", "&quot;").replaceAll("”", "&quot;")],
];

describe("a headline", () => {
  test.each(damages)("%s still is the title", (_, damage) => {
    expect(titles.map((title) => taken(damage(title)))).toEqual(titles);
  });

  test.each([
    ["THE ORACLE TAKES KEYS TO TIKTOK’S ALGORITHM", titles[0]],
    ["ORACEL TAKES THE KEYS TO TIKTOKS ALGORITM", `${titles[0]} ?`],
    ["RUST 1.72.0 IS OUT", "none"],
    ["RUTS 1.70.0 IS OUT", "Rust 1.70.0 is out ?"],
    ["DECEMBER LETTERS", "none"],
    ["TIKTOK’S AMERICAN EXIT: WHAT CHANGES…", `${titles[2]} ?`],
    ["TIKTOK’S AMERICAN EXIT: WHAT…", `several: ${titles[1]} | ${titles[2]}`],
    ["TIKTOK’S AMERICAN EXIT ...", `several: ${titles[1]} | ${titles[2]}`],
    ["WHY THE LIGHTS…", "several: Why the lights went out in Lisbon | Why the lights stayed on in Porto"],
    ["WHY THE…", "none"],
    ["WAIT… IS THAT LEGAL?", "Wait… is that legal?"],
    ["Q3 RESULTS: REVENUE UP 1,250 %", "none"],
    ["Q1 RESULTS: REVENUE UP 1250%", titles[21]],
    ["日本の半導体工場 2028年に稼動へ", `${titles[26]} ?`],
    ["WHY THE LIGHTS WENT OUT IN MADRID", "none"],
  ])("%s is taken for %s", (headline, title) => {
    expect(taken(headline)).toBe(title);
  });

  test("with one or two typos is its title or nothing, never another", () => {
    const title = constantFrom(...titles.filter((each) => !unspaced.test(each)));
    const typo = record({ at: nat(), letter: constantFrom(...Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), how: nat(3) });
    assert(
      property(title, array(typo, { minLength: 1, maxLength: 2 }), (each, typos) => {
        const headline = typos.reduce(
          (text, { at, letter, how }) => mistype(text, at, letter, how),
          each.toUpperCase(),
        );
        expect([each, `${each} ?`, "none"]).toContain(taken(headline));
      }),
      { numRuns: 2000, seed: 7 },
    );
  });
});

describe("titles of one key", () => {
  const named = titleIndex([story("a", { title: "C++" }), story("b", { title: "C#" }), story("c", { title: "C" })]);

  test("are told apart by their punctuation", () => {
    expect(named.find("c#")).toMatchObject({ found: "one", story: { slug: "b" } });
  });

  test("are several where that does not help", () => {
    expect(named.find("C-")).toMatchObject({ found: "several" });
  });
});

test("a story is found by what it was called before", () => {
  const moved = titleIndex([story("launch-day", { title: "It flies", aliases: ["/2019/the-long-wait.html"] })]);
  expect([moved.find("LAUNCH DAY").found, moved.find("THE LONG WAIT").found]).toEqual(["one", "one"]);
});

test("the nearest titles and slugs are offered best first", () => {
  expect(index.nearest("rust 1.70.1 is out").map((near) => near.title)).toEqual([
    "Rust 1.70.0 is out",
    "Rust 1.71.1 is out",
    "Rust 1.71.0 is out",
  ]);
  expect(titleIndex([story("launch-day", { title: "It flies" })]).nearest("lauch-day")).toHaveLength(1);
});

/** Drops, adds, changes or swaps a letter; digits are left as they are, since another number is another story. */
function mistype(text: string, at: number, letter: string, how: number): string {
  const places = Array.from(text).flatMap((c, i) => (/\p{L}/u.test(c) ? [i] : []));
  const i = places[at % places.length]!;
  const [head, here, next, tail] = [text.slice(0, i), text[i]!, text[i + 1] ?? "", text.slice(i + 2)];
  if (how === 0) return head + next + tail;
  if (how === 1) return head + letter + here + next + tail;
  if (how === 2) return head + letter + next + tail;
  return /\d/.test(next) ? text : head + next + here + tail;
}
