import { lstatSync, readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import { join, sep } from "node:path";
import { problem } from "../errors.ts";
import type { Problem } from "../model.ts";
import { fileTimes } from "./file-times.ts";

export interface Folder {
  /** Relative to the newsroom, with "/", sorted by code unit. */
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
}

/** Every file below a folder of the newsroom, as deep as it goes. `wants` looks at each name, of folders too. */
export function listFiles(dir: string, folder: string, wants: (name: string) => boolean): Folder {
  const files: string[] = [];
  const problems: Problem[] = [];
  const root = realPath(dir) ?? dir;
  const visit = (path: string, chain: readonly string[]): void => {
    for (const entry of entriesOf(join(dir, path))) {
      const child = `${path}/${entry.name}`;
      if (!wants(entry.name)) continue;
      const real = entry.isSymbolicLink() ? realPath(join(dir, child)) : join(chain.at(-1)!, entry.name);
      if (real === undefined || !isInside(real, root)) {
        problems.push(problem("error", "FILE_OUTSIDE", child, 1, outside));
        continue;
      }
      const isFolder = entry.isSymbolicLink() ? statSync(real).isDirectory() : entry.isDirectory();
      if (!isFolder) files.push(child);
      // A link to a folder above would go round for ever.
      else if (!chain.some((above) => isInside(above, real))) visit(child, [...chain, real]);
    }
  };
  visit(folder, [join(root, folder)]);
  return { files: files.toSorted(), problems };
}

const outside = "This symbolic link leads nowhere or outside the newsroom; copy the file here instead.";

function entriesOf(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" || (error as NodeJS.ErrnoException).code === "ENOTDIR")
      return [];
    throw error;
  }
}

export function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

export function isInside(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** Changes whenever a file does: size, times and inode. "-" where there is no file. */
export function stampOf(path: string): string {
  return fileTimes(path).stamp;
}

export function isFile(path: string): boolean {
  return (
    lstatSync(path, { throwIfNoEntry: false }) !== undefined &&
    statSync(path, { throwIfNoEntry: false })?.isFile() === true
  );
}
