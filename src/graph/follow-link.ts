import { slugify } from "../base/slug.ts";
import type { Resolution, Slug, Story } from "../model.ts";
import { decode, fileKey, hash, joinPath, pageKey, parseAddress, type Address } from "./address.ts";
import { urlKey, type Catalogue } from "./catalogue.ts";

/** Where a reference stands: relative addresses start from its file, or from its page's path. */
export interface Origin {
  readonly file: string;
  /** `/stories/launch/`; "/" for what has no page of its own. */
  readonly path: string;
  /** Of the story; null for pages and editor's notes, which are no part of the graph. */
  readonly slug: Slug | null;
}

/** Where an address leads. `lost`: to the newsroom by its form, yet to nothing in it; `path` is what a browser would ask for. */
export type Lead =
  | { readonly to: "story"; readonly story: Story; readonly fragment: string }
  | { readonly to: "page"; readonly path: string }
  | { readonly to: "outside"; readonly url: string }
  | Extract<Resolution, { to: "here" | "nowhere" }>
  | { readonly to: "lost"; readonly path: string; readonly form: "file" | "path" | "url" };

/** Follows an address as browsers, Hugo, Jekyll, Zola and people write it: file, path, alias, full URL. */
export function followLink(catalogue: Catalogue, origin: Origin, written: string): Lead {
  const address = parseAddress(catalogue.newsroom.config, written);
  if (address.kind === "here") {
    // A script may answer the query: the link is more than a place on the page.
    if (address.query !== "") return { to: "page", path: `${origin.path}${ending(address)}` };
    return { to: "here", fragment: hash(address.fragment) };
  }
  if (address.kind === "refused") return { to: "nowhere" };
  if (address.kind === "outside") return toOutside(catalogue, address.url);
  const target = address.kind === "site" ? sitePage(catalogue, address) : filePage(catalogue, origin, address);
  if (typeof target === "string") return { to: "page", path: `${target}${ending(address)}` };
  if (target !== undefined) return { to: "story", story: target, fragment: address.fragment };
  return lost(origin, address);
}

type Local = Extract<Address, { kind: "site" | "file" }>;

function toOutside(catalogue: Catalogue, url: string): Lead {
  const story = catalogue.byUrl.get(urlKey(url));
  const fragment = url.includes("#") ? decode(url.slice(url.indexOf("#") + 1)) : "";
  return story === undefined ? { to: "outside", url } : { to: "story", story, fragment };
}

function sitePage(catalogue: Catalogue, address: Local): Story | string | undefined {
  const { path, query } = address;
  const key = pageKey(path);
  return (
    catalogue.byPath.get(pageKey(`${path}${query}`)) ??
    catalogue.byPath.get(key) ??
    catalogue.pages(key) ??
    (address.kind === "site" && address.absolute ? undefined : aFile(catalogue, ["", "stories", "pages"], path)) ??
    datedStory(catalogue, key)
  );
}

/** Beside the linking file first, then from the folders of stories and pages, then as a browser would from the page. */
function filePage(catalogue: Catalogue, origin: Origin, address: Local): Story | string | undefined {
  const { path } = address;
  const folders = address.kind === "file" && address.fromRoot ? [] : [joinPath(origin.file, "..")];
  const file = aFile(catalogue, [...folders, "stories", "pages", ""], path);
  if (file !== undefined) return file;
  const key = pageKey(joinPath(origin.path, path));
  return catalogue.byPath.get(key) ?? catalogue.pages(key) ?? byFileName(catalogue, path);
}

function aFile(catalogue: Catalogue, folders: readonly string[], path: string): Story | string | undefined {
  for (const folder of folders) {
    const found = catalogue.byFile.get(fileKey(joinPath(folder, path)));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** An old address with its date, `/2019/03/04/launch/`, whose last step is some story's slug: dates were a day off, or moved. */
function datedStory(catalogue: Catalogue, key: string): Story | undefined {
  const [, name] = /(?:^|\/)\d{4}\/\d{1,2}(?:\/\d{1,2})?\/([^/]+)$/.exec(key) ?? [];
  return name === undefined ? undefined : catalogue.bySlug.get(slugify(name) ?? ("" as Slug));
}

/** `launch.md` or `launch.html` for a story that was since put in a folder or given a date in its file name. */
function byFileName(catalogue: Catalogue, path: string): Story | undefined {
  const [, name] = /([^/]+)\.(?:md|markdown|html)$/.exec(path) ?? [];
  const slug = name === undefined ? undefined : slugify(name.replace(/^\d{4}-\d{2}-\d{2}-/, ""));
  return slug === undefined ? undefined : catalogue.bySlug.get(slug);
}

function lost(origin: Origin, address: Local): Lead {
  const form = address.kind === "site" ? (address.absolute ? "url" : "path") : "file";
  const path = address.kind === "site" ? address.path : `/${joinPath(origin.path, address.path)}`;
  const slash = address.path.endsWith("/") && !path.endsWith("/") ? "/" : "";
  return { to: "lost", form, path: `${encodePath(path)}${slash}${ending(address)}` };
}

/** Query and fragment as an address may hold them: what `judgeLink` has decoded for people is encoded again. */
function ending({ query, fragment }: Pick<Local, "query" | "fragment">): string {
  const { search, hash: place } = new URL(`${query}${hash(fragment)}`, "https://site.invalid/");
  return `${search}${place}`;
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
