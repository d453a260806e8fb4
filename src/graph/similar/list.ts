import type { Edge } from "../../model.ts";
import type { Archive } from "./archive.ts";
import { because, fallbackReason } from "./because.ts";
import { findCandidates } from "./candidates.ts";
import { closeQuery, makeQuery, type Query } from "./query.ts";
import { measureCandidates, type Candidate } from "./signals.ts";
import type { Day, DayEntry } from "./sweep.ts";
import { kinshipList, scoreRow, weightList, type Weights } from "./weights.ts";

/**
 * Below it two stories have nothing to do with each other but their age: fewer than one in a hundred links that
 * authors set lie lower, and one in fifteen of the candidates ranked sixth to twentieth.
 */
const FLOOR = 0.05;
/** So many are shown even so, if need be the newest ones, labelled as such: readers mind an empty list most. */
const AT_LEAST = 3;

interface Ranked {
  readonly candidate: Candidate;
  readonly score: number;
  readonly akin: boolean;
}

/** The computed edges of one story, best first. */
export function listOf(
  { archive, search }: Day,
  entry: DayEntry,
  banned: ReadonlySet<string>,
  weights: Weights,
  limit: number,
): readonly Edge[] {
  const query = makeQuery(archive, entry, entry.reading(), search);
  const links = archive.links[entry.place]!;
  const places = findCandidates(archive, query, search).filter(
    (place) => !links.includes(place) && !banned.has(archive.stories[place]!.slug),
  );
  const ranked = rank(measureCandidates(archive, query, places), weights);
  const edges = choose(ranked, limit).map((chosen) => edgeTo(archive, query, chosen));
  closeQuery(query);
  return edges;
}

function rank(candidates: readonly Candidate[], weights: Weights): readonly Ranked[] {
  const list = weightList(weights);
  const kinship = kinshipList(weights);
  return candidates
    .map((candidate) => ({
      candidate,
      score: scoreRow(candidate.row, list),
      akin: scoreRow(candidate.row, kinship) >= FLOOR,
    }))
    .toSorted((a, b) => b.score - a.score || b.candidate.place - a.candidate.place);
}

/** The kin; where these are too few, after them the newest that share a tag, then the newest. */
function choose(ranked: readonly Ranked[], limit: number): readonly Ranked[] {
  const kin = ranked.filter(({ akin }) => akin).slice(0, limit);
  const missing = Math.min(limit, AT_LEAST) - kin.length;
  if (missing <= 0) return kin;
  const newest = ranked
    .filter(({ akin }) => !akin)
    .toSorted((a, b) => sharesTag(b) - sharesTag(a) || b.candidate.place - a.candidate.place);
  return [...kin, ...newest.slice(0, missing).map((other, i) => ({ ...other, score: scoreBelow(kin, i) }))];
}

function sharesTag({ candidate }: Ranked): number {
  return candidate.sharedTag === null ? 0 : 1;
}

function scoreBelow(kin: readonly Ranked[], i: number): number {
  return (Math.min(FLOOR, kin.at(-1)?.score ?? FLOOR) * (AT_LEAST - i)) / (AT_LEAST + 1);
}

function edgeTo(archive: Archive, query: Query, { candidate, score, akin }: Ranked): Edge {
  return {
    from: query.story.slug,
    to: archive.stories[candidate.place]!.slug,
    kind: "similar",
    weight: Math.min(1, Math.max(1, Math.round(score * 1e6)) / 1e6),
    because: akin ? because(archive, query, candidate) : fallbackReason(candidate),
  };
}
