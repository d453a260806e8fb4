import type { Edge, EdgeKind, Slug } from "../model.ts";

/** In order of trust: what an editor lists outranks what stands in the text, and that what follows from a thread. */
const floor = { related: 4, callout: 3, link: 2, continues: 1 } as const;

export type ExplicitKind = keyof typeof floor;

export function isExplicit(kind: EdgeKind): kind is ExplicitKind {
  return kind !== "similar";
}

/**
 * An explicit edge. Its weight lies above its kind's floor and never above the next one's: 1 more for the first of the
 * kind in its story, a half for the second, a third for the third, so that the order of writing is kept.
 */
export function explicitEdge(from: Slug, to: Slug, kind: ExplicitKind, place: number, because: string): Edge {
  return { from, to, kind, weight: floor[kind] + Math.ceil(10_000 / (place + 1)) / 10_000, because };
}

/** One edge per (from, to, kind), the strongest; sorted by `from`, then weight descending, then `to`, then kind. */
export function sortEdges(edges: readonly Edge[]): readonly Edge[] {
  const strongest = new Map<string, Edge>();
  for (const edge of edges) {
    const key = `${edge.from}\n${edge.to}\n${edge.kind}`;
    const other = strongest.get(key);
    if (other === undefined || edge.weight > other.weight) strongest.set(key, edge);
  }
  return [...strongest.values()].toSorted(compareEdges);
}

export function compareEdges(a: Edge, b: Edge): number {
  return compare(a.from, b.from) || b.weight - a.weight || compare(a.to, b.to) || compare(a.kind, b.kind);
}

/** By code units: the same on every machine, whatever its locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
