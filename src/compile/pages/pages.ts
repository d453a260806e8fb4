import { createHash } from "node:crypto";
import { CourantError } from "../../errors.ts";
import type { Compiled, Composition, SiteFile } from "../../model.ts";
import type { FeedInfo } from "../feeds/feed-info.ts";
import { templateProblems } from "../template.ts";
import { issuePages } from "./issue-pages.ts";
import { frontPages, tagPages } from "./list-pages.ts";
import { mapFiles } from "./map/map-page.ts";
import { feedsPage, notFoundPage, ownPages } from "./plain-pages.ts";
import { redirects } from "./redirects.ts";
import { makeShell, type Shell } from "./shell.ts";
import { robots, sitemap } from "./sitemap.ts";
import { storyPage } from "./story-page.ts";
import { threadPages } from "./thread-pages.ts";

/**
 * Every page of the site: stories, front page, tags, running stories, issues, the newsroom's own pages, feeds for people,
 * 404, redirects, maps and the style sheet. Nothing is filled yet but keys; each page is made when the writer asks for it.
 */
export function compilePages(c: Composition, feeds: readonly FeedInfo[]): Compiled {
  const problems = templateProblems(c.newsroom.templates, ".liquid");
  try {
    const shell = makeShell(c, feeds);
    return { files: withoutOwn(c, allPages(shell)), problems };
  } catch (error) {
    if (error instanceof CourantError) return { files: [], problems: [...problems, ...error.problems] };
    throw error;
  }
}

function allPages(shell: Shell): readonly SiteFile[] {
  return [
    styleSheet(shell),
    ...frontPages(shell),
    ...shell.stories.map((story) => storyPage(shell, story)),
    ...tagPages(shell),
    ...threadPages(shell),
    ...issuePages(shell),
    ...mapFiles(shell),
    ...ownPages(shell),
    feedsPage(shell),
    notFoundPage(shell),
    ...redirects(shell),
    ...sitemap(shell),
    robots(shell),
  ];
}

function styleSheet(shell: Shell): SiteFile {
  const source = shell.c.newsroom.templates.get("style.css")?.source ?? "";
  const key = createHash("sha256").update(source).digest("hex");
  return { path: "style.css", stage: "asset", key, make: () => source };
}

/** What a newsroom may bring itself in static/: then its own stands, and ours is not made. */
const replaceable = new Set(["style.css", "robots.txt", "404.html", "sitemap.xml"]);

function withoutOwn(c: Composition, files: readonly SiteFile[]): readonly SiteFile[] {
  const own = new Set(c.newsroom.assets.map(({ path }) => path));
  return files.filter(({ path }) => !replaceable.has(path) || !own.has(path));
}
