import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const src = join(root, "src");

interface Import {
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .toSorted();
const text = new Map(files.map((file) => [file, readFileSync(join(src, file), "utf8")]));
/** Comments out, so that a word in a sentence is no breach. */
const code = new Map(
  [...text].map(([file, source]) => [file, source.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "")]),
);
const imports = new Map(files.map((file) => [file, importsOf(file)]));

function importsOf(file: string): readonly Import[] {
  const found = code.get(file)!.matchAll(/(?:(import|export)\s+(type\s)?[^"';]*?from\s*|import\()\s*"(\.[^"]+)"/g);
  return [...found].map((match) => ({
    to: relative(src, resolve(src, dirname(file), match[3]!)),
    typeOnly: match[2] !== undefined,
  }));
}

/** The folder of a file: "base" for what every stage may use, the nouns and problems among it; "whole" for the few that know several stages. */
function roomOf(file: string): string {
  if (file.includes("/")) return file.slice(0, file.indexOf("/"));
  return file === "model.ts" || file === "errors.ts" ? "base" : "whole";
}

function allowed(from: string, to: string): boolean {
  const room = roomOf(from);
  if (["whole", "commands", "issue", "service"].includes(room)) return true;
  // The newsroom's configuration is one of the files that load reads.
  if (room === "load" && to === "config/load.ts") return true;
  return roomOf(to) === "base" || to === "config/config.ts" || roomOf(to) === room;
}

describe("the house", () => {
  test("a stage imports the base and itself, never another stage", () => {
    const wrong = files.flatMap((file) =>
      imports
        .get(file)!
        .filter(({ to }) => !allowed(file, to))
        .map(({ to }) => `${file} → ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  test("every import leads to a file", () => {
    const wrong = files.flatMap((file) =>
      imports
        .get(file)!
        .filter(({ to }) => !text.has(to))
        .map(({ to }) => `${file} → ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  test("no files import each other in a circle", () => {
    expect(cycles()).toEqual([]);
  });

  test.each([
    [
      "the clock",
      /\bDate\.now\(|new Date\(\)|performance\.now\(|process\.hrtime|Temporal\.Now/,
      ["commands/session.ts"],
    ],
    ["the environment", /process\.env\b/, ["commands/session.ts", "cli.ts"]],
    ["the exit", /process\.exit\b(?!Code)/, ["cli.ts", "service/pressroom-process.ts"]],
    ["the console", /\bconsole\./, []],
    ["chance", /Math\.random\(/, []],
  ] as const)("%s is touched only where it belongs", (_, pattern, places) => {
    const wrong = files.filter(
      (file) => pattern.test(code.get(file)!) && !(places as readonly string[]).includes(file),
    );
    expect(wrong).toEqual([]);
  });

  test("what is pure reads neither disk nor network", () => {
    const pure = /^(press|plan)\.ts$|^(graph|compile|schedule|import)\//;
    const wrong = files.filter(
      (file) => pure.test(file) && /from "node:(fs|net|http|https|dns|child_process)/.test(code.get(file)!),
    );
    expect(wrong).toEqual([]);
  });

  test("no file is longer than 250 lines, but the one that holds all nouns", () => {
    const long = [...text]
      .filter(([file]) => file !== "model.ts")
      .map(([file, source]) => `${source.split("\n").length} ${file}`)
      .filter((line) => parseInt(line, 10) > 251);
    expect(long).toEqual([]);
  });

  test("every problem code is raised in the source and in a test", () => {
    const raised = [...code]
      .filter(([file]) => file !== "errors.ts")
      .map(([, source]) => source)
      .join("\n");
    const tested = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(ts|txt)$/.test(file))
      .map((file) => readFileSync(join(root, "test", file), "utf8"))
      .join("\n");
    const codes = [...text.get("errors.ts")!.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map((match) => match[1]!);
    expect(codes.filter((name) => !raised.includes(`"${name}"`))).toEqual([]);
    expect(codes.filter((name) => !tested.includes(name))).toEqual([]);
  });
});

/** Each circle once, as "a → b → a"; imports of types alone do not count. */
function cycles(): readonly string[] {
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      found.add([...path.slice(at), file].join(" → "));
      return;
    }
    if (done.has(file)) return;
    for (const { to, typeOnly } of imports.get(file) ?? []) if (!typeOnly) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return [...found];
}
