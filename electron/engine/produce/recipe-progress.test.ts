import { expect, it } from 'vitest';
import type { OutputFormat } from '../export/format.ts';
import { recipeProgress } from './recipe-progress.ts';

type Estimated = Pick<OutputFormat, 'estimate' | 'names'>;
const small: Estimated = { names: () => ['mask.tif'], estimate: () => [1e6, 1e6] };
const large: Estimated = { names: () => ['mask.tif'], estimate: () => [200e6, 800e6] };
const bands: Estimated = {
  names: () => ['B01.tif', ...Array.from({ length: 10 }, () => 'B.tif')],
  estimate: () => [10e6, 30e6],
};
const subject = {} as Parameters<OutputFormat['estimate']>[0];

/** What the whole is told of computing, by its fractions, and of writing each file to its half and its end. */
function told(formats: readonly Estimated[], computed: readonly number[]): number[] {
  const heard: number[] = [];
  const progress = recipeProgress(formats, subject, ({ fraction }) => heard.push(fraction));
  for (const fraction of computed) progress.computing({ fraction, stage: 'Computing' });
  for (const index of formats.keys())
    for (const fraction of [0.5, 1]) progress.writing(index)({ fraction, stage: 'Writing' });
  return heard;
}

it('begins at nothing where the mask was computed before, and goes by the size of the files', () => {
  const heard = told([small, large, small], [1]);
  expect(heard[0]).toBe(0);
  expect(heard[2]).toBeLessThan(0.15);
  expect(heard[4]).toBeGreaterThan(0.9);
  expect(heard.at(-1)).toBeCloseTo(1, 9);
});

it('gives each cleaned band of a small scene the time of a file', () => {
  const heard = told([small, small, bands], [1]);
  expect(heard.at(-3)).toBeLessThan(0.2);
});

it('gives most of it to computing where one small file is written, and never goes back', () => {
  const heard = told([small], [0, 0.5, 1, 1]);
  expect(heard[0]).toBe(0);
  expect(heard[2]).toBeGreaterThan(0.85);
  expect(heard).toEqual(heard.toSorted((a, b) => a - b));
  expect(heard.at(-1)).toBeCloseTo(1, 9);
});

it('does not take the time that computing has left for that of the whole', () => {
  const heard: object[] = [];
  const progress = recipeProgress([large], subject, (one) => heard.push(one));
  progress.computing({ fraction: 0.5, stage: 'Tile 1 of 2', secondsLeft: 4 });
  expect(heard[0]).not.toHaveProperty('secondsLeft');
});
