import { hash } from "node:crypto";
import { readFileSync, type Stats } from "node:fs";
import { join } from "node:path";
import { CourantError, problem } from "../errors.ts";
import type { Asset, Problem, SiteFile, SitePath } from "../model.ts";
import { foldersOf } from "../base/site.ts";
import { checkPaths } from "./check-paths.ts";
import { isAsset, statsAt } from "./place-file.ts";
import { readManifest, renderManifest, type Manifest } from "./manifest.ts";
import { readSiteCache, type Seen, type SiteCache } from "./site-cache.ts";
import { openSpool, type Spool, type Spooled } from "./spool.ts";

export const manifestPath = "manifest.json";
const stages = ["asset", "page", "feed"] as const;

/** Where the writer keeps what, for one newsroom. */
export interface SitePlaces {
  readonly out: string;
  readonly root: string;
  readonly cache: string;
  /** The manifest of a write under way: what is there when a run is cut short. */
  readonly journal: string;
}

/** One file to write, with what it will be known by. */
export interface SiteWrite {
  readonly path: SitePath;
  readonly key: string;
  readonly hash: string;
  /** Bytes in memory or set aside, or a file to copy. */
  readonly content: Uint8Array | Spooled | Asset;
}

/** What writing the site would do. Lists are sorted by path, but `writes`, which are in the order of writing. */
export interface SiteDiff {
  readonly written: readonly SitePath[];
  readonly removed: readonly SitePath[];
  /** How many files stay as they are. */
  readonly unchanged: number;
  /** Every path of the site, manifest.json included. */
  readonly files: readonly SitePath[];

  readonly places: SitePlaces;
  readonly writes: readonly SiteWrite[];
  readonly manifest: Manifest;
  /** What is known of the files that stay; `changed` where it is more than the cache said. */
  readonly seen: SiteCache;
  readonly stale: boolean;
  /** Folders below the site where a run that was cut short may have left half-written files; empty after a whole run. */
  readonly littered: readonly string[];
}

/**
 * Compares the site with what is in out/site. Makes only files whose key the cache does not know; reads only files whose size
 * or time changed. Writes nothing. Throws a CourantError that names every path that cannot be, and whatever `make` throws.
 */
export async function diffSite(
  files: readonly SiteFile[],
  newsroomDir: string,
  spool: Spool = openSpool(join(newsroomDir, ".courant")),
): Promise<SiteDiff> {
  const places = sitePlaces(newsroomDir);
  const problems = [
    ...checkPaths([...files.map(({ path }) => path), manifestPath]),
    ...linkProblems(files, places.root),
  ];
  if (problems.length > 0) throw new CourantError(problems);

  const cache = readSiteCache(places.cache);
  const writes: SiteWrite[] = [];
  const seen = new Map<SitePath, Seen>();
  for (const file of inOrder(files)) {
    const compared = compare(file, places.root, cache.get(file.path), spool);
    if ("content" in compared) writes.push(compared);
    else seen.set(file.path, compared);
  }
  const manifest: Manifest = new Map([...seen, ...writes.map((write) => [write.path, write] as const)].map(hashOf));
  const last = compare(manifestFile(manifest), places.root, cache.get(manifestPath), spool);
  if ("content" in last) writes.push(last);
  else seen.set(manifestPath, last);

  const journal = readManifest(places.journal);
  return {
    written: writes.map(({ path }) => path).toSorted(),
    removed: removedFiles(places, manifest, journal).toSorted(),
    unchanged: seen.size,
    files: [...manifest.keys(), manifestPath].toSorted(),
    places,
    writes,
    manifest,
    seen,
    stale: seen.size !== cache.size || [...seen].some(([path, now]) => !isSame(now, cache.get(path))),
    littered: journal.size === 0 ? [] : ["", ...new Set([...journal.keys()].flatMap(foldersOf))],
  };
}

