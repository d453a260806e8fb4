import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LetterCache } from "../compile/letter/letter-cache.ts";

/** Compiled MJML in `.courant/letters/`, a file a key. Whatever goes wrong with the disk, the cache only forgets. */
export function letterFiles(newsroomDir: string): LetterCache {
  const folder = join(newsroomDir, ".courant", "letters");
  return {
    get: (key) => readFile(join(folder, key), "utf8").catch(() => undefined),
    set: async (key, html) => {
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, `${key}.part`), html);
        await rename(join(folder, `${key}.part`), join(folder, key));
      } catch {
        // A read-only newsroom compiles again each time.
      }
    },
  };
}
