import { expect, it } from 'vitest';
import { scoreIntervals, wilsonInterval } from './intervals.ts';

it('gives the Wilson intervals that are published', () => {
  // Newcombe 1998, Two-sided confidence intervals for the single proportion, table I, method 3.
  for (const [right, count, from, to] of [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const) {
    const interval = wilsonInterval(right, count)!;
    expect(interval[0]).toBeCloseTo(from, 4);
    expect(interval[1]).toBeCloseTo(to, 4);
  }
  expect(wilsonInterval(0, 0)).toBeNull();
});

it('keeps shares of none and of all within 0 to 1, in spite of rounding', () => {
  for (let count = 1; count <= 200; count++) {
    expect(wilsonInterval(0, count)![0]).toBeGreaterThanOrEqual(0);
    expect(wilsonInterval(count, count)![1]).toBeLessThanOrEqual(1);
  }
});

it('holds the balanced accuracy between what resampling within the classes gives', () => {
  const matrix = {
    codes: [1, 4] as const,
    counts: [
      [90, 10],
      [5, 15],
    ],
  };
  const { balancedAccuracy, overallAccuracy, classes } = scoreIntervals(matrix, ['clear', 'cloud']);
  // Of the normal approximation: 0.825 ± 1.96 * sqrt(0.9 * 0.1 / 100 + 0.75 * 0.25 / 20) / 2.
  expect(balancedAccuracy![0]).toBeCloseTo(0.726, 1);
  expect(balancedAccuracy![1]).toBeCloseTo(0.924, 1);
  expect(scoreIntervals(matrix, ['clear', 'cloud']).balancedAccuracy).toEqual(balancedAccuracy);
  expect(overallAccuracy).toEqual(wilsonInterval(105, 120));
  expect(classes[1]!.producersAccuracy).toEqual(wilsonInterval(15, 20));
  expect(classes[1]!.usersAccuracy).toEqual(wilsonInterval(15, 25));
});

it('takes the 2.5 and 97.5 percentiles of the balanced accuracy, of the classes that the reference has', () => {
  const matrix = {
    codes: [1, 2, 4] as const,
    counts: [
      [1600, 0, 400],
      [0, 0, 0],
      [0, 0, 10],
    ],
  };
  const [from, to] = scoreIntervals(matrix, ['clear', 'shadow', 'cloud']).balancedAccuracy!;
  // Of a share of 0.8 of 2000 the binomial quantiles are 0.7825 and 0.8175 (0.7853 and 0.8147 at 5 and 95 %); a class
  // without error adds nothing to the spread, and halves it.
  expect(Math.abs(from - (0.7825 + 1) / 2)).toBeLessThan(0.0007);
  expect(Math.abs(to - (0.8175 + 1) / 2)).toBeLessThan(0.0007);
});
