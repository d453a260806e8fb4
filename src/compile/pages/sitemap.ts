import { createHash } from "node:crypto";
import { escapeHtml } from "../../base/html.ts";
import type { SiteFile } from "../../model.ts";
import { absolute, issuePath, threadPath } from "../../base/site.ts";
import { machineDate } from "./json-ld.ts";
import type { Shell } from "./shell.ts";
import { tagsOf } from "./tags.ts";

/** URLs in one file: what sitemaps.org allows. */
const most = 50_000;
const namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

interface Place {
  readonly url: string;
  /** W3C date or instant of the last change, where it is known. */
  readonly changed?: string;
}

/** sitemap.xml (sitemaps.org 0.9) of every page that a search engine should know; beyond 50,000 an index of several. */
export function sitemap(shell: Shell): readonly SiteFile[] {
  const { config } = shell.c.newsroom;
  const places = allPlaces(shell);
  if (places.length <= most) return [mapFile("sitemap.xml", "urlset", "url", places)];
  const parts = Array.from({ length: Math.ceil(places.length / most) }, (_, i) => `sitemap-${i + 1}.xml`);
  return [
    ...parts.map((path, i) => mapFile(path, "urlset", "url", places.slice(i * most, (i + 1) * most))),
    mapFile(
      "sitemap.xml",
      "sitemapindex",
      "sitemap",
      parts.map((path) => ({ url: absolute(config, `/${path}`) })),
    ),
  ];
}

/** Without withdrawn stories, and those whose first home is elsewhere. */
function allPlaces(shell: Shell): readonly Place[] {
  const { c } = shell;
  const own = shell.stories.filter(({ withdrawn, canonical }) => withdrawn === null && canonical === null);
  const stories = own.map((story) => ({ path: story.path, changed: machineDate(story.updated, story) }));
  const paths = [
    "/",
    ...c.newsroom.pages.map(({ path }) => path),
    ...c.graph.threads.map(({ key }) => threadPath(key)),
    ...tagsOf(shell).map(({ path }) => path),
    ...[...c.issues.keys()].toSorted().map(issuePath),
    "/feeds/",
    ...(own.length > 0 ? ["/graph/"] : []),
  ];
  return [...paths.map((path) => ({ path })), ...stories].map(({ path, ...rest }) => ({
    url: absolute(c.newsroom.config, path),
    ...rest,
  }));
}

function mapFile(path: string, root: string, each: string, places: readonly Place[]): SiteFile {
  const rows = places.map(({ url, changed }) => {
    const lastmod = changed === undefined ? "" : `<lastmod>${changed}</lastmod>`;
    return `  <${each}><loc>${escapeHtml(url)}</loc>${lastmod}</${each}>\n`;
  });
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">\n${rows.join("")}</${root}>\n`;
  return textFile(path, text);
}

/** robots.txt (RFC 9309): all may come, and here is the map. */
export function robots(shell: Shell): SiteFile {
  const map = absolute(shell.c.newsroom.config, "/sitemap.xml");
  return textFile("robots.txt", `User-agent: *\nDisallow:\n\nSitemap: ${map}\n`);
}

function textFile(path: string, text: string): SiteFile {
  return { path, stage: "feed", key: createHash("sha256").update(text).digest("hex"), make: () => text };
}
