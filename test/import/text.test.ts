import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { decodeText } from "../../src/import/decode-text.ts";
import { importText, type ImportOptions } from "../../src/import/text.ts";

const fixtures = join(import.meta.dirname, "../fixtures/import");
const names = readdirSync(fixtures)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => name.replace(".txt", ""));

function imported(text: string, options: Partial<ImportOptions> = {}): ReturnType<typeof importText> {
  return importText(text, { file: "in.txt", today: "2026-11-22", ...options });
}

/** The story's Markdown, or a failed test. */
function markdown(text: string, options: Partial<ImportOptions> = {}): string {
  const { story, problems } = imported(text, options);
  if (story === null) throw new Error(problems.map((p) => p.message).join("\n"));
  return story.markdown;
}

describe("texts as news sites print them", () => {
  test.each(names)("%s.txt becomes %s.md", (name) => {
    const text = decodeText(readFileSync(join(fixtures, `${name}.txt`)))!;
    expect(markdown(text)).toBe(readFileSync(join(fixtures, `${name}.md`), "utf8"));
  });

  test("a file without a final newline is the same as one with it", () => {
    const text = "A Title\n\nThe first paragraph. It has two sentences.\n";
    expect(markdown(text.trimEnd())).toBe(markdown(text));
  });

  test("CRLF, CR and LF are one", () => {
    const text = readFileSync(join(fixtures, "blank-lines.txt"), "utf8");
    const ends = ["\r\n", "\r"].map((end) => decodeText(Buffer.from(text.replaceAll("\n", end)))!);
    expect(ends.map((other) => markdown(other))).toEqual([markdown(text), markdown(text)]);
  });
});

describe("what stands above the text", () => {
  test("the editor's title goes before the text's own words", () => {
    const { story } = imported("It rained. It rained all day.\n\nThen it stopped.", { title: "Rain" });
    expect(story).toMatchObject({ name: "rain", markdown: expect.stringContaining("It rained. It rained all day.") });
  });

  test("a first line that is the editor's title is not printed twice", () => {
    const { story } = imported("RAIN!\n\nIt rained. It rained all day.", { title: "Rain" });
    expect(story?.markdown).not.toContain("RAIN");
  });

  test("the editor's date goes before the text's", () => {
    const { story, problems } = imported("Rain\nBy Ada Moor | May 1, 2020\nIt rained.", { date: "2021-06-01" });
    expect([story?.day, problems]).toEqual(["2021-06-01", []]);
  });

  test("the editor's author stands in only where the text names none", () => {
    const given = { author: "The Desk" };
    const authors = ["Rain\nBy Ada Moor\nIt rained.", "Rain\n\nIt rained. It did."].map(
      (text) => /author: (.*)/.exec(markdown(text, given))?.[1],
    );
    expect(authors).toEqual(["Ada Moor", "The Desk"]);
  });

  test.each([
    ["By Ada Moor, Staff Writer", ["Ada Moor"]],
    ["By ADA MOOR and PIET O'NEIL", ["Ada Moor", "Piet O'Neil"]],
    ["by Ada Moor, Piet Neil, and Max Roe", ["Ada Moor", "Piet Neil", "Max Roe"]],
    ["Written by Ada Moor • Published March 3, 2021 9:00 AM EST", ["Ada Moor"]],
    ["By Ada Moor Jr.", ["Ada Moor Jr."]],
    ["By AP", ["AP"]],
  ])("the byline %j names %j", (byline, authors) => {
    const text = markdown(`Rain\n${byline}\nIt rained all day. It did.`);
    const yaml =
      authors.length === 1 ? `author: ${authors[0]}\n` : `authors:\n${authors.map((a) => `  - ${a}\n`).join("")}`;
    expect(text).toContain(yaml);
  });

  test("a sentence that begins with By is no byline", () => {
    expect(markdown("Rain\n\nBy noon it rained. By one it poured.\n\nThen it stopped.")).toContain("By noon it rained");
  });

  test.each([
    ["March 3, 2021", "2021-03-03"],
    ["Published Mar. 3rd, 2021", "2021-03-03"],
    ["Posted on Wednesday, 3 March 2021 at 9:05 a.m. ET", "2021-03-03"],
    ["Updated: 2021-03-03T09:05:00Z", "2021-03-03"],
    ["Sept. 14 2020", "2020-09-14"],
    ["February 29, 2020", "2020-02-29"],
  ])("the line %j dates the story %s", (line, day) => {
    expect(imported(`Rain\n${line}\nIt rained all day. It did.`)).toMatchObject({ story: { day }, problems: [] });
  });

  test("a day that no calendar has is no date", () => {
    const { story, problems } = imported("Rain\nFebruary 30, 2021\nIt rained all day. It did.");
    expect([story?.day, problems[0]?.code]).toEqual(["2026-11-22", "IMPORT_DATE_ASSUMED"]);
  });

  test("a text without a date takes the present day and says so", () => {
    const { story, problems } = imported("Rain\n\nIt rained. It did.");
    expect([story?.day, story?.assumed, problems]).toMatchObject([
      "2026-11-22",
      true,
      [{ code: "IMPORT_DATE_ASSUMED", level: "warning", file: "in.txt", line: 1 }],
    ]);
  });

  test("a dateline without a year means the last such day, and says so", () => {
    const { story, problems } = imported("Rain\nPARIS, Dec. 24 (Reuters) - It rained. It did.\nThen it stopped.");
    expect([story?.day, problems[0]?.message]).toEqual(["2025-12-24", expect.stringContaining("without its year")]);
  });

  test("a first paragraph of several sentences is no dek", () => {
    expect(markdown("Rain\n\nIt rained. It did.\n\nThen, after a week of it, the rain stopped.")).not.toContain("dek:");
  });

  test("a title in a script without Latin letters gets a name that stays the same", () => {
    const text = "東京で雪\n\n今日は雪が降った。明日も降る。";
    expect([imported(text).story?.name, imported(text).story?.name]).toEqual(["story-93290b3b", "story-93290b3b"]);
  });
});

