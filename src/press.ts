import { addressClashes } from "./base/address-clashes.ts";
import { compileFeeds, feedsOf } from "./compile/feeds/feeds.ts";
import { wordsProblems } from "./compile/words/problems.ts";
import { compilePages } from "./compile/pages/pages.ts";
import { problem, sortProblems } from "./errors.ts";
import { formerSlugs } from "./base/former-slugs.ts";
import { graphFile } from "./graph/formats.ts";
import { buildGraph } from "./graph/graph.ts";
import { emptyMemory, type Memory } from "./graph/similar/memory.ts";
import { defaultWeights, parseWeights, type Weights } from "./graph/similar/weights.ts";
import type {
  Asset,
  Compiled,
  Composition,
  Instant,
  IssueId,
  Newsroom,
  Press,
  Problem,
  SiteFile,
  Slug,
  Story,
} from "./model.ts";

/** A press, and what the next one may be given to be faster. */
export interface Pressed extends Press {
  readonly memory: Memory;
}

/**
 * Presses a newsroom at one moment: a function of its bytes and `now`, nothing else.
 * `planned` are issues about to be made; their pages join those of courant.lock's issues, so that a letter finds its page.
 * `before` is what the last press remembered: it saves time and changes nothing.
 */
export function press(
  newsroom: Newsroom,
  now: Instant,
  planned: ReadonlyMap<IssueId, readonly Slug[]> = new Map(),
  before: Memory = emptyMemory,
): Pressed {
  const stories = published(newsroom, now);
  const { weights, problems: unread } = weightsOf(newsroom);
  const { graph, problems, memory } = buildGraph(newsroom, stories, now, { weights, memory: before });
  const composition: Composition = {
    newsroom,
    now,
    stories,
    bySlug: new Map([...renamed(newsroom, stories), ...stories.map((story) => [story.slug, story] as const)]),
    graph,
    issues: new Map([...newsroom.lock.issues, ...planned]),
  };
  const site = compileSite(composition);
  return {
    ...composition,
    site: site.files,
    memory,
    problems: sortProblems([
      ...newsroom.problems,
      ...unread,
      ...problems,
      ...site.problems,
      ...wordsProblems(composition),
    ]),
  };
}

/** Every file of the site, none of them made yet. */
function compileSite(composition: Composition): Compiled {
  const { newsroom } = composition;
  const feeds = compileFeeds(composition);
  const pages = compilePages(composition, feedsOf(composition));
  const assets = assetsOf(newsroom, composition).map(assetFile);
  const files = [...assets, ...pages.files, ...feeds.files, graphFile(composition)];
  return { files, problems: [...pages.problems, ...feeds.problems, ...addressClashes(newsroom, files)] };
}

/** The stories that are out at `now`, newest first, ties by slug: what every page, feed and letter chooses from. */
export function published(newsroom: Newsroom, now: Instant): readonly Story[] {
  return newsroom.stories
    .filter((story) => !story.draft && story.date <= now)
    .toSorted((a, b) => b.date - a.date || (a.slug < b.slug ? -1 : 1));
}

/** The newsroom's own weights of the computed edges, else the built-in ones; with a problem where they cannot be read. */
export function weightsOf({ weights }: Newsroom): { readonly weights: Weights; readonly problems: readonly Problem[] } {
  if (weights === undefined) return { weights: defaultWeights, problems: [] };
  const read = parseWeights(weights);
  if (typeof read !== "string") return { weights: read, problems: [] };
  const message = `${read}; run courant related --calibrate to make it anew, or delete it.`;
  return {
    weights: defaultWeights,
    problems: [problem("error", "CONFIG_INVALID", "related.weights.json", 1, message)],
  };
}

/** Stories by the slugs that they had: issues and readers know them by these. */
function renamed(newsroom: Newsroom, stories: readonly Story[]): readonly (readonly [Slug, Story])[] {
  const bySlug = new Map(stories.map((story) => [story.slug, story]));
  return [...formerSlugs(newsroom)].flatMap(([old, slug]) => {
    const story = bySlug.get(slug);
    return story === undefined ? [] : [[old, story] as const];
  });
}

/** Without the pictures of stories that are not out, or whose content is withdrawn. */
function assetsOf(newsroom: Newsroom, { bySlug }: Composition): readonly Asset[] {
  return newsroom.assets.filter(({ story }) => story === undefined || bySlug.get(story)?.withdrawn === null);
}

function assetFile(asset: Asset): SiteFile {
  return { path: asset.path, stage: "asset", key: asset.hash, copy: asset };
}
