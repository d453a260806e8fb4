import { readFileSync } from "node:fs";
import { dirname, extname, join, posix } from "node:path";
import { hash } from "node:crypto";
import { didYouMean } from "../errors.ts";
import { isFile, isInside, listFiles, realPath } from "./folder.ts";

/** Where an address in a story leads on the disk. */
export type Located =
  | { readonly at: "url"; readonly url: string }
  | { readonly at: "file"; readonly file: string }
  | { readonly at: "missing"; readonly file: string }
  | { readonly at: "outside" }
  | { readonly at: "refused"; readonly scheme: string };

// Folders of a newsroom that no story may publish from: readers' addresses and secrets lie there.
const withheld = /^(?:\.|data\/|out\/|node_modules\/)/;

/** Finds the file behind an address: relative to the story that names it, or in static/ where it begins with "/". */
export function locate(dir: string, from: string, address: string): Located {
  const plain = address.replace(/[\0-\x1F]/g, "").trim();
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(plain)?.[0].toLowerCase();
  if (scheme === "http:" || scheme === "https:") return { at: "url", url: plain };
  if (scheme !== undefined) return { at: "refused", scheme };
  if (plain.startsWith("//")) return { at: "url", url: `https:${plain}` };
  const path = decoded(plain.replace(/[?#].*$/, ""));
  const file = posix.normalize(path.startsWith("/") ? `static${path}` : posix.join(posix.dirname(from), path));
  if (file.startsWith("../") || withheld.test(file)) return { at: "outside" };
  const source = join(dir, file);
  if (!isFile(source)) return { at: "missing", file };
  return isInside(realPath(source) ?? "", realPath(dir) ?? dir) ? { at: "file", file } : { at: "outside" };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** `; did you mean pic.png?`, from the folder where the file would be. */
export function nearFile(dir: string, file: string): string {
  const folder = dirname(file);
  const depth = folder.split("/").length;
  const siblings = listFiles(dir, folder, () => true).files.filter((f) => f.split("/").length === depth + 1);
  const near = didYouMean(
    posix.basename(file),
    siblings.map((f) => posix.basename(f)),
    1,
  )[0];
  return near === undefined ? "" : ` Did you mean ${near}?`;
}

export interface FileBytes {
  readonly bytes: Buffer;
  readonly hash: string;
}

export function readBytes(path: string): FileBytes {
  const bytes = readFileSync(path);
  return { bytes, hash: hash("sha256", bytes, "hex") };
}

/** Names for the files beside one page: a second file of the same name gets `-2`. */
export function nameBeside(place: string, taken: Map<string, string>, file: string): string {
  const base = posix.basename(file);
  const extension = extname(base);
  for (let n = 1; ; n++) {
    const path = `${place}/${n === 1 ? base : `${base.slice(0, base.length - extension.length)}-${n}${extension}`}`;
    const owner = taken.get(path);
    if (owner !== undefined && owner !== file) continue;
    taken.set(path, file);
    return path;
  }
}
