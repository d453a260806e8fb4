import { existsSync, lstatSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CourantError, problem } from "../errors.ts";
import type { SitePath } from "../model.ts";
import { foldersOf, foldPath } from "../base/site.ts";
import { renderManifest } from "./manifest.ts";
import { placeFile, removeFile, sweepDrafts } from "./place-file.ts";
import { type Seen, writeSiteCache } from "./site-cache.ts";
import { closeSpools } from "./spool.ts";
import { manifestPath, type SiteDiff, type SitePlaces, type SiteWrite } from "./diff-site.ts";

/**
 * Carries out a diff: assets, pages, feeds and maps; then what goes; the manifest last. A run cut short at any point leaves whole
 * files, old or new, and the next run sets the rest right. Throws OUTPUT_UNWRITABLE with the system's reason.
 */
export async function writeSite(diff: SiteDiff): Promise<void> {
  if (diff.writes.length === 0 && diff.removed.length === 0 && !diff.stale && diff.littered.length === 0) return;
  try {
    begin(diff);
    const seen = carryOut(diff);
    writeSiteCache(diff.places.cache, seen);
    rmSync(diff.places.journal, { force: true });
  } catch (error) {
    throw new CourantError([problem("error", "OUTPUT_UNWRITABLE", null, null, reason(error, diff.places))]);
  } finally {
    closeSpools(diff.writes.map(({ content }) => content));
  }
}

function begin({ places, manifest, littered }: SiteDiff): void {
  keepOutOfGit(places.out);
  mkdirSync(places.root, { recursive: true });
  for (const folder of littered) sweepDrafts(places.root, folder);
  mkdirSync(dirname(places.journal), { recursive: true });
  writeFileSync(places.journal, renderManifest(manifest));
}

/** out/ holds mail to real people besides the site; git sees nothing of it. */
function keepOutOfGit(out: string): void {
  const file = join(out, ".gitignore");
  mkdirSync(out, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, "*\n!.gitignore\n");
}

function carryOut({ places: { root }, writes, removed, seen }: SiteDiff): ReadonlyMap<SitePath, Seen> {
  const inTheWay = obstacles(
    removed,
    writes.map(({ path }) => path),
  );
  const after = new Map(seen);
  const made = new Set<string>();
  const place = (write: SiteWrite): void => {
    const folder = dirname(join(root, write.path));
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    after.set(write.path, placeWrite(root, write));
  };
  for (const path of inTheWay) removeFile(root, path);
  for (const write of writes) if (write.path !== manifestPath) place(write);
  for (const path of removed) if (!inTheWay.has(path)) removeFile(root, path);
  for (const write of writes) if (write.path === manifestPath) place(write);
  return after;
}

function placeWrite(root: string, { path, key, hash, content }: SiteWrite): Seen {
  const target = join(root, path);
  placeFile(target, content);
  const { size, mtimeMs } = lstatSync(target);
  return { key, hash, size, mtime: mtimeMs };
}

/** Files that must go before the writing: where a folder will be, below what will be a file, or the same name in another case. */
function obstacles(removed: readonly SitePath[], written: readonly SitePath[]): ReadonlySet<SitePath> {
  if (removed.length === 0) return new Set();
  const files = new Set(written.map(foldPath));
  const folders = new Set(written.flatMap(foldersOf).map(foldPath));
  return new Set(
    removed.filter(
      (path) => [path, ...foldersOf(path)].some((part) => files.has(foldPath(part))) || folders.has(foldPath(path)),
    ),
  );
}

function reason(error: unknown, places: SitePlaces): string {
  const what = error instanceof Error ? error.message : String(error);
  return `The site cannot be written: ${what.replaceAll(places.root, "out/site")}. What is there stays whole; mend this and run again.`;
}
