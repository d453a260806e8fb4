import { describe, expect, test } from "vitest";
import type { Problem } from "../../src/model.ts";
import { parseMarkdown } from "../../src/load/markdown/markdown.ts";
import { readFixture } from "./fixtures.ts";

/** A body as a fixture shows it: HTML with `{0 open}` for a reference's parts, then references and problems, a line each. */
async function show(source: string): Promise<string> {
  const problems: Pick<Problem, "level" | "code" | "line" | "message">[] = [];
  const { body } = await parseMarkdown(source, {
    docId: "launch",
    firstLine: 1,
    site: "https://news.example",
    report: (level, code, line, message) => problems.push({ level, code, line, message }),
    picture: ({ src, alt }) => (src.startsWith("missing") ? null : { url: src, alt }),
  });
  const html = body.parts.map((part) => (typeof part === "string" ? part : `{${part.ref} ${part.part}}`)).join("");
  const references = body.references.map(({ kind, line, target, text, href, title }, i) =>
    [`${i}: ${kind}`, `line ${line}`, target, text, href && `href=${href}`, title && `title=${title}`]
      .filter(Boolean)
      .join(" | "),
  );
  const noted = problems.map(({ level, code, line, message }) => `${level} line ${line} ${code} ${message}`);
  return `${[html.trim(), ...references, ...noted].filter((line) => line !== "").join("\n")}\n`;
}

const fears = [
  "callouts.txt",
  "code.txt",
  "footnotes.txt",
  "gfm.txt",
  "headings.txt",
  "html.txt",
  "links.txt",
  "pictures.txt",
  "wiki-links.txt",
  "xss.txt",
];

describe.each(fears)("%s", (file) => {
  test.each(readFixture(file))("$name", async ({ input, expected }) => {
    expect(await show(input)).toBe(expected);
  });
});

test("a body's words hold headings, cells and code, but no markup, callouts or note numbers", async () => {
  const source =
    "# One *two*\n\nThree[^1] `four`\nfive <b>six</b> ![alt](x.png) [[seven]]\n\nRELATED: EIGHT\n\n|a|b|\n|-|-|\n|c|d|\n\n```\nlet x;\n```\n\n[^1]: Nine &amp; ten\n";
  const { body } = await parseMarkdown(source, {
    docId: "x",
    firstLine: 1,
    site: "https://news.example",
    report: () => undefined,
    picture: () => null,
  });
  expect(body.text).toBe("One two\nThree four five six seven\na\nb\nc\nd\nlet x;\nNine & ten");
});

export { show };
