import type { Config } from "../config/config.ts";

/**
 * What an address in a text points at, by its form alone.
 * `site`: from the root of the site, its path decoded and below the path that `url` holds; `absolute` when written with a host.
 * `file`: relative to the linking file, or to the root of the stories (`@/news/launch.md`, as Zola writes).
 */
export type Address =
  | { readonly kind: "here"; readonly query: string; readonly fragment: string }
  | { readonly kind: "outside"; readonly url: string }
  | { readonly kind: "refused" }
  | ({ readonly kind: "site"; readonly absolute: boolean } & Tail)
  | ({ readonly kind: "file"; readonly fromRoot: boolean } & Tail);

interface Tail {
  readonly path: string;
  /** With its "?", or empty. */
  readonly query: string;
  /** Without its "#". */
  readonly fragment: string;
}

/** Reads an address as written. Nothing is looked up: whether a page is there is the catalogue's to say. */
export function parseAddress(config: Pick<Config, "url">, written: string): Address {
  const text = written.trim();
  if (text === "" || text.startsWith("#")) return { kind: "here", query: "", fragment: text.slice(1) };
  const site = new URL(config.url);
  if (text.startsWith("//") || /^[a-z][a-z0-9+.-]*:/i.test(text)) return withHost(site, text);
  const tail = splitTail(text);
  if (text.startsWith("@/")) return { kind: "file", fromRoot: true, ...tail, path: tail.path.slice(2) };
  if (text.startsWith("/")) return { kind: "site", absolute: false, ...tail, path: belowBase(site, tail.path) };
  // "?p=12" alone names the page that it stands on.
  if (tail.path === "") return { kind: "here", query: tail.query, fragment: tail.fragment };
  return { kind: "file", fromRoot: false, ...tail };
}

/**
 * http and https of the newsroom's own host are one site: old texts link to either. A scheme that a browser might execute
 * (`javascript:`, `data:`) leads nowhere.
 */
function withHost(site: URL, text: string): Address {
  const url = URL.parse(text, site.href);
  if (url !== null && !/^(?:https?|mailto|tel):$/.test(url.protocol)) return { kind: "refused" };
  if (url === null || !/^https?:$/.test(url.protocol) || url.host !== site.host) {
    return { kind: "outside", url: text.startsWith("//") ? `https:${text}` : text };
  }
  const tail = splitTail(`${url.pathname}${url.search}${url.hash}`);
  return { kind: "site", absolute: true, ...tail, path: belowBase(site, tail.path) };
}

function splitTail(text: string): Tail {
  const [, path = "", query = "", fragment = ""] = /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/s.exec(text) ?? [];
  return { path: decode(path), query, fragment };
}

function belowBase(site: URL, path: string): string {
  const base = decode(site.pathname).replace(/\/$/, "");
  return base !== "" && (path === base || path.startsWith(`${base}/`)) ? path.slice(base.length) : path;
}

/** Percent escapes undone; as it stands where they are malformed. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** One key for all ways to write a page: `/about`, `/about/`, `/about.html`, `/about/index.html` → `about`. */
export function pageKey(path: string): string {
  return path
    .normalize("NFC")
    .replace(/^\/+/, "")
    .replace(/(?:^|\/)index\.html$/, "")
    .replace(/\.html$/, "")
    .replace(/\/+$/, "");
}

/** One key for all ways to write a story's file: `stories/launch`, `stories/launch.md`, `stories/launch/index.md` → `stories/launch`. */
export function fileKey(path: string): string {
  return joinPath("", path)
    .normalize("NFC")
    .replace(/\.(?:md|markdown)$/, "")
    .replace(/\/_?index$/, "");
}

/** `joinPath("stories/a", "../b.md")` → `stories/b.md`. Steps above the root stay at the root. */
export function joinPath(folder: string, path: string): string {
  const steps: string[] = [];
  for (const step of `${folder}/${path}`.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return steps.join("/");
}

/** A fragment as it stands in an address: `#id`, or nothing. */
export function hash(fragment: string): string {
  return fragment === "" ? "" : `#${fragment}`;
}
