import { constantFrom, asyncProperty, assert, array, record, uniqueArray } from "fast-check";
import { describe, expect, test } from "vitest";
import { applySuggestion } from "../../../src/graph/suggest/apply.ts";
import type { Addition } from "../../../src/graph/suggest/suggestion.ts";
import { readFrontMatter } from "../../../src/load/front-matter.ts";

const thread: Addition = { key: "thread", value: "tiktok-oracle" };
const related: Addition = { key: "related", value: "launch" };

describe("a new key", () => {
  test.each([
    [
      "below the title",
      "---\ntitle: A\ndate: 2026-11-01\n---\nBody\n",
      "---\ntitle: A\nthread: tiktok-oracle\ndate: 2026-11-01\n---\nBody\n",
    ],
    [
      "below a title of several lines",
      "---\ntitle: >\n  A\n  B\ndate: x\n---\n",
      "---\ntitle: >\n  A\n  B\nthread: tiktok-oracle\ndate: x\n---\n",
    ],
    [
      "below a title with a comment",
      "---\ntitle: A # ours\n---\n",
      "---\ntitle: A # ours\nthread: tiktok-oracle\n---\n",
    ],
    [
      "below the first key without a title",
      "---\ndate: x\ntags: [a]\n---\n",
      "---\ndate: x\nthread: tiktok-oracle\ntags: [a]\n---\n",
    ],
    [
      "with the file's line ends",
      "---\r\ntitle: A\r\n---\r\nBody",
      "---\r\ntitle: A\r\nthread: tiktok-oracle\r\n---\r\nBody",
    ],
    ["behind a byte order mark", "\uFEFF---\ntitle: A\n---\n", "\uFEFF---\ntitle: A\nthread: tiktok-oracle\n---\n"],
    [
      "in TOML",
      '+++\ntitle = "A"\n[extra]\nthread = "x"\n+++\n',
      '+++\ntitle = "A"\nthread = "tiktok-oracle"\n[extra]\nthread = "x"\n+++\n',
    ],
    [
      "in TOML above a long title",
      '+++\ndate = 2026-11-01\ntitle = """\nA"""\n+++\n',
      '+++\ndate = 2026-11-01\nthread = "tiktok-oracle"\ntitle = """\nA"""\n+++\n',
    ],
    [
      "in JSON",
      '{\n  "title": "A } {",\n  "tags": []\n}\n\nBody {}\n',
      '{\n  "title": "A } {",\n  "thread": "tiktok-oracle",\n  "tags": []\n}\n\nBody {}\n',
    ],
    ["in JSON with tabs", '{\n\t"title": "A"\n}\n', '{\n\t"title": "A",\n\t"thread": "tiktok-oracle"\n}\n'],
    [
      "in JSON on one line",
      '{"title": "A", "date": "x"}\n',
      '{"title": "A", "thread": "tiktok-oracle", "date": "x"}\n',
    ],
  ])("%s", (_, before, after) => {
    expect(applySuggestion(before, thread)).toBe(after);
  });

  test("fills one that stands empty", () => {
    expect(applySuggestion("---\ntitle: A\nthread:\ndate: x\n---\n", thread)).toBe(
      "---\ntitle: A\nthread: tiktok-oracle\ndate: x\n---\n",
    );
    expect(applySuggestion("---\ntitle: A\nthread: null # none\n---\n", thread)).toBe(
      "---\ntitle: A\nthread: tiktok-oracle # none\n---\n",
    );
  });

  test("is not written over a value, under any of its names", () => {
    for (const text of [
      "---\ntitle: A\nseries: other\n---\n",
      '+++\ntitle = "A"\nthread = "other"\n+++\n',
      '{"title":"A","thread":"other"}',
    ]) {
      expect(applySuggestion(text, thread)).toBe(text);
    }
  });

  test("is quoted where YAML would read something else", () => {
    expect(applySuggestion("---\ntitle: A\n---\n", { key: "continues", value: "2026" })).toContain(
      'continues: "2026"\n',
    );
    expect(applySuggestion("---\ntitle: A\n---\n", { key: "thread", value: "no" })).toContain('thread: "no"\n');
  });
});

