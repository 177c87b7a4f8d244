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
