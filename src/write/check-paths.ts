import { problem } from "../errors.ts";
import type { Problem, SitePath } from "../model.ts";
import { foldersOf, foldPath } from "../base/site.ts";

/**
 * What keeps these paths from being one folder on any disk: paths that leave the site, names no disk takes, one path twice,
 * paths that differ only in case or in composed letters (one file on macOS and Windows), and a file where a folder must be.
 */
export function checkPaths(paths: readonly SitePath[]): readonly Problem[] {
  const folders = new Set(paths.flatMap(foldersOf).map(foldPath));
  const files = new Map<string, SitePath>();
  const problems: Problem[] = [];
  for (const path of paths) {
    const folded = foldPath(path);
    const fault = faultOf(path);
    if (fault !== undefined) problems.push(problem("error", "OUTPUT_UNWRITABLE", null, null, fault));
    const other = files.get(folded);
    if (other !== undefined) problems.push(problem("error", "STORY_PATH_TAKEN", null, null, clash(path, other)));
    if (folders.has(folded)) problems.push(problem("error", "STORY_PATH_TAKEN", null, null, folderClash(path)));
    files.set(folded, path);
  }
  return problems;
}

function clash(path: SitePath, other: SitePath): string {
  if (path === other) return `Two files of the site want the address "${path}"; rename one or give it another slug.`;
  return `The site's "${other}" and "${path}" are one file on disks that ignore case; rename one.`;
}

function folderClash(path: SitePath): string {
  return `The site's "${path}" is a file, and other files want a folder of that name; rename it.`;
}

function faultOf(path: SitePath): string | undefined {
  const shown = JSON.stringify(path);
  const parts = path.split("/");
  if (/[\0-\x1F\x7F\\]/.test(path)) return `The path ${shown} holds a character that paths must not; rename its file.`;
  if (parts.some((part) => part === "" || part === "." || part === ".."))
    return `The path ${shown} would leave out/site; write it without "..", and without empty parts.`;
  // 255 bytes is what ext4, APFS and NTFS take for one name.
  const long = parts.find((part) => Buffer.byteLength(part) > 255);
  return long === undefined ? undefined : `The name "${long.slice(0, 40)}…" is longer than disks take; shorten it.`;
}
