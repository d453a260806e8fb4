import { sortProblems } from "../errors.ts";
import type { Config } from "../config/config.ts";
import type {
  Edge,
  EditorNote,
  Instant,
  Newsroom,
  Page,
  Problem,
  Resolution,
  Slug,
  Story,
  StoryGraph,
} from "../model.ts";
import { makeCatalogue, type Catalogue } from "./catalogue.ts";
import { continuations } from "./continues.ts";
import { sortEdges } from "./edge.ts";
import { readBody } from "./read-body.ts";
import { readStory, type Reading } from "./read-story.ts";
import { backlinkLists, relatedLists } from "./related.ts";
import { emptyMemory, type Memory } from "./similar/memory.ts";
import type { Material } from "./similar/sweep.ts";
import { similarEdges } from "./similar/similar.ts";
import { defaultWeights, type Weights } from "./similar/weights.ts";
import { threadsOf } from "./threads.ts";
import type { Verdict } from "./verdict.ts";

export interface Computing {
  /** Fitted to the newsroom's own links by `related --calibrate`. */
  readonly weights?: Weights;
  /** What the last build left: it makes this one fast and changes nothing in it. */
  readonly memory?: Memory;
}

export interface Built {
  readonly graph: StoryGraph;
  readonly problems: readonly Problem[];
  /** For the next build. */
  readonly memory: Memory;
}

/**
 * The Related graph of the stories published at `now` (newest first, ties by slug), with what is wrong on the way.
 * Every reference of stories, pages and editor's notes is resolved once, here; media only decide how it looks.
 * Edges only lead to stories with a page on the web. One that has none (`channels: [mail]`) may still start edges:
 * its letter shows them, `backlinks` and graph.json leave them out.
 */
export function buildGraph(
  newsroom: Newsroom,
  stories: readonly Story[],
  now: Instant,
  { weights = defaultWeights, memory = emptyMemory }: Computing = {},
): Built {
  const catalogue = makeCatalogue(newsroom, stories);
  const onWeb = stories.filter(catalogue.isPublic);
  const readings = stories.map((story) => readStory(catalogue, story));
  const asides = [...newsroom.pages, ...newsroom.notes].map((aside) => readAside(catalogue, aside));
  const threads = threadsOf(newsroom.config, onWeb);
  const { continues, derived, problems } = continuations(readings, threads);
  const explicit = sortEdges([...readings.flatMap((reading) => reading.edges), ...derived]);
  const { limit } = newsroom.config.related;
  const material = materialOf(newsroom.config, limit === 0 ? [] : onWeb, explicit, readings);
  const computed = similarEdges(material, weights, limit, memory);
  const edges = sortEdges([...explicit, ...computed.edges]);
  const graph: StoryGraph = {
    edges,
    threads,
    resolutions: resolutionsOf(readings, asides),
    related: relatedLists(stories, edges, threads, limit),
    backlinks: backlinkLists(onWeb, edges),
    continues,
    callouts: promisesOf(readings),
  };
  return {
    graph,
    memory: computed.memory,
    problems: sortProblems([
      ...readings.flatMap((reading) => reading.problems),
      ...asides.flatMap(({ verdicts }) => verdicts.flatMap((verdict) => verdict.problems)),
      ...problems,
      ...foresee(newsroom, now),
    ]),
  };
}

/** What computed edges are made from, for `related --measure` and `--calibrate`; `stories` as for `buildGraph`. */
export function similarMaterial(newsroom: Newsroom, stories: readonly Story[]): Material {
  const catalogue = makeCatalogue(newsroom, stories);
  const readings = stories.map((story) => readStory(catalogue, story));
  const explicit = sortEdges(readings.flatMap((reading) => reading.edges));
  return materialOf(newsroom.config, stories.filter(catalogue.isPublic), explicit, readings);
}

function materialOf(
  { related: { ignoreTags } }: Config,
  stories: readonly Story[],
  explicit: readonly Edge[],
  readings: readonly Reading[],
): Material {
  return { stories, explicit, ignoreTags, banned: new Map(readings.map(({ story, banned }) => [story.slug, banned])) };
}

interface Aside {
  readonly file: string;
  readonly verdicts: readonly Verdict[];
}

/** Pages and notes refer to stories and yet are no part of the graph. */
function readAside(catalogue: Catalogue, aside: Page | EditorNote): Aside {
  const path = "path" in aside ? aside.path : "/";
  return { file: aside.file, verdicts: readBody(catalogue, { file: aside.file, path, slug: null }, aside.body) };
}

function resolutionsOf(
  readings: readonly Reading[],
  asides: readonly Aside[],
): ReadonlyMap<string, readonly Resolution[]> {
  return new Map([
    ...readings.map(({ story, resolutions }) => [story.slug as string, resolutions] as const),
    ...asides.map(({ file, verdicts }) => [file, verdicts.map((verdict) => verdict.resolution)] as const),
  ]);
}

function promisesOf(readings: readonly Reading[]): ReadonlyMap<string, Slug> {
  return new Map(readings.flatMap((reading) => reading.promises));
}

/** What will be wrong with stories that wait for their day, said while somebody is at the desk; it stops nothing yet. */
function foresee(newsroom: Newsroom, now: Instant): readonly Problem[] {
  const waiting = newsroom.stories.filter((story) => !story.draft && story.date > now);
  if (waiting.length === 0) return [];
  const catalogue = makeCatalogue(
    newsroom,
    newsroom.stories.filter((story) => !story.draft),
  );
  return waiting
    .flatMap((story) => readStory(catalogue, story).problems)
    .map((problem) => ({ ...problem, level: "warning" }));
}
