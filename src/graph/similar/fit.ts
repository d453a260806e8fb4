import type { Sample } from "./samples.ts";
import { signals } from "./signals.ts";

/** Newest samples learned from: more make it slower and hardly better. */
const MOST_SAMPLES = 2000;
const STEPS = 200;
const RATE = 0.1;
/** Pulls weights towards 0, so that few samples cannot make any of them large. */
const DECAY = 0.003;

/**
 * Weights, none below 0, under which the linked candidates of the samples get the most of a softmax over all
 * candidates (listwise loss). Adam with fixed steps from fixed beginnings over samples in their order: equal samples,
 * equal weights.
 */
export function fit(samples: readonly Sample[]): readonly number[] {
  const known = samples.filter((sample) => sample.linked.includes(true)).slice(-MOST_SAMPLES);
  const weights = signals.map(() => 0.5);
  const mean = signals.map(() => 0);
  const square = signals.map(() => 0);
  for (let step = 1; step <= STEPS; step++) {
    const slope = slopeOf(known, weights);
    for (let i = 0; i < weights.length; i++) {
      mean[i] = 0.9 * mean[i]! + 0.1 * slope[i]!;
      square[i] = 0.999 * square[i]! + 0.001 * slope[i]! ** 2;
      const stride = mean[i]! / (1 - 0.9 ** step) / (Math.sqrt(square[i]! / (1 - 0.999 ** step)) + 1e-8);
      weights[i] = Math.max(0, weights[i]! - RATE * stride);
    }
  }
  return weights;
}

function slopeOf(samples: readonly Sample[], weights: readonly number[]): number[] {
  const slope = weights.map((weight) => 2 * DECAY * weight);
  for (const sample of samples) addSlope(slope, sample, weights, 1 / samples.length);
  return slope;
}

function addSlope(slope: number[], { rows, linked }: Sample, weights: readonly number[], share: number): void {
  const scores = rows.map((row) => row.reduce((score, value, i) => score + value * weights[i]!, 0));
  const highest = scores.reduce((most, score) => Math.max(most, score), 0);
  const odds = scores.map((score) => Math.exp(score - highest));
  const all = odds.reduce((total, odd) => total + odd, 0);
  const links = linked.filter(Boolean).length;
  for (const [r, row] of rows.entries()) {
    const miss = odds[r]! / all - (linked[r]! ? 1 / links : 0);
    for (let i = 0; i < row.length; i++) slope[i]! += share * miss * row[i]!;
  }
}
