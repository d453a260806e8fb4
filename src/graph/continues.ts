import { problem } from "../errors.ts";
import type { Edge, Problem, Slug, Thread } from "../model.ts";
import { explicitEdge } from "./edge.ts";
import type { Reading } from "./read-story.ts";
import { neighboursIn, oldestFirst } from "./threads.ts";

/** Which story each one follows up, without circles. */
export interface Continuations {
  readonly continues: ReadonlyMap<Slug, Slug>;
  /** Those that follow from a thread's order; the written ones are among the readings' edges. */
  readonly derived: readonly Edge[];
  readonly problems: readonly Problem[];
}

/** What `continues` says holds; a story that says nothing continues the part before it in its thread. */
export function continuations(readings: readonly Reading[], threads: readonly Thread[]): Continuations {
  const written = new Map(
    readings.flatMap(({ story, continues }) => (continues === null ? [] : [[story.slug, continues.slug] as const])),
  );
  const circular = new Set([...written.keys()].filter((slug) => returns(written, slug)));
  const continues = new Map([...written].filter(([slug]) => !circular.has(slug)));
  // Only an earlier story that names a later one can close a circle with the order of a thread. It hardly ever happens,
  // and following each chain to its end costs the square of a thread's length.
  const circles = readings.some(({ story, continues: later }) => later !== null && oldestFirst(story, later) < 0);
  const derived: Edge[] = [];
  for (const [slug, { before }] of neighboursIn(threads)) {
    if (before === null || written.has(slug) || (circles && reaches(continues, before, slug))) continue;
    continues.set(slug, before);
    derived.push(explicitEdge(slug, before, "continues", 1, "the part before it in its thread"));
  }
  return { continues, derived, problems: readings.flatMap((reading) => complaint(reading, written, circular)) };
}

function complaint(
  { story }: Reading,
  written: ReadonlyMap<Slug, Slug>,
  circular: ReadonlySet<Slug>,
): readonly Problem[] {
  if (!circular.has(story.slug)) return [];
  const circle = [story.slug];
  for (let next = written.get(story.slug)!; next !== story.slug; next = written.get(next)!) circle.push(next);
  const message = `continues goes in a circle: ${[...circle, story.slug].join(" → ")}; remove it from the first of them.`;
  return [problem("error", "CONTINUES_CYCLE", story.file, story.continues?.line ?? 1, message)];
}

function returns(steps: ReadonlyMap<Slug, Slug>, slug: Slug): boolean {
  const next = steps.get(slug);
  return next !== undefined && reaches(steps, next, slug);
}

/** Whether following `steps` from one story comes to another. */
function reaches(steps: ReadonlyMap<Slug, Slug>, from: Slug, to: Slug): boolean {
  const seen = new Set<Slug>();
  for (let slug: Slug | undefined = from; slug !== undefined && !seen.has(slug); slug = steps.get(slug)) {
    if (slug === to) return true;
    seen.add(slug);
  }
  return false;
}
