import { assert, constantFrom, array, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { phrases } from "../../src/base/phrase.ts";
import { bareRefusals, clearCauses, troubles } from "../../src/base/refusal-words.ts";

describe("a table of phrases", () => {
  test.each([
    ["mail~box full", "your mailbox full", true],
    ["mail~box full", "mail box full.", true],
    ["mail~box full", "mailbox fullness", false],
    ["mail~box full", "hotmailbox full", false],
    ["block*", "was blocked", true],
    ["mailbox … full", "mailbox of this user is full", true],
    ["mailbox … full", "the mailbox is fine. my glass is full", false],
    ["user (is)? unknown", "user unknown", true],
    ["user (is)? unknown", "user is unknown", true],
    ["user (is)? unknown", "user was unknown", false],
    ["(no|unknown) user", "no user", true],
    ["5.1.1", "5x1x1", false],
    ["容量", "メールボックスの容量を超え", true],
  ])("%s in “%s”: %s", (line, text, fits) => {
    expect(phrases(line).test(text)).toBe(fits);
  });

  test("any of the lines is enough, blank ones are none", () => {
    const either = phrases("\n  one\n\n  two\n");
    expect([either.test("one"), either.test("and two"), either.test(" ")]).toEqual([true, true, false]);
  });

  test("no expression of the tables repeats without a limit, or a repeat within another", () => {
    for (const { words } of [...clearCauses, ...troubles, ...bareRefusals]) {
      expect(words.source).not.toMatch(/(?<!\\)[*+]|\{\d+,\}/);
      expect(words.source.replace(/\(\?:\(\?!\\\. \)\[\^;\]\)\{0,60\}/g, "")).not.toMatch(/\)\{\d+,\d+\}/);
    }
  });

  test("a word of the table is found wherever it stands", () => {
    const filler = array(constantFrom("alpha", "beta", "gamma", ","), { maxLength: 20 });
    assert(
      property(filler, filler, (before, after) => {
        expect(phrases("over~quota").test([...before, "over quota", ...after].join(" "))).toBe(true);
      }),
    );
  });
});
