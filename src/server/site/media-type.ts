import { extname } from "node:path";
import type { SitePath } from "../../model.ts";

const byName: Readonly<Record<string, string>> = {
  "feed.xml": "application/rss+xml; charset=utf-8",
  "atom.xml": "application/atom+xml; charset=utf-8",
  "feed.json": "application/feed+json; charset=utf-8",
};
const byEnding: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
  ".opml": "text/x-opml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".ico": "image/x-icon",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".ttf": "font/ttf",
  ".otf": "font/otf",
  ".mp3": "audio/mpeg",
  ".m4a": "audio/mp4",
  ".ogg": "audio/ogg",
  ".oga": "audio/ogg",
  ".wav": "audio/wav",
  ".flac": "audio/flac",
  ".mp4": "video/mp4",
  ".webm": "video/webm",
  ".pdf": "application/pdf",
  ".epub": "application/epub+zip",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json; charset=utf-8",
};

/** MIME type by name; what is not known is for downloading, since `nosniff` keeps browsers from guessing. */
export function mediaType(path: SitePath): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return byName[name] ?? byEnding[extname(name).toLowerCase()] ?? "application/octet-stream";
}

/** The format of a feed document, archives included; null for everything else. */
export function feedFormat(path: SitePath): "rss" | "atom" | "json" | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name === "feed.xml" ? "rss" : name === "atom.xml" ? "atom" : name === "feed.json" ? "json" : null;
}

/** Text gains from gzip; pictures, sound and fonts are compressed already. */
export function isCompressible(type: string): boolean {
  return /^text\/|[+/](?:xml|json)|^(?:text|application)\/javascript|svg|wasm|ttf|otf/.test(type);
}
