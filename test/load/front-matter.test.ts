import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFrontMatter } from "../../src/load/front-matter.ts";
import { readSimpleYaml } from "../../src/load/simple-yaml.ts";
import { readYaml } from "../../src/base/yaml.ts";

/** What came of a file: its values, or `CODE line` of each fault. */
async function read(text: string): Promise<unknown> {
  const front = await readFrontMatter(text);
  return "faults" in front ? front.faults.map(({ code, line }) => `${code} ${line}`) : front;
}

const plain = (value: object): unknown => JSON.parse(JSON.stringify(value));

describe("front matter", () => {
  test.each([
    ["YAML", '---\ntitle: "A"\ntags: [a, b]\nauthor:\n  name: Jo\n---\nBody\n', 7],
    ["TOML", '+++\ntitle = "A"\ntags = ["a", "b"]\n[author]\nname = "Jo"\n+++\nBody\n', 7],
    ["JSON", '{\n  "title": "A",\n  "tags": ["a", "b"],\n  "author": {\n    "name": "Jo" }\n}\nBody\n', 7],
  ])("in %s gives values, the line of each key, and the body", async (_, text, bodyLine) => {
    const front = await readFrontMatter(text);
    if ("faults" in front) throw new Error("it has faults");
    expect(plain(front.value)).toEqual({ title: "A", tags: ["a", "b"], author: { name: "Jo" } });
    expect([front.lines.get("title"), front.lines.get("tags"), front.lines.get("author.name")]).toEqual([2, 3, 5]);
    expect([front.body, front.bodyLine]).toEqual(["Body\n", bodyLine]);
  });

  test("a list's items have lines of their own", async () => {
    const front = await readFrontMatter("---\nrelated:\n  - one\n  - !two\n---\n");
    expect("lines" in front && [front.lines.get("related.0"), front.lines.get("related.1")]).toEqual([3, 4]);
    expect("value" in front && front.value["related"]).toEqual(["one", "!two"]);
  });

  test.each([
    [
      "dates stay text",
      "---\ndate: 2026-11-22\nat: 12:30\nzero: 010\n---\n",
      { date: "2026-11-22", at: "12:30", zero: 10 },
    ],
    [
      "TOML dates become text",
      "+++\na = 2026-11-22\nb = 2026-11-22T10:00:00+01:00\n+++\n",
      { a: "2026-11-22", b: "2026-11-22T10:00:00.000+01:00" },
    ],
    ["empty", "---\n---\nBody", {}],
    ["comments only", "---\n# nothing\n---\nBody", {}],
    ["a yaml label", "--- yaml\ntitle: A\n---\n", { title: "A" }],
  ])("%s", async (_, text, expected) => {
    const front = await readFrontMatter(text);
    expect("value" in front && plain(front.value)).toEqual(expected);
  });

  test.each([
    ["JavaScript", "---js\n{ title: globalThis.ran = true }\n---\n", ["STORY_FRONT_MATTER_REFUSED 1"]],
    ["JavaScript by its long name", "---javascript\nmodule.exports = {}\n---\n", ["STORY_FRONT_MATTER_REFUSED 1"]],
    ["CoffeeScript", "---coffee\ntitle: 1\n---\n", ["STORY_FRONT_MATTER_REFUSED 1"]],
    ["a name from the prototype", "---constructor\ntitle: 1\n---\n", ["STORY_FRONT_MATTER_REFUSED 1"]],
    ["a YAML type that runs", '---\na: !!js/function "function () {}"\n---\n', ["STORY_FRONT_MATTER_REFUSED 2"]],
    ["an alias bomb", `---\na: &a [x]\n${bomb()}---\n`, ["STORY_FRONT_MATTER_REFUSED 3"]],
    ["a list that holds itself", "---\na: &a [*a]\n---\n", ["STORY_FRONT_MATTER_REFUSED 2"]],
    ["__proto__ in YAML", "---\ntitle: A\n__proto__: { polluted: 1 }\n---\n", ["STORY_FRONT_MATTER_REFUSED 3"]],
    [
      "constructor, deep in YAML",
      "---\na:\n  constructor: { prototype: 1 }\n---\n",
      ["STORY_FRONT_MATTER_REFUSED 3", "STORY_FRONT_MATTER_REFUSED 3"],
    ],
    ["__proto__ in TOML", "+++\ntitle = 'A'\n[__proto__]\npolluted = 1\n+++\n", ["STORY_FRONT_MATTER_REFUSED 3"]],
    ["__proto__ in JSON", '{\n"__proto__": { "polluted": 1 } }\n', ["STORY_FRONT_MATTER_REFUSED 2"]],
    ["100 kB of blank lines", `---\ntitle: A${"\n".repeat(100_000)}---\n`, ["STORY_FRONT_MATTER 1"]],
    ["60 kB of blank lines", `---\ntitle: A${"\n".repeat(60_000)}---\n`, ["STORY_FRONT_MATTER 2"]],
    ["no end", "---\ntitle: A\n\nBody\n", ["STORY_FRONT_MATTER 1"]],
    ["no end in JSON", '{ "title": "A"\n\nBody\n', ["STORY_FRONT_MATTER 1"]],
    ["an end that goes on", "---\ntitle: A\n---more\n---\n", ["STORY_FRONT_MATTER 3"]],
    ["no front matter", "# Title\n", ["STORY_FRONT_MATTER 1"]],
    ["a rule of dashes", "-----\ntitle: A\n---\n", ["STORY_FRONT_MATTER 1"]],
    ["a list", "---\n- A\n---\n", ["STORY_FRONT_MATTER 2"]],
    ["a quote that stays open", '---\ntitle: A\ndek: "so\ntags: [a]\n---\n', ["STORY_FRONT_MATTER 3"]],
    ["a bracket that stays open", "---\ntags: [a\ntitle: A\n---\n", ["STORY_FRONT_MATTER 3"]],
    ["a key twice", "---\ntitle: A\ntitle: B\n---\n", ["STORY_FRONT_MATTER 3"]],
    ["a key twice in TOML", "+++\ntitle = 'A'\ntitle = 'B'\n+++\n", ["STORY_FRONT_MATTER 3"]],
    ["a key twice in JSON", '{ "title": "A",\n"title": "B" }\n', ["STORY_FRONT_MATTER 2"]],
    [
      "broken YAML, every fault",
      "---\na: x: y\nb: z\nc: 'open\n---\n",
      ["STORY_FRONT_MATTER 2", "STORY_FRONT_MATTER 4"],
    ],
    ["broken TOML", "+++\na = 1\nb = \n+++\n", ["STORY_FRONT_MATTER 3"]],
    ["broken JSON", '{ "a": 1,\n"b": x }\n', ["STORY_FRONT_MATTER 2"]],
    ["brackets without end", `---\na: ${"[".repeat(30_000)}\n---\n`, ["STORY_FRONT_MATTER 2"]],
  ])("%s is refused with its line", async (_, text, faults) => {
    expect(await read(text)).toEqual(faults);
    expect("ran" in globalThis || "polluted" in {}).toBe(false);
  });
});

