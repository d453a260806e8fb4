import { compileFeeds, feedsOf } from "./compile/feeds/feeds.ts";
import { compilePages } from "./compile/pages/pages.ts";
import { sortProblems } from "./errors.ts";
import { graphFile } from "./graph/formats.ts";
import { buildGraph } from "./graph/graph.ts";
import type { Asset, Composition, Instant, IssueId, Newsroom, Press, SiteFile, Slug, Story } from "./model.ts";

/**
 * Presses a newsroom at one moment: a function of its bytes and `now`, nothing else.
 * `planned` are issues about to be made; their pages join those of courant.lock's issues, so that a letter finds its page.
 */
export function press(
  newsroom: Newsroom,
  now: Instant,
  planned: ReadonlyMap<IssueId, readonly Slug[]> = new Map(),
): Press {
  const stories = published(newsroom, now);
  const { graph, problems } = buildGraph(newsroom, stories, now);
  const composition: Composition = {
    newsroom,
    now,
    stories,
    bySlug: new Map(stories.map((story) => [story.slug, story])),
    graph,
    issues: new Map([...newsroom.lock.issues, ...planned]),
  };
  const feeds = compileFeeds(composition);
  const pages = compilePages(composition, feedsOf(composition));
  return {
    ...composition,
    site: [...assetsOf(newsroom, composition).map(assetFile), ...pages.files, ...feeds.files, graphFile(composition)],
    problems: sortProblems([...newsroom.problems, ...problems, ...pages.problems, ...feeds.problems]),
  };
}

/** The stories that are out at `now`, newest first, ties by slug: what every page, feed and letter chooses from. */
export function published(newsroom: Newsroom, now: Instant): readonly Story[] {
  return newsroom.stories
    .filter((story) => !story.draft && story.date <= now)
    .toSorted((a, b) => b.date - a.date || (a.slug < b.slug ? -1 : 1));
}

/** Without the pictures of stories that are not out, or whose content is withdrawn. */
function assetsOf(newsroom: Newsroom, { bySlug }: Composition): readonly Asset[] {
  return newsroom.assets.filter(({ story }) => story === undefined || bySlug.get(story)?.withdrawn === null);
}

function assetFile(asset: Asset): SiteFile {
  return { path: asset.path, stage: "asset", key: asset.hash, copy: asset };
}
