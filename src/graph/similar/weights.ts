import { signals, type Row, type Signal } from "./signals.ts";

/** How much each signal counts: 0 or more. */
export type Weights = Readonly<Record<Signal, number>>;

/**
 * What an archive without links of its own starts with. Fitted on archives in English, Japanese, Korean and German
 * with every link hidden, then rounded.
 */
export const defaultWeights: Weights = {
  mention: 2.5,
  cover: 1.5,
  rarest: 2,
  echo: 1,
  words: 2,
  passage: 2.4,
  year: 1.8,
  recent: 1.5,
  sameDay: 0.5,
  tags: 0.4,
  links: 1,
  votes: 1.5,
};

/** The weights as shares of one, in the order of the columns of a row. */
export function weightList(weights: Weights): readonly number[] {
  const sum = signals.reduce((total, signal) => total + weights[signal], 0) || 1;
  return signals.map((signal) => weights[signal] / sum);
}

/** A score from 0 to 1: the weighted mean of the signals. */
export function scoreRow(row: Row, weights: readonly number[]): number {
  let score = 0;
  for (let i = 0; i < row.length; i++) score += weights[i]! * row[i]!;
  return score;
}