test("a callout whose headline stands on the next line is one callout", () => {
  expect(markdown("Rain\n2020-01-02\nIt rained. It did.\n\nRELATED:\nA DRY SUMMER\n\nThen it stopped.")).toContain(
    "\n\nRELATED: A DRY SUMMER\n\n",
  );
});

describe("what cannot be imported", () => {
  test.each([
    ["", "holds no text"],
    ["\n\n  \n", "holds no text"],
    ["Only a Title", "no text below its title"],
    [`${"word ".repeat(60)}\n\nMore.`, "does not begin with a title"],
  ])("%j is refused", (text, words) => {
    expect(imported(text)).toMatchObject({
      story: null,
      problems: [{ code: "IMPORT_INVALID", level: "error", message: expect.stringContaining(words) }],
    });
  });

  test("bytes that are no text are none", () => {
    expect(decodeText(Uint8Array.of(0x89, 0x50, 0, 0, 1))).toBeUndefined();
  });
});

describe("the same words", () => {
  const html = new MarkdownIt({ html: true, linkify: false });
  const wordsOf = (text: string): string =>
    html
      .render(text)
      .replace(/<[^>]*>/g, "")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&amp;", "&")
      .trim();

  test("a paragraph reads as it was written, whatever Markdown would make of it", () => {
    const mark = fc.constantFrom(
      ..."#*_`~[]()<>!|\\&;-+=.:{}^$\"'123aB \u00e9".split(""),
      "&amp;",
      "](",
      "**",
      "1. ",
      "http://a.example/b_c",
    );
    const line = fc
      .array(mark, { minLength: 1, maxLength: 40 })
      .map((marks) => `X ${marks.join("")} end.`.replace(/\s+/g, " "));
    fc.assert(
      fc.property(
        line,
        fc.constantFrom("", "# ", "> ", "- ", "1) ", "+ ", "=== ", "~~~", "***", "    "),
        (words, start) => {
          const body = markdown(
            `A Title\n2020-01-02\nA first paragraph. It has two sentences.\n\n${start}${words}\n\nAnd a last. It has two.`,
          );
          const paragraphs = body.split("\n\n").slice(2, -1);
          expect(wordsOf(paragraphs.join("\n\n"))).toBe(`${start}${words}`.replace(/^> /, "").trim());
        },
      ),
      { numRuns: 500 },
    );
  });
});
