import { problem } from "../errors.ts";
import type { Newsroom, Problem, SiteFile, SitePath } from "../model.ts";
import { fileOf, foldersOf, foldPath, redirectFile } from "./site.ts";

/** What of the newsroom asks for a place on the site, and where it says so. */
interface Claim {
  readonly at: SitePath;
  readonly file: string;
  readonly line: number;
}

/**
 * Stories, old addresses, pages and static files that stand where the site has a page, feed, file or folder of its own:
 * `/feeds/`, `/index.html`, `/style.css`. What stories and pages take from one another, load has told.
 */
export function addressClashes(newsroom: Newsroom, site: readonly SiteFile[]): readonly Problem[] {
  const files = new Map<SitePath, number>();
  for (const { path } of site) files.set(foldPath(path), (files.get(foldPath(path)) ?? 0) + 1);
  const folders = new Set(site.flatMap(({ path }) => foldersOf(foldPath(path))));
  const isTaken = (at: SitePath): boolean =>
    (files.get(at) ?? 0) > 1 || (files.has(at) && folders.has(at)) || foldersOf(at).some((folder) => files.has(folder));
  const claims = Map.groupBy(claimsOf(newsroom), ({ at }) => foldPath(at));
  return [...claims]
    .filter(([at, claimants]) => claimants.length === 1 && isTaken(at))
    .flatMap(([, claimants]) => claimants)
    .map(({ at, file, line }) => {
      const message = `The site has a file or folder of its own at ${at}; give this another slug, alias or name.`;
      return problem("error", "STORY_PATH_TAKEN", file, line, message);
    });
}

function claimsOf({ stories, pages, assets }: Newsroom): readonly Claim[] {
  return [
    ...stories.flatMap(({ path, aliases, file, lines }) => [
      { at: fileOf(path), file, line: lines["slug"] ?? 1 },
      ...aliases.map((alias) => ({ at: redirectFile(alias), file, line: lines["aliases"] ?? 1 })),
    ]),
    ...pages.map(({ path, file }) => ({ at: fileOf(path), file, line: 1 })),
    ...assets
      .filter(({ path, source }) => source.replaceAll("\\", "/").endsWith(`/static/${path}`))
      .map(({ path }) => ({ at: path, file: `static/${path}`, line: 1 })),
  ];
}
