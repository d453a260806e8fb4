import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { SitePath } from "../model.ts";
import { programStamp } from "../base/program-stamp.ts";

/** A file as it was last seen in place: what its bytes depended on, their hash, and how to tell that they are untouched. */
export interface Seen {
  readonly key: string;
  readonly hash: string;
  readonly size: number;
  readonly mtime: number;
}

export type SiteCache = ReadonlyMap<SitePath, Seen>;

/** `.courant/site.json`: trusted only if this very program wrote it; empty otherwise, and then every file is compared. */
export function readSiteCache(file: string): SiteCache {
  try {
    const { program, files } = JSON.parse(readFileSync(file, "utf8")) as { program: string; files: Row[] };
    if (program !== programStamp()) return new Map();
    return new Map(files.map(([path, key, hash, size, mtime]) => [path, { key, hash, size, mtime }]));
  } catch {
    return new Map();
  }
}

type Row = readonly [path: SitePath, key: string, hash: string, size: number, mtime: number];

export function writeSiteCache(file: string, cache: SiteCache): void {
  const files = [...cache].map(([path, { key, hash, size, mtime }]): Row => [path, key, hash, size, mtime]);
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, JSON.stringify({ program: programStamp(), files }));
  renameSync(draft, file);
}
