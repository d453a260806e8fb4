import type { Edge, Slug, Story, Thread } from "../model.ts";
import { compareEdges, explicitEdge, isExplicit } from "./edge.ts";
import { neighboursIn, type Neighbours } from "./threads.ts";

/**
 * What a list shows for each story, in every medium: explicit edges, then the neighbours in its thread, then computed
 * edges until the list holds `limit`. One entry a target; its `because` joins all reasons, strongest first.
 */
export function relatedLists(
  stories: readonly Story[],
  edges: readonly Edge[],
  threads: readonly Thread[],
  limit: number,
): ReadonlyMap<Slug, readonly Edge[]> {
  const bySource = Map.groupBy(edges, (edge) => edge.from);
  const neighbours = neighboursIn(threads);
  return new Map(
    stories.map(({ slug }) => {
      const own = (bySource.get(slug) ?? []).toSorted(compareEdges);
      const explicit = onePerTarget([
        ...own.filter((edge) => isExplicit(edge.kind)),
        ...besideInThread(slug, neighbours.get(slug)),
      ]);
      const all = onePerTarget([...explicit, ...own.filter((edge) => edge.kind === "similar")]);
      return [slug, all.slice(0, Math.max(limit, explicit.length))];
    }),
  );
}

/** The parts around a story. Its own `continues` edge comes first where both lead to one story. */
function besideInThread(slug: Slug, { before, after }: Neighbours = { before: null, after: null }): readonly Edge[] {
  return [
    ...(after === null ? [] : [explicitEdge(slug, after, "continues", 2, "the next part of its thread")]),
    ...(before === null ? [] : [explicitEdge(slug, before, "continues", 2, "the part before it in its thread")]),
  ];
}

/** The first edge to each target, with the reasons of all. */
function onePerTarget(edges: readonly Edge[]): readonly Edge[] {
  return [...Map.groupBy(edges, (edge) => edge.to).values()].map((group) => {
    const because = [...new Set(group.map((edge) => edge.because))].join("; ");
    return { ...group[0]!, because };
  });
}

/** Explicit edges into each story, newest source first; one a source, with all its reasons. */
export function backlinkLists(stories: readonly Story[], edges: readonly Edge[]): ReadonlyMap<Slug, readonly Edge[]> {
  const age = new Map(stories.map((story, place) => [story.slug, place]));
  const explicit = edges.filter((edge) => isExplicit(edge.kind) && age.has(edge.from));
  const byTarget = Map.groupBy(explicit, (edge) => edge.to);
  return new Map(
    stories.map((story) => {
      const into = [...Map.groupBy(byTarget.get(story.slug) ?? [], (edge) => edge.from)].toSorted(
        ([a], [b]) => age.get(a)! - age.get(b)!,
      );
      return [story.slug, into.flatMap(([, group]) => onePerTarget(group.toSorted(compareEdges)))];
    }),
  );
}
