import { describe, expect, test } from "vitest";
import { tokenize } from "../../../src/graph/similar/tokens.ts";

function words(text: string): readonly string[] {
  const tokens = tokenize(text);
  return Array.from(tokens.starts, (start, i) => tokens.text.slice(start, tokens.ends[i]));
}

describe("the words of a text", () => {
  test.each([
    ["English", "It's a cross-post.", ["it", "s", "a", "cross", "post"]],
    ["version numbers and names with a dot", "Node.js 2.7.3 is out.", ["node.js", "2.7.3", "is", "out"]],
    ["German", "Größe ÜBER alles", ["größe", "über", "alles"]],
    ["Japanese", "脆弱性がリリースされました", ["脆弱", "弱性", "が", "リリース", "されました"]],
    ["Chinese", "法院裁决", ["法院", "院裁", "裁决"]],
    ["Korean", "루비 릴리스", ["루비", "릴리", "리스"]],
    ["Thai", "สวัส", ["สว", "วั", "ัส"]],
    ["full-width letters", "Ｒｕｂｙ　３", ["ruby", "3"]],
    ["nothing but signs", "… — 🎉", []],
  ])("%s", (_, text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test("are the same in both forms of an accent", () => {
    expect(tokenize("e\u0301te\u0301").ids).toEqual(tokenize("été").ids);
  });
});
