import type { Edge, Newsroom, Slug, Story, StoryGraph } from "../model.ts";
import { compare, isExplicit } from "./edge.ts";
import { threadsToJoin } from "./suggest/join-thread.ts";
import { namedStories } from "./suggest/named.ts";
import { nearestStories, type Near } from "./suggest/nearest.ts";
import { newThreads } from "./suggest/new-thread.ts";
import { suggest, type Suggestion } from "./suggest/suggestion.ts";
import { readWords } from "./suggest/words.ts";

export type { Suggestion } from "./suggest/suggestion.ts";

const DAY = 86_400_000;
const NEIGHBOURS = 10;

/**
 * What an editor may want to write into front matter: threads to join or to begin, `continues`, and `related` for
 * stories that a text names and does not link. Nothing changes by itself; what is written is never proposed anew.
 * `stories`: the published ones. Sorted by key, then file.
 */
export function suggestEdges(
  newsroom: Pick<Newsroom, "config">,
  stories: readonly Story[],
  graph: Pick<StoryGraph, "edges" | "threads">,
): readonly Suggestion[] {
  const onWeb = stories.filter((story) => story.channels.includes("web"));
  const explicit = graph.edges.filter((edge) => isExplicit(edge.kind));
  const words = readWords(onWeb);
  const nearest = nearestStories(words, NEIGHBOURS);
  const threads = proposeThreads(newsroom, onWeb, graph, explicit, nearest);
  const placed = new Set(threads.map((suggestion) => suggestion.slug));
  const loose = onWeb.filter((story) => story.thread === null && !placed.has(story.slug));
  const all = [
    ...threads,
    ...proposeContinues(loose, onWeb, explicit, nearest),
    ...proposeRelated(onWeb, explicit, namedStories(words)),
  ];
  return all.toSorted((a, b) => compare(rank(a), rank(b)) || compare(a.file, b.file));
}

/** Threads first, each with all its stories together. */
function rank({ key, value }: Suggestion): string {
  return key === "thread" ? `0 ${value}` : key === "continues" ? "1" : "2";
}

function proposeThreads(
  { config }: Pick<Newsroom, "config">,
  stories: readonly Story[],
  graph: Pick<StoryGraph, "threads">,
  explicit: readonly Edge[],
  nearest: ReadonlyMap<Slug, readonly Near[]>,
): readonly Suggestion[] {
  const joins = threadsToJoin(stories, nearest, (thread) => config.threads.get(thread)?.closed !== true);
  const joined = new Set(joins.map(({ story }) => story.slug));
  const loose = stories.filter((story) => !joined.has(story.slug));
  const taken = new Set([...graph.threads.map((thread) => thread.key), ...config.threads.keys()]);
  return [
    ...joins.map(({ story, thread, voters, share }) => {
      const reason = `${voters} of the ${NEIGHBOURS} stories most like it are in this thread (${Math.round(share * 100)} % of the votes)`;
      return suggest(story, "thread", thread, reason);
    }),
    ...newThreads(loose, explicit, nearest, taken).flatMap(({ key, parts }) =>
      parts.map((story) => suggest(story, "thread", key, `begins a thread of ${parts.length}: ${titlesOf(parts)}`)),
    ),
  ];
}

/** `"A", "B", "C" and 4 more`. */
function titlesOf(parts: readonly Story[]): string {
  const shown = parts.slice(0, parts.length > 4 ? 3 : 4).map((story) => `"${story.title}"`);
  const more = parts.length - shown.length;
  return more === 0 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}` : `${shown.join(", ")} and ${more} more`;
}

/** A story that links to one of the few most like it, of the weeks before, follows it up. */
function proposeContinues(
  loose: readonly Story[],
  stories: readonly Story[],
  explicit: readonly Edge[],
  nearest: ReadonlyMap<Slug, readonly Near[]>,
): readonly Suggestion[] {
  const bySlug = new Map(stories.map((story) => [story.slug, story]));
  const targets = Map.groupBy(explicit, (edge) => edge.from);
  return loose.flatMap((story) => {
    if (story.continues !== null) return [];
    const linked = new Set((targets.get(story.slug) ?? []).map((edge) => edge.to));
    const near = (nearest.get(story.slug) ?? [])
      .slice(0, 3)
      .find(({ slug, cosine }) => linked.has(slug) && cosine >= 0.2);
    const before = near === undefined ? undefined : bySlug.get(near.slug);
    if (before === undefined || before.date >= story.date || story.date - before.date > 45 * DAY) return [];
    return [
      suggest(story, "continues", before.slug, `links to "${before.title}" of ${before.day}, which it is much like`),
    ];
  });
}

function proposeRelated(
  stories: readonly Story[],
  explicit: readonly Edge[],
  named: ReadonlyMap<Slug, readonly Story[]>,
): readonly Suggestion[] {
  const tied = new Set(explicit.flatMap(({ from, to }) => [`${from} ${to}`, `${to} ${from}`]));
  return stories.flatMap((story) => {
    const banned = new Set(story.banned.map((mention) => mention.target));
    return (named.get(story.slug) ?? [])
      .filter((other) => !tied.has(`${story.slug} ${other.slug}`) && !banned.has(other.slug))
      .map((other) =>
        suggest(story, "related", other.slug, `names "${other.title}" of ${other.day} and does not link it`),
      );
  });
}
