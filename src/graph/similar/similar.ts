/**
 * The computed part of the Related graph: to each story, the stories of its day or before that belong under it.
 *
 * `buildGraph` calls `similarEdges` once with the published stories, the explicit edges among them and what `!slug`
 * bans, and adds the result to its edges. Pure: equal input, equal edges, whatever the order of the stories.
 */
import type { Edge, Slug, TopicKey } from "../../model.ts";
import { addDay, addLinks, openArchive, type Archive } from "./archive.ts";
import { because } from "./because.ts";
import { findCandidates } from "./candidates.ts";
import { makeQuery } from "./query.ts";
import { measureCandidates } from "./signals.ts";
import { readTerms, type Telling } from "./terms.ts";
import type { Tokens } from "./tokens.ts";
import { scoreRow, weightList, type Weights } from "./weights.ts";

export interface SimilarOptions {
  readonly weights: Weights;
  /** Computed edges a story has at most. */
  readonly limit: number;
  /** Tags that tell nothing: every story has them, or they sort by format. */
  readonly ignoreTags: readonly TopicKey[];
  /** What a story's editor keeps out of its list. */
  readonly banned: ReadonlyMap<Slug, ReadonlySet<Slug>>;
}

/** Computed edges, sorted by source, then weight descending, then target. */
export function similarEdges(
  stories: readonly Telling[],
  explicit: readonly Edge[],
  options: SimilarOptions,
): readonly Edge[] {
  const archive = openArchive();
  const targets = Map.groupBy(explicit, (edge) => edge.from);
  const scores = new Float64Array(stories.length);
  const edges: Edge[] = [];
  for (const day of inDays(stories, options.ignoreTags)) {
    const read = day.map((story) => ({ story, ...readTerms(story) }));
    addDay(archive, read);
    const first = archive.stories.length - day.length;
    for (const [i, story] of day.entries()) {
      addLinks(archive, first + i, [
        ...new Set((targets.get(story.slug) ?? []).flatMap((edge) => archive.placeOf.get(edge.to) ?? [])),
      ]);
    }
    for (const [i, { tokens }] of read.entries()) edges.push(...listOf(archive, first + i, tokens, scores, options));
  }
  return edges.toSorted((a, b) => compare(a.from, b.from) || b.weight - a.weight || compare(a.to, b.to));
}

/** The stories that take part, grouped by day, oldest first. A withdrawn story has no content to be similar with. */
function inDays(stories: readonly Telling[], ignoreTags: readonly TopicKey[]): readonly (readonly Telling[])[] {
  const ordered = stories
    .filter((story) => story.withdrawn === null)
    .map((story) => ({ ...story, tags: story.tags.filter((tag) => !ignoreTags.includes(tag.key)) }))
    .toSorted((a, b) => compare(a.day, b.day) || a.date - b.date || compare(a.slug, b.slug));
  return [...Map.groupBy(ordered, (story) => story.day).values()];
}

function listOf(
  archive: Archive,
  place: number,
  tokens: Tokens,
  scores: Float64Array,
  options: SimilarOptions,
): readonly Edge[] {
  const query = makeQuery(archive, place, tokens);
  const { slug } = query.story;
  const banned = options.banned.get(slug);
  const linked = archive.links[place]!;
  const places = findCandidates(archive, query, scores).filter(
    (other) => !linked.includes(other) && !banned?.has(archive.stories[other]!.slug),
  );
  const weights = weightList(options.weights);
  const sum = weights.reduce((a, b) => a + b, 0);
  return measureCandidates(archive, query, places, new Set(linked))
    .map((candidate) => ({ candidate, score: scoreRow(candidate.row, weights, sum) }))
    .toSorted((a, b) => b.score - a.score || b.candidate.place - a.candidate.place)
    .slice(0, options.limit)
    .map(({ candidate, score }) => ({
      from: slug,
      to: archive.stories[candidate.place]!.slug,
      kind: "similar",
      weight: Math.min(1, Math.max(1, Math.round(score * 1e6)) / 1e6),
      because: because(archive, query, candidate),
    }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
