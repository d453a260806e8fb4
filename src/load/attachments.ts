import { extname, join } from "node:path";
import { statSync } from "node:fs";
import { imageSize } from "image-size";
import type { Asset, Enclosure, Picture } from "../model.ts";
import type { FileField, Report } from "./fields.ts";
import { stampOf } from "./folder.ts";
import { locate, nameBeside, nearFile, readBytes } from "./local-file.ts";
import type { PictureSource } from "./markdown/walk.ts";

/** Pictures and enclosures of one file: found, measured and named. */
export interface Attachments {
  readonly picture: (source: PictureSource & { readonly caption?: string }) => Picture | null;
  readonly enclosure: (field: FileField) => Enclosure | null;
  /** Files to stand beside the page, in the order they were met. */
  readonly assets: Map<string, Asset>;
  /** Stamp of every file that was looked at, the missing ones too: when one changes, the story is read anew. */
  readonly looked: Map<string, string>;
}

export interface AttachmentContext {
  readonly dir: string;
  /** The file that names them. */
  readonly file: string;
  /** Folder of its page below out/site: `stories/launch`. */
  readonly place: string;
  readonly report: Report;
}

const pictureTypes: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  svg: "image/svg+xml",
  avif: "image/avif",
  heif: "image/avif",
  bmp: "image/bmp",
  ico: "image/x-icon",
};

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

/** Reads what a story shows beside its words. Nothing outside the newsroom is ever fetched. */
export function attachmentsOf(context: AttachmentContext): Attachments {
  const assets = new Map<string, Asset>();
  const looked = new Map<string, string>();
  const taken = new Map<string, string>();
  const copy = (file: string, hash: string, bytes: number): string => {
    if (file.startsWith("static/")) return file.slice("static/".length);
    const path = nameBeside(context.place, taken, file);
    assets.set(path, { path, source: join(context.dir, file), hash, bytes });
    return path;
  };
  const find = (src: string, line: number, what: "image" | "enclosure"): { url: string } | { file: string } | null => {
    const found = locate(context.dir, context.file, src);
    if (found.at === "url") return { url: found.url };
    if (found.at === "file" || found.at === "missing") looked.set(found.file, stampOf(join(context.dir, found.file)));
    if (found.at === "file") return { file: found.file };
    if (found.at === "refused") {
      const message = `A picture at ${found.scheme} was left out; put a file beside the story and name it.`;
      context.report("warning", "HTML_DROPPED", line, message);
    } else if (found.at === "outside") {
      const message = `${src} lies outside the newsroom or in a folder that stays private; copy the file beside the story.`;
      context.report("error", "IMAGE_OUTSIDE", line, message);
    } else {
      const code = what === "image" ? "IMAGE_MISSING" : "ENCLOSURE_MISSING";
      const message = `There is no file ${found.file}.${nearFile(context.dir, found.file) || " Add it, or mend the path."}`;
      context.report("error", code, line, message);
    }
    return null;
  };
  return {
    assets,
    looked,
    picture: ({ src, alt, caption, line, width }) => {
      const found = find(src, line, "image");
      if (found === null) return null;
      const words = { alt, ...(caption === undefined || caption === "" ? {} : { caption }) };
      if ("url" in found) return { url: found.url, ...words, ...(width === undefined ? {} : { width }) };
      const { bytes, hash } = readBytes(join(context.dir, found.file));
      const size = measure(bytes);
      if (size === undefined) {
        const message = `${found.file} is not a picture that browsers show; save it as PNG, JPEG, WebP, GIF or SVG.`;
        context.report("error", "IMAGE_UNREADABLE", line, message);
        return null;
      }
      const asset = copy(found.file, hash, bytes.length);
      return { asset, ...words, ...scale(size, width), type: size.type, bytes: bytes.length };
    },
    enclosure: ({ src, type, line }) => {
      const found = find(src, line, "enclosure");
      if (found === null) return null;
      const known =
        type || enclosureTypes[extname("url" in found ? new URL(found.url).pathname : found.file).toLowerCase()];
      if (known === undefined || !/^[a-z]+\/[\w.+-]+$/.test(known)) {
        const message = `The enclosure ${src} has no known type; add type: audio/mpeg, or whichever it is.`;
        context.report("error", "STORY_KEY_INVALID", line, message);
        return null;
      }
      if ("url" in found) return { url: found.url, type: known, bytes: 0 };
      const { hash } = readBytes(join(context.dir, found.file));
      const bytes = statSync(join(context.dir, found.file)).size;
      return { asset: copy(found.file, hash, bytes), type: known, bytes };
    },
  };
}

interface Size {
  readonly type: string;
  readonly width?: number;
  readonly height?: number;
}

/** By the file's own bytes. An SVG may have no size of its own; EXIF orientations 5 to 8 lie on their side. */
function measure(bytes: Buffer): Size | undefined {
  try {
    const { type = "", width, height, orientation = 1 } = imageSize(bytes);
    const mime = pictureTypes[type];
    if (mime === undefined) return undefined;
    return orientation >= 5 ? { type: mime, width: height, height: width } : { type: mime, width, height };
  } catch {
    const isSvg = /^\s*(?:<\?xml|<!--|<!DOCTYPE svg|<svg)[\s\S]*<svg[\s>]/i.test(`${bytes.toString("utf8", 0, 2000)}`);
    return isSvg || /^\s*<svg[\s>]/i.test(bytes.toString("utf8", 0, 200)) ? { type: "image/svg+xml" } : undefined;
  }
}

function scale(
  { width, height }: Size,
  wanted: number | undefined,
): { readonly width?: number; readonly height?: number } {
  if (width === undefined || height === undefined) return wanted === undefined ? {} : { width: wanted };
  if (wanted === undefined || width === 0) return { width: Math.round(width), height: Math.round(height) };
  return { width: wanted, height: Math.round((height * wanted) / width) };
}