describe("related", () => {
  test.each([
    [
      "a list on lines",
      "---\nrelated:\n  - a\n  - b\ntitle: T\n---\n",
      "---\nrelated:\n  - a\n  - b\n  - launch\ntitle: T\n---\n",
    ],
    [
      "a list at the margin",
      "---\nrelated:\n- a # first\n\ntitle: T\n---\n",
      "---\nrelated:\n- a # first\n- launch\n\ntitle: T\n---\n",
    ],
    ["a list with a ban", "---\nrelated:\n  - !a\n---\n", "---\nrelated:\n  - !a\n  - launch\n---\n"],
    ["a list in brackets", "---\nrelated: [a, 'b, c'] # two\n---\n", "---\nrelated: [a, 'b, c', launch] # two\n---\n"],
    ["an empty list", "---\nrelated: []\n---\n", "---\nrelated: [launch]\n---\n"],
    ["a list over lines", "---\nrelated: [\n  a,\n  b,\n]\n---\n", "---\nrelated: [\n  a,\n  b, launch,\n]\n---\n"],
    ["one value", "---\nsee_also: a # one\n---\n", "---\nsee_also: [a, launch] # one\n---\n"],
    ["none", "---\ntitle: T\n---\n", "---\ntitle: T\nrelated: launch\n---\n"],
    ["TOML", "+++\nrelated = [\"a\", 'b'] # two\n+++\n", '+++\nrelated = ["a", \'b\', "launch"] # two\n+++\n'],
    ["TOML over lines", '+++\nrelated = [\n  "a", # ]\n]\n+++\n', '+++\nrelated = [\n  "a", "launch", # ]\n]\n+++\n'],
    ["an empty TOML list", "+++\nrelated = []\n+++\n", '+++\nrelated = ["launch"]\n+++\n'],
    ["one TOML value", '+++\nrelated = "a" # one\n+++\n', '+++\nrelated = ["a", "launch"] # one\n+++\n'],
    ["JSON", '{"related": ["a"], "title": "T"}\n', '{"related": ["a", "launch"], "title": "T"}\n'],
  ])("gains an item: %s", (_, before, after) => {
    expect(applySuggestion(before, related)).toBe(after);
  });
});

test.each([
  "no front matter",
  "---\ntitle: A\n",
  "---\ntitle: [\n---\n",
  "+++\ntitle = \n+++\n",
  "{ not json",
  "---\n- a\n---\n",
  "",
])("what cannot be read is left alone: %j", (text) => {
  expect(applySuggestion(text, related)).toBe(text);
});

test("for every front matter the one key changes and nothing else", async () => {
  const line = constantFrom(
    "date: 2026-11-01",
    "tags: [a, b]",
    "tags:\n  - a",
    "dek: >\n  Two\n  lines",
    "# note",
    "draft: false",
    "related: [a, b]",
    "related:\n- a\n- b",
    "related: a",
  );
  const added = record({
    key: constantFrom("thread", "continues", "related"),
    value: constantFrom("launch", "2026", "été"),
  });
  await assert(
    asyncProperty(
      uniqueArray(line, { selector: (text) => text.slice(0, 4) }),
      array(added, { maxLength: 4 }),
      async (lines, additions) => {
        const text = ["---", "title: A", ...lines, "---", "Body: [x]", ""].join("\n");
        const wanted = { ...(await valueOf(text)) };
        for (const { key, value } of additions as Addition[]) {
          if (key === "related")
            wanted[key] = [wanted[key] ?? [], value].flat().length === 1 ? value : [wanted[key] ?? [], value].flat();
          else wanted[key] ??= value;
        }
        const edited = (additions as Addition[]).reduce(applySuggestion, text);
        expect(await valueOf(edited)).toEqual(wanted);
        expect(edited.endsWith("---\nBody: [x]\n")).toBe(true);
      },
    ),
    { numRuns: 300, seed: 5 },
  );
});

async function valueOf(text: string): Promise<Record<string, unknown>> {
  const front = await readFrontMatter(text);
  if ("faults" in front) throw new Error(JSON.stringify(front.faults));
  return { ...front.value };
}
