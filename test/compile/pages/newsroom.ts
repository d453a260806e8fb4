/** Small sites for the pages, with the real graph, the real feeds and the built-in templates. */
import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { compileFeeds, feedsOf } from "../../../src/compile/feeds/feeds.ts";
import { compilePages } from "../../../src/compile/pages/pages.ts";
import { graphFile } from "../../../src/graph/formats.ts";
import type { Asset, Composition, Page, SiteFile, Story, Template } from "../../../src/model.ts";
import { compose } from "../feeds/newsroom.ts";

export { story } from "../feeds/newsroom.ts";

const folder = resolve(import.meta.dirname, "../../../templates");

/** The built-in templates, with some of a newsroom's own over them. */
export function templatesWith(own: Readonly<Record<string, string>> = {}): ReadonlyMap<string, Template> {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const builtIn = names.map(({ name }): [string, Template] => [
    name,
    { name, file: `courant:templates/${name}`, source: readFileSync(resolve(folder, name), "utf8") },
  ]);
  const shadows = Object.entries(own).map(([name, source]): [string, Template] => [
    name,
    { name, file: `templates/${name}`, source },
  ]);
  return new Map([...builtIn, ...shadows]);
}

export interface Extras {
  readonly pages?: readonly Page[];
  readonly assets?: readonly Asset[];
  readonly templates?: Readonly<Record<string, string>>;
  readonly notes?: Composition["newsroom"]["notes"];
}

export function composeSite(
  stories: readonly Story[],
  settings: Parameters<typeof compose>[1] = {},
  { templates, ...extras }: Extras = {},
): Composition {
  const c = compose(stories, settings);
  return { ...c, newsroom: { ...c.newsroom, ...extras, templates: templatesWith(templates) } };
}

/** Every page by its path, still unmade. */
export function pageFiles(c: Composition): ReadonlyMap<string, SiteFile> {
  return new Map(compilePages(c, feedsOf(c)).files.map((file) => [file.path, file]));
}

/** The whole site but the assets. */
export function siteFiles(c: Composition): readonly SiteFile[] {
  return [...compilePages(c, feedsOf(c)).files, ...compileFeeds(c).files, graphFile(c)];
}

/** The bytes of one page. */
export function pageOf(c: Composition, path: string): string {
  const file = pageFiles(c).get(path);
  if (file === undefined || !("make" in file)) throw new Error(`no page ${path}`);
  return file.make();
}

export const aboutPage: Page = {
  file: "pages/about.md",
  path: "/about/",
  title: "About us",
  dek: "Who writes this.",
  lang: "en",
  body: { parts: ["<p>People.</p>"], references: [], text: "People.", headings: [] },
  key: "about",
};
