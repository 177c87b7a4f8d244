import { expect, it } from 'vitest';
import { cohensKappa } from './agree.ts';

it('is agreement beyond what the shares of both people make likely', () => {
  // 0.6 agree; 0.6 * 0.7 + 0.4 * 0.3 would by chance.
  expect(
    cohensKappa([
      [45, 15],
      [25, 15],
    ]),
  ).toBeCloseTo((0.6 - 0.54) / (1 - 0.54), 12);
});

it('is not told where one class is all there is', () => {
  expect(
    cohensKappa([
      [9, 0],
      [0, 0],
    ]),
  ).toBeNull();
});
