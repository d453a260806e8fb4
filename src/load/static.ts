import { join } from "node:path";
import { statSync } from "node:fs";
import type { Asset, Problem } from "../model.ts";
import type { Cache } from "./cache.ts";
import { fileTimes } from "./file-times.ts";
import { listFiles } from "./folder.ts";
import { readBytes } from "./local-file.ts";

// What systems and version control leave behind; .well-known and the like are meant.
const litter = /^(?:\.DS_Store|Thumbs\.db|desktop\.ini|\.git.*)$/;

/** static/**, to be copied as it is. Hashes are kept, so a large folder is read once. */
export function readStatic(
  dir: string,
  cache: Cache,
): { readonly assets: readonly Asset[]; readonly problems: readonly Problem[] } {
  const { files, problems } = listFiles(dir, "static", (name) => !litter.test(name));
  const assets = files.map((file): Asset => {
    const source = join(dir, file);
    const times = fileTimes(source);
    const kept = cache.find(file, times, () => readBytes(source).hash);
    const hash = kept?.stamp ?? readBytes(source).hash;
    if (kept === undefined) cache.keep(file, times, hash, null);
    return { path: file.slice("static/".length), source, hash, bytes: statSync(source).size };
  });
  return { assets, problems };
}
