/** The feeds before the judges: xmllint for XML, jing with the grammar of RFC 4287 for Atom. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { hostileStories } from "../compile/feeds/hostile-stories.ts";
import { feedsOfStories } from "../compile/feeds/newsroom.ts";
import { scratch } from "../courant.ts";
import { realPart } from "../real-part.ts";

const grammar = resolve(import.meta.dirname, "../fixtures/feeds/atom.rnc");

/** The feeds of hostile stories as files; paths of the documents of one name, or of all. */
function written(name?: string): readonly string[] {
  const folder = scratch();
  const files = [...feedsOfStories(hostileStories, { feeds: { hubs: ["https://hub.example/?a=1&b=2"] } })];
  return files
    .filter(([path]) => path.endsWith(name ?? ".xml"))
    .map(([path, bytes]) => {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
      return file;
    });
}

describe.skipIf(!realPart("xmllint"))("xmllint", () => {
  test("finds nothing wrong in any XML document", () => {
    const { stderr, status } = spawnSync("xmllint", ["--noout", ...written()], { encoding: "utf8" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  });
});

describe.skipIf(!realPart("jing"))("the Atom grammar", () => {
  test("accepts every Atom document", () => {
    const { stdout, status } = spawnSync("jing", ["-c", grammar, ...written("atom.xml")], { encoding: "utf8" });
    expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
  });
});
