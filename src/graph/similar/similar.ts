/**
 * The computed part of the Related graph: to each story, the stories of its day or before that belong under it.
 *
 * `buildGraph` calls `similarEdges` once with the published stories, the explicit edges among them and what `!slug`
 * bans, and adds the edges to its own. What it hands back as `memory` makes the next call fast; with or without it,
 * the edges are the same.
 */
import type { Edge } from "../../model.ts";
import { copyDictionary } from "./dictionary.ts";
import { fingerprints } from "./fingerprint.ts";
import { emptyMemory, type DayLists, type Memory } from "./memory.ts";
import { listOf } from "./list.ts";
import { compare, sweep, type Day, type Material } from "./sweep.ts";
import type { StoryTerms } from "./terms.ts";
import type { Weights } from "./weights.ts";

export interface Similar {
  /** Sorted by source, then weight descending, then target. */
  readonly edges: readonly Edge[];
  readonly memory: Memory;
}

/**
 * At most `limit` computed edges for each story, weights in (0, 1].
 * Pure: equal material, equal edges, whatever the order of the stories and whatever `memory` holds.
 */
export function similarEdges(
  material: Material,
  weights: Weights,
  limit: number,
  memory: Memory = emptyMemory,
): Similar {
  const prints = fingerprints(material, weights, limit);
  const terms = new Map<string, StoryTerms>();
  const lists = new Map<string, DayLists>();
  const known = {
    dictionary: copyDictionary(memory.dictionary),
    terms: memory.terms,
    weighings: (day: string) => memory.lists.get(prints.get(day)!)?.weighings,
  };
  sweep(material, known, (day, growth) => {
    for (const { story, terms: own } of growth.entries) terms.set(story.key, own);
    const print = prints.get(day)!;
    lists.set(print, memory.lists.get(print) ?? listsOf(growth, material, weights, limit));
  });
  const edges = [...lists.values()].flatMap((day) => day.edges);
  return {
    edges: edges.toSorted((a, b) => compare(a.from, b.from) || b.weight - a.weight || compare(a.to, b.to)),
    memory: { dictionary: known.dictionary, terms, lists },
  };
}

function listsOf(growth: Day, { banned }: Material, weights: Weights, limit: number): DayLists {
  const edges = growth.entries.flatMap((entry) =>
    listOf(growth, entry, banned.get(entry.story.slug) ?? new Set<string>(), weights, limit),
  );
  return { edges, weighings: growth.weighings };
}
