import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes a cache file whole or not at all. Where it cannot be written nothing happens: a cache only saves time. */
export function keepFile(folder: string, name: string, content: string | Uint8Array): void {
  const scratch = join(folder, `${name}.${process.pid}.tmp`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(scratch, content);
    renameSync(scratch, join(folder, name));
  } catch {
    discard(scratch);
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder itself is in the way; there is nothing to remove.
  }
}
