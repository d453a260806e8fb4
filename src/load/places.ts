import type { Day, Slug } from "../model.ts";
import { slugify } from "../base/slug.ts";
import type { Plain } from "../base/plain.ts";

/** What a file's name says: `stories/2026-11-22-Launch Day.md` → name "Launch Day", day 2026-11-22, slug launch-day. */
export interface FileName {
  readonly name: string;
  readonly day: Day | undefined;
  /** Undefined where nothing of the name can be written in a-z, 0-9 and "-". */
  readonly slug: Slug | undefined;
}

/** `index.md` takes the name of its folder. */
export function describeFileName(file: string): FileName {
  const parts = file.replace(/\.md$/, "").split("/");
  const last = parts.at(-1)!;
  const own = last === "index" && parts.length > 2 ? parts.at(-2)! : last;
  const [, day, rest] = /^(\d{4}-\d{2}-\d{2})[-_ ](.+)$/.exec(own) ?? [];
  const name = rest ?? own;
  return { name, day, slug: slugify(name) };
}

export interface ZolaPath {
  readonly day: Day | undefined;
  /** `inside-rust` of `inside-rust/2020/04/07/slug`. */
  readonly section: Slug | undefined;
  /** Where the story was before it moved here. */
  readonly alias: string;
}

/** Zola's and Gatsby's `path`: the place of a story on its old site, often with its date: `section/2020/04/07/slug`. */
export function describeZolaPath(value: Plain | undefined): ZolaPath | undefined {
  if (typeof value !== "string" || !/^\/?[\w.@~%-]+(?:\/[\w.@~%-]+)*\/?$/.test(value)) return undefined;
  const path = value.replace(/^\/|\/$/g, "");
  if (path.split("/").some((part) => part === "." || part === "..")) return undefined;
  const [, section, year, month, day] = /^(?:(.+)\/)?(\d{4})\/(\d{2})\/(\d{2})\/[^/]+$/.exec(path) ?? [];
  return {
    day: year === undefined ? undefined : `${year}-${month}-${day}`,
    section: slugify(section ?? ""),
    alias: /\.html?$/.test(path) ? `/${path}` : `/${path}/`,
  };
}
