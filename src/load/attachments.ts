import { extname, join } from "node:path";
import type { Asset, Enclosure, Picture, SitePath } from "../model.ts";
import type { FileField, Report } from "./fields.ts";
import { stampOf } from "./folder.ts";
import { locate, nameBeside, nearFile, readBytes } from "./local-file.ts";
import type { PictureSource } from "./markdown/walk.ts";
import { measurePicture, scalePicture } from "./measure.ts";

/** What one file shows beside its words, gathered as its pictures and enclosure are read. */
export interface Attachments {
  readonly dir: string;
  /** The file that names them. */
  readonly file: string;
  /** Folder of its page below out/site: `stories/launch`. */
  readonly folder: SitePath;
  readonly report: Report;
  /** Files to stand beside the page, by path. */
  readonly assets: Map<SitePath, Asset>;
  /** The file that has each of those paths. */
  readonly taken: Map<SitePath, string>;
  /** Stamp of every file that was found: when one changes, the story is read anew. */
  readonly looked: Map<string, string>;
}

export function gatherAttachments(dir: string, file: string, folder: SitePath, report: Report): Attachments {
  return { dir, file, folder, report, assets: new Map(), taken: new Map(), looked: new Map() };
}

/** A picture, its size known where the file is the newsroom's own; null where it was reported. Nothing is ever fetched. */
export function readPicture(desk: Attachments, source: PictureSource & { readonly caption?: string }): Picture | null {
  const { src, alt, caption = "", line, width } = source;
  const found = findFile(desk, src, line, "IMAGE_MISSING");
  if (found === null) return null;
  const words = { alt, ...(caption === "" ? {} : { caption }) };
  if ("url" in found) return { url: found.url, ...words, ...(width === undefined ? {} : { width }) };
  const { bytes, hash } = readBytes(join(desk.dir, found.file));
  const size = measurePicture(bytes);
  if (size === undefined) {
    const message = `${found.file} is not a picture that browsers show; save it as PNG, JPEG, WebP, GIF or SVG.`;
    desk.report("error", "IMAGE_UNREADABLE", line, message);
    return null;
  }
  const asset = placeBeside(desk, found.file, hash, bytes.length);
  return { asset, ...words, ...scalePicture(size, width), type: size.type, bytes: bytes.length };
}

const enclosureTypes: Readonly<Record<string, string>> = {
  ".mp3": "audio/mpeg",
  ".m4a": "audio/mp4",
  ".aac": "audio/aac",
  ".ogg": "audio/ogg",
  ".opus": "audio/ogg",
  ".wav": "audio/wav",
  ".flac": "audio/flac",
  ".mp4": "video/mp4",
  ".m4v": "video/mp4",
  ".webm": "video/webm",
  ".mov": "video/quicktime",
  ".pdf": "application/pdf",
  ".epub": "application/epub+zip",
  ".zip": "application/zip",
};

/** An enclosure; its type as written, else by its file's name; its length its file's, else as written. Null where it was reported. */
export function readEnclosure(desk: Attachments, { src, type, length, line }: FileField): Enclosure | null {
  const found = findFile(desk, src, line, "ENCLOSURE_MISSING");
  if (found === null) return null;
  const name = "url" in found ? new URL(found.url).pathname : found.file;
  const known = type || enclosureTypes[extname(name).toLowerCase()];
  if (known === undefined || !/^[a-z]+\/[\w.+-]+$/.test(known)) {
    const message = `The enclosure ${src} has no known type; add type: audio/mpeg, or whichever it is.`;
    desk.report("error", "STORY_KEY_INVALID", line, message);
    return null;
  }
  if ("url" in found) return { url: found.url, type: known, bytes: length };
  const { bytes, hash } = readBytes(join(desk.dir, found.file));
  return { asset: placeBeside(desk, found.file, hash, bytes.length), type: known, bytes: bytes.length };
}

type Found = { readonly url: string } | { readonly file: string };

function findFile(
  desk: Attachments,
  src: string,
  line: number,
  missing: "IMAGE_MISSING" | "ENCLOSURE_MISSING",
): Found | null {
  const found = locate(desk.dir, desk.file, src);
  if (found.at === "url") {
    // As every page, feed and letter may print it: spaces and letters beyond ASCII percent-encoded.
    const url = URL.parse(found.url);
    return url === null ? refuse(desk, line, src) : { url: url.href };
  }
  if (found.at === "refused") return refuse(desk, line, found.scheme);
  if (found.at === "outside") {
    const message = `${src} lies outside the newsroom or in a folder that stays private; copy the file beside the story.`;
    desk.report("error", "IMAGE_OUTSIDE", line, message);
    return null;
  }
  if (found.at === "file") {
    desk.looked.set(found.file, stampOf(join(desk.dir, found.file)));
    return { file: found.file };
  }
  const message = `There is no file ${found.file}.${nearFile(desk.dir, found.file) || " Add it, or mend the path."}`;
  desk.report("error", missing, line, message);
  return null;
}

function refuse(desk: Attachments, line: number, what: string): null {
  const message = `A picture or file at ${what} was left out; put the file beside the story and name it.`;
  desk.report("warning", "HTML_DROPPED", line, message);
  return null;
}

function placeBeside(desk: Attachments, file: string, hash: string, bytes: number): SitePath {
  // static/ is copied whole.
  if (file.startsWith("static/")) return file.slice("static/".length);
  const path = nameBeside(desk.folder, desk.taken, file);
  desk.assets.set(path, { path, source: join(desk.dir, file), hash, bytes });
  return path;
}
