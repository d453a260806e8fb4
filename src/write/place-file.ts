import {
  copyFileSync,
  lstatSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
  type Stats,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Asset } from "../model.ts";
import { foldersOf } from "../base/site.ts";
import { isSpooled, type Spooled, unspool } from "./spool.ts";

/** Names of half-written files; the number is the writer's process. */
const temporary = /^\.courant-(\d+)\.tmp$/;

/**
 * Puts a file in place at once: whoever looks sees the old bytes or the new, never a part.
 * The folder must exist. No fsync: after a power cut the next run finds the size or time wrong and writes it anew.
 */
export function placeFile(target: string, content: Uint8Array | Spooled | Asset): void {
  const draft = join(dirname(target), `.courant-${process.pid}.tmp`);
  try {
    if (isAsset(content)) copyWhole(content, draft);
    else writeFileSync(draft, isSpooled(content) ? unspool(content) : content);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

export function isAsset(content: Uint8Array | Spooled | Asset): content is Asset {
  return "source" in content;
}

function copyWhole(asset: Asset, draft: string): void {
  copyFileSync(asset.source, draft);
  if (lstatSync(draft).size !== asset.bytes) throw new Error(`${asset.source} changed while it was copied; run again`);
}

/** What stands at a path, links not followed; undefined for nothing, also where a file stands in a folder's place. */
export function statsAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Removes a file and the folders it leaves empty, up to `root`. */
export function removeFile(root: string, path: string): void {
  rmSync(join(root, path), { force: true });
  for (const folder of foldersOf(path).toReversed()) {
    try {
      rmdirSync(join(root, folder));
    } catch {
      return; // not empty: the ones above it are not either
    }
  }
}

/** Removes what writers that are gone left half-written in a folder of the site, and the folder if nothing else is in it. */
export function sweepDrafts(root: string, folder: string): void {
  for (const name of namesIn(join(root, folder))) {
    const pid = Number(temporary.exec(name)?.[1] ?? process.pid);
    if (pid !== process.pid && !isAlive(pid)) removeFile(root, folder === "" ? name : `${folder}/${name}`);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no such folder: nothing was left there
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
