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

const ofTime: ReadonlySet<Signal> = new Set(["year", "recent"]);

/** The same without the signals that only tell how old a story is. */
export function kinshipList(weights: Weights): readonly number[] {
  return weightList(weights).map((weight, i) => (ofTime.has(signals[i]!) ? 0 : weight));
}

/** A score from 0 to 1: the weighted mean of the signals. */
export function scoreRow(row: Row, weights: readonly number[]): number {
  let score = 0;
  for (let i = 0; i < row.length; i++) score += weights[i]! * row[i]!;
  return score;
}

/** The way back from a list in the order of `signals`. */
export function weightsOf(list: readonly number[]): Weights {
  return Object.fromEntries(signals.map((signal, i) => [signal, list[i]!])) as Weights;
}

/** related.weights.json: one signal a line, so that a change can be reviewed. */
export function renderWeights(weights: Weights): string {
  return `${JSON.stringify(Object.fromEntries(signals.map((signal) => [signal, weights[signal]])), null, 2)}\n`;
}

/** What related.weights.json holds, or in words what is wrong with it. */
export function parseWeights(text: string): Weights | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "it is not JSON";
  }
  if (typeof value !== "object" || value === null) return "it is not an object";
  const given = new Map<string, unknown>(Object.entries(value));
  const wrong = signals.filter((signal) => !isWeight(given.get(signal)));
  if (wrong.length > 0) return `${wrong.join(", ")} must each be a number from 0 to 1000`;
  const unknown = [...given.keys()].filter((key) => !signals.some((signal) => signal === key));
  if (unknown.length > 0) return `${unknown.join(", ")}: no such signal`;
  if ([...given.values()].every((weight) => weight === 0)) return "one weight at least must be above 0";
  return weightsOf(signals.map((signal) => Number(given.get(signal))));
}

function isWeight(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= 1000;
}
