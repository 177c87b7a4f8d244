import type { HeadChange } from '../model/onnx-head.ts';
import { minimise } from './lbfgs.ts';
import { CLASSES, type SampleSet } from './samples.ts';

/** `calibration` moves the four logits as a whole; `head` weighs the features anew as well. */
export type AdaptMethod = 'calibration' | 'head';

export interface FitOptions {
  readonly method: AdaptMethod;
  /** What the network is to go on answering as before, and how much that counts against the labels. */
  readonly replay: { readonly samples: SampleSet; readonly weight: number } | null;
  /** How much large changes cost: factor of the squares of the numbers, features scaled to a deviation of 1. */
  readonly ridge: number;
}

/** Of the gradient, whose terms all weigh about 1. */
const TOLERANCE = 2e-4;

/**
 * Fits a change of the last layer to labels: cross-entropy with classes balanced, plus `replay.weight` times the divergence
 * (Kullback and Leibler) from the old answers on the replayed samples, plus the ridge.
 */
export function fitChange(labels: SampleSet, options: FitOptions): HeadChange {
  const { channels } = labels;
  const scales = featureScales(options.replay?.samples ?? labels);
  const terms = [
    { set: labels, scaled: scaledFeatures(labels, scales), weights: balancedWeights(labels.labels), target: null },
    ...(options.replay ? [replayTerm(options.replay.samples, options.replay.weight, scales)] : []),
  ];
  const withWeights = options.method === 'head';
  const size = CLASSES * (withWeights ? channels + 1 : 1);
  const logits = new Float64Array(CLASSES);
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let value = 0;
    for (const { set, scaled, weights, target } of terms)
      for (let i = 0; i < set.count; i++) {
        const weight = typeof weights === 'number' ? weights : weights[i]!;
        const from = i * channels;
        for (let k = 0; k < CLASSES; k++) logits[k] = set.logProbabilities[i * CLASSES + k]! + point[k]!;
        if (withWeights)
          for (let c = 0; c < channels; c++) {
            const f = scaled[from + c]!;
            if (f === 0) continue;
            const at = CLASSES * (c + 1);
            for (let k = 0; k < CLASSES; k++) logits[k]! += f * point[at + k]!;
          }
        const norm = logSumExp(logits);
        for (let k = 0; k < CLASSES; k++) {
          const wanted = target === null ? (k === set.labels[i] ? 1 : 0) : target[i * CLASSES + k]!;
          const logP = logits[k]! - norm;
          if (wanted > 0)
            value -= weight * wanted * (target === null ? logP : logP - set.logProbabilities[i * CLASSES + k]!);
          const pull = weight * (Math.exp(logP) - wanted);
          gradient[k]! += pull;
          if (withWeights)
            for (let c = 0; c < channels; c++) gradient[CLASSES * (c + 1) + k]! += pull * scaled[from + c]!;
        }
      }
    for (let i = 0; i < size; i++) {
      value += options.ridge * point[i]! ** 2;
      gradient[i]! += 2 * options.ridge * point[i]!;
    }
    return value;
  };
  const { point } = minimise(objective, new Float64Array(size), { tolerance: TOLERANCE });
  return {
    shift: [...point.subarray(0, CLASSES)],
    weights: Array.from({ length: channels * CLASSES }, (_, index) =>
      withWeights ? point[CLASSES + index]! / scales[Math.floor(index / CLASSES)]! : 0,
    ),
  };
}

function replayTerm(set: SampleSet, weight: number, scales: Float32Array) {
  const target = set.logProbabilities.map(Math.exp);
  return { set, scaled: scaledFeatures(set, scales), weights: weight / set.count, target };
}

/** Standard deviation of each channel; 1 where it never changes. */
function featureScales({ channels, count, features }: SampleSet): Float32Array {
  const scales = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const f = features[i * channels + c]!;
      sum += f;
      squares += f * f;
    }
    scales[c] = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2)) || 1;
  }
  return scales;
}

function scaledFeatures({ channels, features }: SampleSet, scales: Float32Array): Float32Array {
  return features.map((f, i) => f / scales[i % channels]!);
}

/** Weights by which each class that occurs counts the same, all together 1. */
function balancedWeights(labels: Uint8Array): Float64Array {
  const counts = new Array<number>(CLASSES).fill(0);
  for (const label of labels) counts[label]!++;
  const present = counts.filter((count) => count > 0).length;
  return Float64Array.from(labels, (label) => 1 / (present * counts[label]!));
}

function logSumExp(values: Float64Array): number {
  let most = values[0]!;
  for (const value of values) most = Math.max(most, value);
  let sum = 0;
  for (const value of values) sum += Math.exp(value - most);
  return most + Math.log(sum);
}

/** The probabilities of samples after a change, sample i, class k at i * 4 + k. */
export function changedProbabilities(set: SampleSet, { weights, shift }: HeadChange): Float32Array {
  const result = new Float32Array(set.count * CLASSES);
  const logits = new Float64Array(CLASSES);
  for (let i = 0; i < set.count; i++) {
    for (let k = 0; k < CLASSES; k++) {
      logits[k] = set.logProbabilities[i * CLASSES + k]! + shift[k]!;
      for (let c = 0; c < set.channels; c++)
        logits[k]! += set.features[i * set.channels + c]! * weights[c * CLASSES + k]!;
    }
    const norm = logSumExp(logits);
    for (let k = 0; k < CLASSES; k++) result[i * CLASSES + k] = Math.exp(logits[k]! - norm);
  }
  return result;
}
