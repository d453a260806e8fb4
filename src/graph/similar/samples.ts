import type { EdgeKind } from "../../model.ts";
import { findCandidates } from "./candidates.ts";
import { closeQuery, makeQuery } from "./query.ts";
import { measureCandidates, type Row } from "./signals.ts";
import { linkTargets, nothingKnown, sweep, type Day, type DayEntry, type Material } from "./sweep.ts";

/** A story whose links are known: what its candidates' signals were, and which of them it really links to. */
export interface Sample {
  readonly rows: readonly Row[];
  /** Index-aligned with `rows`: newer stories come later. */
  readonly linked: readonly boolean[];
  /** Targets of its day or before, found among the candidates or not. */
  readonly targets: number;
}

/** What people set by hand; that a story continues another may follow from its thread alone. */
const byHand: readonly EdgeKind[] = ["related", "callout", "link"];

/**
 * A sample for each story that links to an older one or one of its day, in order of date. Its signals are those it
 * would have without these links, while all others known on its day are counted.
 */
export function takeSamples(material: Material): readonly Sample[] {
  const explicit = material.explicit.filter((edge) => byHand.includes(edge.kind));
  const targets = linkTargets(explicit);
  const samples: Sample[] = [];
  sweep({ ...material, explicit }, nothingKnown(), (_, day) => {
    for (const entry of day.entries) {
      if (targets.has(entry.story.slug) && day.archive.links[entry.place]!.length > 0)
        samples.push(sampleOf(day, entry));
    }
  });
  return samples;
}

function sampleOf({ archive, search }: Day, entry: DayEntry): Sample {
  const query = makeQuery(archive, entry, entry.reading(), search);
  const candidates = measureCandidates(archive, query, findCandidates(archive, query, search));
  closeQuery(query);
  const links = archive.links[entry.place]!;
  return {
    rows: candidates.map((candidate) => candidate.row),
    linked: candidates.map((candidate) => links.includes(candidate.place)),
    targets: links.length,
  };
}
