import { describe, expect, it } from 'vitest';
import { seededNumbers } from '../label/chance.ts';
import { encodeAnchors, toHalf } from './anchors.ts';
import { decide } from './decide.ts';
import { changedProbabilities, fitChange } from './fit.ts';
import { fitAndJudge } from './gate.ts';
import { minimise } from './lbfgs.ts';
import { SampleCollector, type SampleSet } from './samples.ts';

const THRESHOLDS = { shadow: 0.33, semi: 0.33, cloud: 0.33 };

/** Scenes of two kinds of ground; the network takes much of the second class for the first, more so by `bias`. */
function scenes(
  count: number,
  { bias, seed, pixels = 60 }: { bias: number; seed: number; pixels?: number },
): SampleSet {
  const next = seededNumbers(seed);
  const collector = new SampleCollector(2);
  for (let scene = 0; scene < count; scene++)
    for (let i = 0; i < pixels; i++) {
      const label = next() < 0.5 ? 0 : 1;
      const signal = label === 1 ? 1 : -1;
      const features = [signal + (next() - 0.5) * 3, next()];
      const logit = 1.2 * features[0]! - bias;
      const p = 1 / (1 + Math.exp(-logit));
      collector.add(features, [1 - p, p, 1e-6, 1e-6], label, scene);
    }
  return collector.set();
}

describe('minimise', () => {
  it('finds the minimum of a narrow valley', () => {
    const { point, iterations } = minimise((x, g) => {
      g[0] = 2 * (x[0]! - 3);
      g[1] = 200 * (x[1]! + 1);
      return (x[0]! - 3) ** 2 + 100 * (x[1]! + 1) ** 2;
    }, new Float64Array(2));
    expect(point[0]).toBeCloseTo(3, 4);
    expect(point[1]).toBeCloseTo(-1, 4);
    expect(iterations).toBeLessThan(30);
  });
});

describe('fitChange', () => {
  it('takes back a shift of the logits', () => {
    const labels = scenes(6, { bias: 2, seed: 1 });
    const change = fitChange(labels, { method: 'calibration', replay: null, ridge: 1e-4 });
    expect(change.shift[1]! - change.shift[0]!).toBeGreaterThan(1);
    expect(change.weights.every((weight) => weight === 0)).toBe(true);
    const right = (p: ArrayLike<number>) =>
      labels.labels.filter((label, i) => decide(p, i, THRESHOLDS) === label).length / labels.count;
    const before = right(labels.logProbabilities.map(Math.exp));
    expect(right(changedProbabilities(labels, change))).toBeGreaterThan(before + 0.05);
  });

  it('stays with the old answers where replay outweighs the labels', () => {
    const labels = scenes(6, { bias: 2, seed: 1 });
    const elsewhere = scenes(6, { bias: 0, seed: 2 });
    const replay = { samples: elsewhere, weight: 1e4 };
    const { shift, weights } = fitChange(labels, { method: 'head', replay, ridge: 1e-4 });
    for (const number of [...shift, ...weights]) expect(Math.abs(number)).toBeLessThan(0.05);
  });
});

describe('the gate', () => {
  const fit = async (...args: Parameters<typeof fitChange>) => fitChange(...args);
  const options = { method: 'calibration', ridge: 1e-3, thresholds: THRESHOLDS, seed: 3, fit } as const;

  it('accepts what makes held-out scenes better and costs nothing elsewhere', async () => {
    const anchors = scenes(1, { bias: 2, seed: 9, pixels: 600 });
    const { report } = await fitAndJudge(scenes(8, { bias: 2, seed: 1 }), { ...options, anchors, replay: null });
    expect(report).toMatchObject({ accepted: true, reasons: [], labels: { scenes: 8 } });
    expect(report.labels.gain[0]).toBeGreaterThan(0);
  });

  it('refuses what cannot be told from chance', async () => {
    const anchors = scenes(1, { bias: 0, seed: 9, pixels: 600 });
    const { report } = await fitAndJudge(scenes(8, { bias: 0, seed: 1 }), { ...options, anchors, replay: null });
    expect(report.accepted).toBe(false);
    expect(report.reasons.join()).toContain('cannot be told from chance');
  });

  it('refuses what costs other places', async () => {
    const anchors = scenes(1, { bias: -0.5, seed: 9, pixels: 2000 });
    const { report } = await fitAndJudge(scenes(8, { bias: 3, seed: 1 }), { ...options, anchors, replay: null });
    expect(report.labels.gain[0]).toBeGreaterThan(0);
    expect(report.reasons.join()).toContain('on the anchors');
  });

  it('refuses labels of two scenes, whatever they say', async () => {
    const anchors = scenes(1, { bias: 2, seed: 9 });
    const { report } = await fitAndJudge(scenes(2, { bias: 2, seed: 1 }), { ...options, anchors, replay: null });
    expect(report.accepted).toBe(false);
    expect(report.reasons[0]).toContain('2 scenes; at least 3');
  });
});

describe('half precision', () => {
  it.each([
    [0, 0],
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [1e9, 0x7bff],
    [2 ** -24, 1],
    [2 ** -14, 0x0400],
    [0.1, 0x2e66],
    [1 + 2 ** -11, 0x3c00],
    [2047.9999, 0x6800],
  ])('writes %f as %i', (value, bits) => expect(toHalf(value)).toBe(bits));

  it('writes anchors in the size that their numbers take', () => {
    const set = scenes(1, { bias: 0, seed: 1 });
    expect(encodeAnchors(set, 'ab'.repeat(32))).toHaveLength(48 + 60 * (2 * 2 + 2 * 4 + 1));
  });
});
