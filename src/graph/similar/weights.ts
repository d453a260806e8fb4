import { signals, type Row, type Signal } from "./signals.ts";

/** How much each signal counts: 0 or more. */
export type Weights = Readonly<Record<Signal, number>>;

/**
 * What an archive without links of its own starts with. Fitted on archives in English, Japanese, Korean and German
 * with every link hidden, then rounded.
 */
export const defaultWeights: Weights = {
  mention: 2.7,
  cover: 2.6,
  words: 2.1,
  passage: 2.6,
  year: 2,
  recent: 1.2,
  links: 1,
  votes: 1,
  tags: 0.4,
  series: 0,
  sameDay: 0,
};

/** A score from 0 to 1: the weighted mean of the signals. */
export function scoreRow(row: Row, weights: readonly number[], sum: number): number {
  let score = 0;
  for (let i = 0; i < row.length; i++) score += weights[i]! * row[i]!;
  return score / sum;
}

/** In the order of the columns of a row. */
export function weightList(weights: Weights): readonly number[] {
  return signals.map((signal) => weights[signal]);
}