function bomb(): string {
  const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
  return names
    .slice(1)
    .map((name, i) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${names[i]}`).join(", ")}]\n`)
    .join("");
}

describe("the short way through YAML", () => {
  const scalar = fc.oneof(
    fc.constantFrom(
      "true",
      "false",
      "null",
      "~",
      "12",
      "1.5",
      "0x1F",
      "0o7",
      "1e3",
      ".inf",
      "2026-11-22",
      "12:30",
      "a: b",
      "a #b",
      "a#b",
      "- x",
      "!ban",
      "&a",
      "*a",
      "'it''s'",
      '"a\\nb"',
      '"q"',
      "'q'",
      "[a, b]",
      "[ a , 'b c' ]",
      "[]",
      "{a: b}",
      "[a, [b]]",
      "[1, 2]",
      "[true, x]",
      "a,b",
      "日本",
      "é",
      "a: ",
      "Yes",
      "|",
      ">",
      "@x",
      "`x`",
      "%x",
      "a ",
      "a\tb",
      "[a, b",
      "x]",
    ),
    fc.string({ maxLength: 12 }),
  );
  const line = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom("a", "b", "title", "x-y", "null", "__proto__", "1", "a b"), scalar)
        .map(([k, v]) => `${k}: ${v}`),
    },
    { weight: 3, arbitrary: scalar.map((v) => `  - ${v}`) },
    { weight: 2, arbitrary: scalar.map((v) => `- ${v}`) },
    { weight: 2, arbitrary: fc.constantFrom("list:", "", "# c", "  deep: 1", "---", "  more text") },
  );

  test("gives what the full parser gives, or steps aside", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const text = `\n${lines.join("\n").replaceAll("\r", "")}`;
        const short = readSimpleYaml(text);
        const full = readYaml(text);
        if (short === undefined) return;
        expect(full.faults).toEqual([]);
        expect(short.value).toEqual(full.value ?? Object.create(null));
        expect([...short.lines].toSorted()).toEqual([...full.lines].toSorted());
      }),
      { numRuns: 3000 },
    );
  });

  test("takes the front matter that most stories have", () => {
    const text =
      '\ntitle: A story\'s title\ndate: 2026-11-22\ntags: [one, "two three"]\nrelated:\n  - launch\n  - second\ndraft: false';
    expect(readSimpleYaml(text)?.value).toEqual(readYaml(text).value);
  });
});
