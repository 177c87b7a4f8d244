import type { HeadChange } from '../model/onnx-head.ts';
import { inverseCurvature, type Weighed } from './curvature.ts';
import { minimise } from './lbfgs.ts';
import { CLASSES, everyFew, type SampleSet } from './samples.ts';

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
/** Labels that are fitted to, evenly among all: for 68 numbers more say nothing new. */
const MOST_FITTED = 20_000;

/**
 * Fits a change of the last layer to labels: cross-entropy with classes balanced, plus `replay.weight` times the divergence
 * (Kullback and Leibler) from the old answers on the replayed samples, plus the ridge.
 */
export function fitChange(all: SampleSet, options: FitOptions): HeadChange {
  const labels = everyFew(all, MOST_FITTED);
  const { channels } = labels;
  const scales = featureScales(options.replay?.samples ?? labels);
  const terms: readonly Term[] = [
    { set: labels, scaled: scaledFeatures(labels, scales), weights: balancedWeights(labels.labels), target: null },
    ...(options.replay ? [replayTerm(options.replay.samples, options.replay.weight, scales)] : []),
  ];
  const withWeights = options.method === 'head';
  const size = CLASSES * (withWeights ? channels + 1 : 1);
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let value = 0;
    for (const term of terms) value += addTerm(term, point, gradient);
    for (let i = 0; i < size; i++) {
      value += options.ridge * point[i]! ** 2;
      gradient[i]! += 2 * options.ridge * point[i]!;
    }
    return value;
  };
  // Features go together: without knowing how, the search takes many times as long.
  const precondition = inverseCurvature(terms, size, options.ridge);
  const { point } = minimise(objective, new Float64Array(size), { tolerance: TOLERANCE, precondition });
  return {
    shift: [...point.subarray(0, CLASSES)],
    weights: Array.from({ length: channels * CLASSES }, (_, index) =>
      withWeights ? point[CLASSES + index]! / scales[Math.floor(index / CLASSES)]! : 0,
    ),
  };
}

/** Samples, and what they are to be: their labels, or the probabilities of `target`. */
interface Term extends Weighed {
  readonly target: Float32Array | null;
}

/**
 * The loss of a term at a point (four shifts, then four weights of each channel, or shifts alone); its gradient is added
 * to `gradient`. Written out for four classes: a fit goes through some millions of samples.
 */
function addTerm({ set, scaled, weights, target }: Term, point: Float64Array, gradient: Float64Array): number {
  const { channels, logProbabilities: old, labels } = set;
  const used = point.length > CLASSES ? channels : 0;
  let loss = 0;
  for (let i = 0; i < set.count; i++) {
    const from = i * channels;
    const at = CLASSES * i;
    let a = old[at]! + point[0]!;
    let b = old[at + 1]! + point[1]!;
    let c = old[at + 2]! + point[2]!;
    let d = old[at + 3]! + point[3]!;
    for (let channel = 0, w = CLASSES; channel < used; channel++, w += CLASSES) {
      const f = scaled[from + channel]!;
      a += f * point[w]!;
      b += f * point[w + 1]!;
      c += f * point[w + 2]!;
      d += f * point[w + 3]!;
    }
    const most = Math.max(a, b, c, d);
    const [ea, eb, ec, ed] = [Math.exp(a - most), Math.exp(b - most), Math.exp(c - most), Math.exp(d - most)];
    const sum = ea + eb + ec + ed;
    const norm = most + Math.log(sum);
    const weight = typeof weights === 'number' ? weights : weights[i]!;
    let [wa, wb, wc, wd] = [0, 0, 0, 0];
    if (target === null) {
      const label = labels[i]!;
      wa = label === 0 ? 1 : 0;
      wb = label === 1 ? 1 : 0;
      wc = label === 2 ? 1 : 0;
      wd = label === 3 ? 1 : 0;
      loss -= weight * ((label === 0 ? a : label === 1 ? b : label === 2 ? c : d) - norm);
    } else {
      wa = target[at]!;
      wb = target[at + 1]!;
      wc = target[at + 2]!;
      wd = target[at + 3]!;
      const moved =
        wa * (a - norm - old[at]!) +
        wb * (b - norm - old[at + 1]!) +
        wc * (c - norm - old[at + 2]!) +
        wd * (d - norm - old[at + 3]!);
      loss -= weight * moved;
    }
    const ga = weight * (ea / sum - wa);
    const gb = weight * (eb / sum - wb);
    const gc = weight * (ec / sum - wc);
    const gd = weight * (ed / sum - wd);
    gradient[0]! += ga;
    gradient[1]! += gb;
    gradient[2]! += gc;
    gradient[3]! += gd;
    for (let channel = 0, w = CLASSES; channel < used; channel++, w += CLASSES) {
      const f = scaled[from + channel]!;
      gradient[w]! += ga * f;
      gradient[w + 1]! += gb * f;
      gradient[w + 2]! += gc * f;
      gradient[w + 3]! += gd * f;
    }
  }
  return loss;
}

function replayTerm(set: SampleSet, weight: number, scales: Float32Array): Term {
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
