import { fit } from "./fit.ts";
import { measureSamples, type Quality } from "./measure.ts";
import { takeSamples } from "./samples.ts";
import { signals } from "./signals.ts";
import type { Material } from "./sweep.ts";
import { defaultWeights, weightsOf, type Weights } from "./weights.ts";

/** With fewer linking stories the weights would follow chance. */
export const LEAST_STORIES = 60;
/** Shares of what the newsroom taught in the final weights that are tried; the rest are the defaults. */
const shares = [0.5, 0.35, 0.65, 0.8] as const;

export interface Calibration {
  readonly weights: Weights;
  /** On the latest 30 % of linking stories: default weights, and weights taught by the 70 % before them. */
  readonly before: Quality;
  readonly after: Quality;
}

/**
 * Fits the weights to the links that people set in this newsroom; null with fewer than 60 linking stories.
 * The quality is measured on stories that the measured weights have not seen; the weights given back learned from all.
 */
export function calibrate(material: Material): Calibration | null {
  const samples = takeSamples(material);
  if (samples.length < LEAST_STORIES) return null;
  const cut = Math.floor(samples.length * 0.7);
  const latest = samples.slice(cut);
  const early = fit(samples.slice(0, cut));
  const tried = shares.map((share) => ({ share, quality: measureSamples(latest, blend(early, share)) }));
  const best = tried.reduce((most, other) => (worth(other.quality) > worth(most.quality) + 0.004 ? other : most));
  return {
    weights: blend(fit(samples), best.share),
    before: measureSamples(latest, defaultWeights),
    after: best.quality,
  };
}

function worth({ recall5, mrr }: Quality): number {
  return recall5 + mrr / 2;
}

/** The mean of what the links teach and the defaults, both brought to the length of the defaults first. */
function blend(own: readonly number[], share: number): Weights {
  const defaults = signals.map((signal) => defaultWeights[signal]);
  const scale = lengthOf(defaults) / (lengthOf(own) || 1);
  return weightsOf(
    own.map((weight, i) => Math.round((share * weight * scale + (1 - share) * defaults[i]!) * 1000) / 1000),
  );
}

function lengthOf(vector: readonly number[]): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
