import { expect, test } from "vitest";
import { plainText } from "../../../src/compile/letter/plain-text.ts";

const long = (word: string, times: number): string => Array(times).fill(word).join(" ");

test.each([
  ["a link with its address", '<a href="https://x.example/a">words</a>', "words <https://x.example/a>"],
  ["an address that is its own words once", '<a href="https://x.example">https://x.example</a>', "https://x.example"],
  ["an e-mail address", '<a href="mailto:ada@x.example">Ada</a>', "Ada <ada@x.example>"],
  [
    "a linked picture by its address",
    '<a href="https://x.example/"><img src="a.png" alt="A"></a>',
    "<https://x.example/>",
  ],
  ["nothing for a link that shows nothing", 'a<a href="mailto:ada@x.example">\u00A0</a> b', "a b"],
  ["a note's number in brackets", 'the board<sup class="footnote-ref">2</sup> said', "the board [2] said"],
  ["other raised words as they are", "10<sup>th</sup>", "10th"],
  ["terms and what they mean apart", "<dl><dt>Quay</dt><dd>A wall.</dd></dl>", "Quay\n\nA wall."],
  ["a caption apart", "<figure><img src=a><figcaption>The mole</figcaption></figure>after", "The mole\n\nafter"],
])("text has %s", async (_, html, text) => {
  expect((await plainText(html)).replace(/\n{3,}/g, "\n\n")).toBe(text);
});

test("a table that fits stands in columns", async () => {
  const html = "<table><tr><th>Year</th><th>Tonnes</th></tr><tr><td>2020</td><td>112<br>113</td></tr></table>";
  expect(await plainText(html)).toBe("Year   Tonnes\n2020   112\n       113");
});

test("a table that does not fit is a paragraph a row, in lines that fit", async () => {
  const html = `<table><tr><td>${long("one", 15)}</td><td>${long("two", 15)}</td></tr><tr><td>x</td><td>y</td></tr></table>`;
  const text = await plainText(html);
  expect(text.replaceAll("\n\n", "¶").replaceAll("\n", " ")).toBe(`${long("one", 15)} | ${long("two", 15)}¶x | y`);
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(72);
});

test("words in a table that are in none of its cells are not lost", async () => {
  const html = "<table><caption>What</caption><tr><td>a</td></tr> stray <tr><td>b</td>astray</tr></table>";
  expect((await plainText(html)).replace(/\s+/g, " ")).toBe("What stray astray a b");
});
