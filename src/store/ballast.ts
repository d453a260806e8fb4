import { randomFillSync } from "node:crypto";
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fail } from "../errors.ts";

/** Room for the outcomes of 10,000 letters; at most one a connection is ever under way when a disk turns out to be full. */
const size = 4 * 1024 * 1024;

/** A file that holds disk space free for the day on which there is none, so that replies already received can be recorded. */
export interface Ballast {
  /** Makes it where it is missing. STORE_UNWRITABLE where there is no room: then no letter should leave at all. */
  readonly lay: () => void;
  /** Gives the space back. False: there was none left to give. */
  readonly drop: () => boolean;
}

export function ballastIn(data: string): Ballast {
  const file = join(data, "ballast");
  return {
    lay: () => {
      if (existsSync(file)) return;
      const draft = `${file}.part`;
      try {
        // Chance, since a file system that compresses would keep nothing free for zeros.
        writeFileSync(draft, randomFillSync(Buffer.alloc(size)), { mode: 0o600, flush: true });
        renameSync(draft, file);
      } catch (error) {
        rmSync(draft, { force: true });
        const words = error instanceof Error ? error.message : String(error);
        fail("STORE_UNWRITABLE", `data/ must have 4 MB to spare before letters leave (${words}): free disk space.`);
      }
    },
    drop: () => {
      if (!existsSync(file)) return false;
      rmSync(file);
      return true;
    },
  };
}

/** For a store in memory: no disk, no ballast. */
export const noBallast: Ballast = { lay: () => {}, drop: () => false };
