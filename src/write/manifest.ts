import { readFileSync } from "node:fs";
import type { SitePath } from "../model.ts";

/** SHA-256 (hex) of every file of the site but the manifest itself. */
export type Manifest = ReadonlyMap<SitePath, string>;

/** JSON, sorted by path (code units), one line a file: a deploy compares it, a person can read its diff. */
export function renderManifest(manifest: Manifest): string {
  const lines = [...manifest.keys()].toSorted().map((path) => `  ${JSON.stringify(path)}: "${manifest.get(path)!}"`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** A manifest as it lies on the disk; empty where there is none that can be read, since then nothing is known to be ours. */
export function readManifest(file: string): Manifest {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    const entries = Object.entries(value as object).filter(([, hash]) => typeof hash === "string");
    return new Map(entries as [SitePath, string][]);
  } catch {
    return new Map();
  }
}
