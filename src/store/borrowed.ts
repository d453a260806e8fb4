import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

/** A database to look at, and how to be done with it. */
export interface Borrowed {
  readonly path: string;
  readonly giveBack: () => void;
}

/**
 * A database that will only be read. SQLite cannot read one with a write-ahead log where it may not write, as on a disk that went
 * read-only after a fault, which is when an editor most wants to know who got what: then a copy is looked at.
 */
export function borrow(path: string): Borrowed {
  const asItIs = { path, giveBack: (): void => {} };
  if (!existsSync(path) || (mayWrite(path) && mayWrite(dirname(path)))) return asItIs;
  const folder = mkdtempSync(join(tmpdir(), "courant-look-"));
  const giveBack = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    for (const file of [path, `${path}-wal`]) if (existsSync(file)) copyFileSync(file, join(folder, basename(file)));
    return { path: join(folder, basename(path)), giveBack };
  } catch {
    giveBack();
    return asItIs; // it may not even be read: whoever opens it will say so
  }
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