function sitePlaces(dir: string): SitePlaces {
  return {
    out: join(dir, "out"),
    root: join(dir, "out", "site"),
    cache: join(dir, ".courant", "site.json"),
    journal: join(dir, ".courant", "site-journal.json"),
  };
}

/** Assets before the pages that show them, pages before the feeds and maps that name them. */
function inOrder(files: readonly SiteFile[]): readonly SiteFile[] {
  return stages.flatMap((stage) => files.filter((file) => file.stage === stage));
}

function manifestFile(manifest: Manifest): SiteFile {
  const text = renderManifest(manifest);
  return { path: manifestPath, stage: "feed", key: hash("sha256", text), make: () => text };
}

function hashOf([path, { hash }]: readonly [SitePath, { readonly hash: string }]): [SitePath, string] {
  return [path, hash];
}

/** The file as it stays, or the write it needs. */
function compare(file: SiteFile, root: string, before: Seen | undefined, spool: Spool): Seen | SiteWrite {
  const target = join(root, file.path);
  const stats = statsAt(target);
  const untouched = before !== undefined && stats?.size === before.size && stats.mtimeMs === before.mtime;
  if (untouched && before.key === file.key) return before;

  const { content, hash: hashed } = contentOf(file);
  const there = untouched ? before.hash : hashOnDisk(target, stats, content);
  if (stats === undefined || there !== hashed) {
    const kept = content instanceof Uint8Array ? spool.keep(content) : content;
    return { path: file.path, key: file.key, hash: hashed, content: kept };
  }
  return { key: file.key, hash: hashed, size: stats.size, mtime: stats.mtimeMs };
}

function contentOf(file: SiteFile): { readonly content: Uint8Array<ArrayBuffer> | Asset; readonly hash: string } {
  if ("copy" in file) return { content: file.copy, hash: file.copy.hash };
  const bytes = new TextEncoder().encode(file.make());
  return { content: bytes, hash: hash("sha256", bytes) };
}

/** Undefined where the size alone tells that the bytes differ, or where it is no file. */
function hashOnDisk(target: string, stats: Stats | undefined, content: SiteWrite["content"]): string | undefined {
  const size = isAsset(content) ? content.bytes : content.byteLength;
  return stats?.isFile() === true && stats.size === size ? hash("sha256", readFileSync(target)) : undefined;
}

/**
 * Files of the last manifest that the site no longer has; and of a write that was cut short, where their bytes are still what
 * that write made. Nothing else in out/site is ours to remove.
 */
function removedFiles(places: SitePlaces, manifest: Manifest, journal: Manifest): SitePath[] {
  const last = readManifest(join(places.root, manifestPath));
  const isThere = (path: SitePath): Stats | undefined =>
    checkPaths([path]).length > 0 ? undefined : statsAt(join(places.root, path));
  const gone = [...last.keys()].filter((path) => !manifest.has(path) && isThere(path)?.isDirectory() === false);
  const cut = [...journal].filter(
    ([path, made]) =>
      !manifest.has(path) &&
      !last.has(path) &&
      isThere(path)?.isFile() === true &&
      hash("sha256", readFileSync(join(places.root, path))) === made,
  );
  return [...gone, ...cut.map(([path]) => path)];
}

/** A folder of the site that is a symbolic link would let a write land outside of it. */
function linkProblems(files: readonly SiteFile[], root: string): readonly Problem[] {
  return [...new Set(files.flatMap(({ path }) => foldersOf(path)))]
    .filter((folder) => statsAt(join(root, folder))?.isSymbolicLink() === true)
    .map((folder) =>
      problem(
        "error",
        "OUTPUT_UNWRITABLE",
        null,
        null,
        `out/site/${folder} is a symbolic link, and Courant writes through none; remove it.`,
      ),
    );
}

function isSame(a: Seen, b: Seen | undefined): boolean {
  return a.key === b?.key && a.hash === b.hash && a.size === b.size && a.mtime === b.mtime;
}
