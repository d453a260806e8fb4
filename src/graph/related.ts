import type { Edge, Slug, Story, Thread } from "../model.ts";
import { compareEdges, explicitEdge, isExplicit } from "./edge.ts";
import { neighbours } from "./threads.ts";

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
  const bySource = groupEdges(edges, (edge) => edge.from);
  const byKey = new Map(threads.map((thread) => [thread.key, thread]));
  return new Map(
    stories.map((story) => {
      const thread = story.thread === null ? undefined : byKey.get(story.thread);
      const own = (bySource.get(story.slug) ?? []).toSorted(compareEdges);
      const explicit = onePerTarget([
        ...own.filter((edge) => isExplicit(edge.kind)),
        ...(thread === undefined ? [] : besideInThread(thread, story.slug)),
      ]);
      const all = onePerTarget([...explicit, ...own.filter((edge) => edge.kind === "similar")]);
      return [story.slug, all.slice(0, Math.max(limit, explicit.length))];
    }),
  );
}

/** The parts around a story. Its own `continues` edge comes first where both lead to one story. */
function besideInThread(thread: Thread, slug: Slug): readonly Edge[] {
  const { before, after } = neighbours(thread, slug);
  return [
    ...(after === null ? [] : [explicitEdge(slug, after, "continues", 2, "the next part of its thread")]),
    ...(before === null ? [] : [explicitEdge(slug, before, "continues", 2, "the part before it in its thread")]),
  ];
}

/** The first edge to each target, with the reasons of all. */
function onePerTarget(edges: readonly Edge[]): readonly Edge[] {
  return [...groupEdges(edges, (edge) => edge.to).values()].map((group) => {
    const because = [...new Set(group.map((edge) => edge.because))].join("; ");
    return { ...group[0]!, because };
  });
}

/** Explicit edges into each story, newest source first; one a source, with all its reasons. */
export function backlinkLists(stories: readonly Story[], edges: readonly Edge[]): ReadonlyMap<Slug, readonly Edge[]> {
  const age = new Map(stories.map((story, place) => [story.slug, place]));
  const explicit = edges.filter((edge) => isExplicit(edge.kind) && age.has(edge.from));
  const byTarget = groupEdges(explicit, (edge) => edge.to);
  return new Map(
    stories.map((story) => {
      const into = [...groupEdges(byTarget.get(story.slug) ?? [], (edge) => edge.from)].toSorted(
        ([a], [b]) => age.get(a)! - age.get(b)!,
      );
      return [story.slug, into.flatMap(([, group]) => onePerTarget(group.toSorted(compareEdges)))];
    }),
  );
}

function groupEdges(edges: readonly Edge[], keyOf: (edge: Edge) => Slug): Map<Slug, Edge[]> {
  const groups = new Map<Slug, Edge[]>();
  for (const edge of edges) {
    const group = groups.get(keyOf(edge));
    if (group === undefined) groups.set(keyOf(edge), [edge]);
    else group.push(edge);
  }
  return groups;
}
