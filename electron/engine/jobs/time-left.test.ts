import { describe, expect, it } from 'vitest';
import { createTimeLeft } from './time-left.ts';

/** What is told after each of these words: the share that is done and the seconds since the beginning. */
function told(words: readonly (readonly [fraction: number, second: number])[]): (number | null)[] {
  let clock = 0;
  const timeLeft = createTimeLeft(() => clock);
  return words.map(([fraction, second]) => {
    clock = second;
    return timeLeft(fraction);
  });
}

describe('the time left', () => {
  it('is told once some seconds and some of the work are behind it, by the pace so far', () => {
    const seconds = told([
      [0, 0],
      [0.1, 1],
      [0.2, 2],
      [0.5, 5],
      [0.9, 9],
    ]);
    expect(seconds.slice(0, 2)).toEqual([null, null]);
    expect(seconds[2]).toBeCloseTo(8, 6);
    expect(seconds[3]).toBeCloseTo(5, 6);
    expect(seconds[4]).toBeCloseTo(1, 6);
  });

  it('grows where the work slows down, and is unknown where nothing has moved', () => {
    const fast = [0, 2, 4].map((second) => [second / 5, second] as const);
    const slow = [14, 24, 34, 44].map((second) => [0.8 + (second - 4) / 1000, second] as const);
    const seconds = told([...fast, ...slow]);
    expect(seconds[2]).toBeCloseTo(1, 6);
    // At the new pace 160 s are left; at the mean one 8.
    expect(seconds.at(-1)).toBeGreaterThan(60);
    expect(
      told([
        [0, 0],
        [0.01, 60],
      ])[1],
    ).toBeNull();
  });

  it('takes no pace from what was done before', () => {
    const seconds = told([
      [0, 0],
      [0.6, 0.01],
      [0.7, 3.01],
      [0.8, 6.01],
    ]);
    expect(seconds[3]).toBeCloseTo(6, 6);
    expect(
      told([
        [0, 0],
        [0.9, 0.01],
        [0.9, 5],
      ])[2],
    ).toBeNull();
  });
});
