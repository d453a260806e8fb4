import type { Story } from "../../model.ts";
import type { Read } from "../suggest/words.ts";

/** Two stories with words in common in the same order. */
export interface Overlap {
  readonly older: Story;
  readonly newer: Story;
  /** Of the shorter story's runs of words, the share that the other holds too. */
  readonly share: number;
}

/** Words in a run: five in the same order are no accident. */
const RUN = 5;
/** Shorter stories are not compared. */
const SHORTEST = 20;
/** A run in as many stories is boilerplate: "how to install", "about the author". */
const BOILERPLATE = 5;
/** Runs kept at most; above, only those whose hash falls into a part of the range, the same for every story. */
const ROOM = 1 << 20;

/** Pairs of stories that share a fifth of the shorter one or more, without what many stories hold; newest first. */
export function overlaps(all: readonly Read[]): readonly Overlap[] {
  const words = all.reduce((sum, { body }) => sum + body.length, 0);
  const keep = 2 ** 32 * Math.min(1, ROOM / Math.max(1, words));
  const entries = Float64Array.from(
    all.flatMap(({ body }, place) => runsOf(body, keep).map((run) => run * PLACES + place)),
  );
  const sizes = new Float64Array(all.length);
  const shared = new Map<number, number>();
  for (const holders of groups(entries.toSorted())) {
    if (holders.length >= BOILERPLATE) continue;
    for (const [i, a] of holders.entries()) {
      sizes[a]! += 1;
      for (const b of holders.slice(i + 1)) shared.set(a * PLACES + b, (shared.get(a * PLACES + b) ?? 0) + 1);
    }
  }
  const least = SHORTEST * (keep / 2 ** 32);
  return [...shared]
    .map(([pair, count]) => ({ a: Math.floor(pair / PLACES), b: pair % PLACES, count }))
    .filter(({ a, b }) => Math.min(sizes[a]!, sizes[b]!) >= least)
    .map(({ a, b, count }) => ({
      older: all[a]!.story,
      newer: all[b]!.story,
      share: count / Math.min(sizes[a]!, sizes[b]!),
    }))
    .filter(({ share }) => share >= 0.2)
    .toSorted((x, y) => y.newer.date - x.newer.date || y.share - x.share || (x.older.slug < y.older.slug ? -1 : 1));
}

/** A run's hash (32 bits) and a story's place fit into one number, so that sorting numbers brings holders together. */
const PLACES = 1 << 20;

/** Hashes of the runs of a text, each once. */
function runsOf(ids: Read["body"], keep: number): readonly number[] {
  const runs = new Set<number>();
  for (let i = 0; i + RUN <= ids.length; i++) {
    let hash = 0x811c9dc5;
    for (let j = i; j < i + RUN; j++) hash = Math.imul(hash ^ ids[j]!, 0x01000193);
    hash = (hash ^ (hash >>> 15)) >>> 0;
    if (hash < keep) runs.add(hash);
  }
  return [...runs];
}

/** Places of the stories that share a run, for each run. */
function* groups(sorted: Float64Array): Generator<readonly number[]> {
  for (let from = 0; from < sorted.length;) {
    const run = Math.floor(sorted[from]! / PLACES);
    let to = from + 1;
    while (to < sorted.length && Math.floor(sorted[to]! / PLACES) === run) to++;
    yield Array.from(sorted.subarray(from, to), (entry) => entry % PLACES);
    from = to;
  }
}
