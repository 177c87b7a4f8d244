import { seededNumbers, shuffled } from '../label/chance.ts';
import type { Manifest } from '../model/manifest.ts';
import type { HeadChange } from '../model/onnx-head.ts';
import { type Confusion, confusionByGroup, meanDice, sumOf } from './decide.ts';
import { changedProbabilities, type FitOptions } from './fit.ts';
import type { Fit } from './fit-threads.ts';
import { LEAST_SCENES } from './labelled.ts';
import { indicesWhere, pick, type SampleSet } from './samples.ts';

/** What an adaptation brought on labels that it had not seen, and what it cost on the anchors. */
export interface GateReport {
  readonly accepted: boolean;
  /** Why not, a sentence each; empty where it is accepted. */
  readonly reasons: readonly string[];
  /** Labels of scenes that were held out in turn, never pixels of one that was tuned on. */
  readonly labels: {
    readonly scenes: number;
    readonly pixels: number;
    readonly before: Confusion;
    readonly after: Confusion;
    readonly diceBefore: number;
    readonly diceAfter: number;
    /** 95 % of scenes drawn again and again gain between these. */
    readonly gain: readonly [lower: number, upper: number];
  };
  readonly anchors: {
    readonly samples: number;
    readonly before: Confusion;
    readonly after: Confusion;
    readonly diceBefore: number;
    readonly diceAfter: number;
  };
}

export interface GateOptions extends FitOptions {
  readonly anchors: SampleSet;
  readonly thresholds: Manifest['thresholds'];
  readonly seed: number;
  readonly fit: Fit;
}

const FOLDS = 5;
const DRAWS = 2000;
/** Mean Dice that the anchors may lose. */
export const MOST_LOST = 0.01;

/**
 * Fits a change to all labels and judges it: by scenes held out in turn (at most five folds) with a paired bootstrap over
 * scenes, and by the anchors. It is accepted when the gain's lower bound is above 0 and the anchors lose less than
 * {@link MOST_LOST}.
 */
export async function fitAndJudge(
  labels: SampleSet,
  options: GateOptions,
): Promise<{ readonly change: HeadChange; readonly report: GateReport }> {
  const { thresholds, anchors, seed } = options;
  const scenes = new Set(labels.groups).size;
  const groups = Math.max(0, ...labels.groups) + 1;
  const before = confusionByGroup(labels, labels.logProbabilities.map(Math.exp), thresholds, groups);
  const [change, after] = await Promise.all([
    options.fit(labels, options),
    scenes < LEAST_SCENES ? before : heldOut(labels, options, groups),
  ]);
  const gain = bootstrapGain(before, after, seed);
  const anchorsBefore = sumOf(confusionByGroup(anchors, anchors.logProbabilities.map(Math.exp), thresholds, 1));
  const anchorsAfter = sumOf(confusionByGroup(anchors, changedProbabilities(anchors, change), thresholds, 1));
  const lost = meanDice(anchorsBefore) - meanDice(anchorsAfter);
  const reasons = [
    ...(scenes < LEAST_SCENES
      ? [
          `The labels are of ${scenes} ${scenes === 1 ? 'scene' : 'scenes'}; at least ${LEAST_SCENES} are needed to tell a gain from chance.`,
        ]
      : gain[0] > 0
        ? []
        : [
            `On scenes that were held out the mean Dice goes from ${meanDice(sumOf(before)).toFixed(3)} to ${meanDice(sumOf(after)).toFixed(3)}; the gain (95 %: ${signed(gain[0])} to ${signed(gain[1])}) cannot be told from chance.`,
          ]),
    ...(lost < MOST_LOST
      ? []
      : [`Elsewhere, on the anchors, it would lose ${lost.toFixed(3)} of mean Dice; ${MOST_LOST} may be lost.`]),
  ];
  return {
    change,
    report: {
      accepted: reasons.length === 0,
      reasons,
      labels: {
        scenes,
        pixels: labels.count,
        before: sumOf(before),
        after: sumOf(after),
        diceBefore: meanDice(sumOf(before)),
        diceAfter: meanDice(sumOf(after)),
        gain,
      },
      anchors: {
        samples: anchors.count,
        before: anchorsBefore,
        after: anchorsAfter,
        diceBefore: meanDice(anchorsBefore),
        diceAfter: meanDice(anchorsAfter),
      },
    },
  };
}

/** Confusions of each scene by a change that was fitted without it. */
async function heldOut(labels: SampleSet, options: GateOptions, groups: number): Promise<number[][][]> {
  const order = shuffled(
    [...new Set(labels.groups)].sort((a, b) => a - b),
    seededNumbers(options.seed),
  );
  const folds = Math.min(FOLDS, order.length);
  const foldOf = new Map(order.map((group, index) => [group, index % folds]));
  const judgeFold = async (fold: number): Promise<number[][][]> => {
    const isOut = (i: number): boolean => foldOf.get(labels.groups[i]!) === fold;
    const rest = pick(
      labels,
      indicesWhere(labels, (i) => !isOut(i)),
    );
    const out = pick(labels, indicesWhere(labels, isOut));
    const change = await options.fit(rest, options);
    return confusionByGroup(out, changedProbabilities(out, change), options.thresholds, groups);
  };
  const found = await Promise.all(Array.from({ length: folds }, (_, fold) => judgeFold(fold)));
  return Array.from({ length: groups }, (_, group) => sumOf(found.map((confusions) => confusions[group]!)));
}

/** The middle 95 % of the gain in mean Dice when scenes are drawn with replacement (Efron and Tibshirani 1993). */
function bootstrapGain(
  before: readonly Confusion[],
  after: readonly Confusion[],
  seed: number,
): readonly [number, number] {
  const scenes = before.flatMap((confusion, group) => (confusion.some((row) => row.some((n) => n > 0)) ? [group] : []));
  if (scenes.length === 0) return [0, 0];
  const next = seededNumbers(seed);
  const gains = Array.from({ length: DRAWS }, () => {
    const drawn = scenes.map(() => scenes[Math.floor(next() * scenes.length)]!);
    return meanDice(sumOf(drawn.map((group) => after[group]!))) - meanDice(sumOf(drawn.map((group) => before[group]!)));
  }).sort((a, b) => a - b);
  return [gains[Math.floor(0.025 * DRAWS)]!, gains[Math.ceil(0.975 * DRAWS) - 1]!];
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(3)}`;
}
