import type { Sample } from "./samples.ts";
import { takeSamples } from "./samples.ts";
import type { Material } from "./sweep.ts";
import { scoreRow, weightList, type Weights } from "./weights.ts";

/** How well computed edges find the links that people set, as if these were unknown; each a mean from 0 to 1. */
export interface Quality {
  /** Stories with links to earlier ones. */
  readonly stories: number;
  /** Share of a story's links among its first five computed edges. */
  readonly recall5: number;
  /** One over the rank of the first link found. */
  readonly mrr: number;
  /** Links among the first five, early ones counting more, over the best there could be. */
  readonly ndcg5: number;
}

export function measure(material: Material, weights: Weights): Quality {
  return measureSamples(takeSamples(material), weights);
}

export function measureSamples(samples: readonly Sample[], weights: Weights): Quality {
  const list = weightList(weights);
  let recall5 = 0;
  let mrr = 0;
  let ndcg5 = 0;
  for (const sample of samples) {
    const ranks = ranksOfLinks(sample, list);
    const early = ranks.filter((rank) => rank < 5);
    recall5 += early.length / sample.targets;
    mrr += ranks.length === 0 ? 0 : 1 / (ranks[0]! + 1);
    ndcg5 += sum(early.map(gain)) / sum(Array.from({ length: Math.min(5, sample.targets) }, (_, rank) => gain(rank)));
  }
  const stories = samples.length;
  const mean = (total: number): number => (stories === 0 ? 0 : Math.round((total / stories) * 1000) / 1000);
  return { stories, recall5: mean(recall5), mrr: mean(mrr), ndcg5: mean(ndcg5) };
}

/** Ranks from 0, ascending, of the candidates that are linked. */
function ranksOfLinks({ rows, linked }: Sample, weights: readonly number[]): readonly number[] {
  const scores = rows.map((row) => scoreRow(row, weights));
  return [...rows.keys()]
    .toSorted((a, b) => scores[b]! - scores[a]! || b - a)
    .flatMap((row, rank) => (linked[row]! ? [rank] : []));
}

function gain(rank: number): number {
  return 1 / Math.log2(rank + 2);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
