/** Addresses within the site. Paths begin and end with "/"; a `SitePath` is the file behind one. */
import type { Config } from "../config/config.ts";
import type { IssueId, Picture, SitePath, TopicKey } from "../model.ts";

/** `/tags/cloud/`. Percent-encoded, since keys may hold letters of any script. */
export function tagPath(key: TopicKey): string {
  return `/tags/${encodeURIComponent(key)}/`;
}

export function threadPath(key: TopicKey): string {
  return `/threads/${encodeURIComponent(key)}/`;
}

/** `/issues/daily/2026-11-20/`. */
export function issuePath(id: IssueId): string {
  return `/issues/${id}/`;
}

/** The file that a server answers a path with: `/tags/%C3%A9t%C3%A9/` → `tags/été/index.html`. */
export function fileOf(path: string): SitePath {
  const plain = decoded(path.replace(/^\//, ""));
  return plain === "" || plain.endsWith("/") ? `${plain}index.html` : plain;
}

/** The page at an old address of a story: `/2019/old` and `/2019/old/` are one, `/old.html` is a file. */
export function redirectFile(alias: string): SitePath {
  return fileOf(alias.endsWith("/") || /\.x?html?$/.test(alias) ? alias : `${alias}/`);
}

/** The form under which two names are one on a disk that ignores case and composition. */
export function foldPath(path: SitePath): string {
  return path.normalize("NFC").toLowerCase();
}

/** `a/b/c.html` → `a`, `a/b`. */
export function foldersOf(path: SitePath): readonly string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}

/** Percent escapes undone; as it stands where they are malformed, as in `/50%/`. */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The path that names a file: `images/a b.png` → `/images/a%20b.png`. */
export function pathOf(file: SitePath): string {
  return `/${file.split("/").map(encodeURIComponent).join("/")}`;
}

/** For feeds, letters and canonical links: the full URL of a path. */
export function absolute(config: Pick<Config, "url">, path: string): string {
  return `${config.url}${path}`;
}

/** Whether an address is one that `start` answers a reader: no file of the site, and yet no dead end. */
export function isServicePage({ service }: Pick<Config, "service">, url: string): boolean {
  const page = /^\/(?:subscribe|healthz|(?:confirm|unsubscribe|preferences)\/[^/]+)(?:[?#]|$)/;
  return url.startsWith(`${service}/`) && page.test(url.slice(service.length));
}

/** For links between pages: root-relative, with the path that `url` holds, so a preview on any host works. */
export function href(config: Pick<Config, "url">, path: string): string {
  let base = bases.get(config.url);
  if (base === undefined) bases.set(config.url, (base = new URL(config.url).pathname.replace(/\/$/, "")));
  return base + path;
}

/** A page asks some forty times; parsing a URL takes 2 µs. */
const bases = new Map<string, string>();

/** Absolute URL of a picture, wherever it lives. */
export function pictureUrl(config: Pick<Config, "url">, picture: Pick<Picture, "asset" | "url">): string {
  return picture.asset === undefined ? (picture.url ?? "") : absolute(config, pathOf(picture.asset));
}
