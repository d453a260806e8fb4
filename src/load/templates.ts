import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Template } from "../model.ts";

const builtIn = join(import.meta.dirname, "..", "..", "templates");

/** The built-in templates, each shadowed by the newsroom's own of the same name. Folders are not looked into. */
export function readTemplates(dir: string): ReadonlyMap<string, Template> {
  return new Map([...readFolder(builtIn, "courant:templates"), ...readFolder(join(dir, "templates"), "templates")]);
}

function readFolder(folder: string, shown: string): readonly (readonly [string, Template])[] {
  return filesIn(folder).map((name) => [
    name,
    { name, file: `${shown}/${name}`, source: readFileSync(join(folder, name), "utf8") },
  ]);
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map((entry) => entry.name)
      .toSorted();
  } catch {
    return [];
  }
}
