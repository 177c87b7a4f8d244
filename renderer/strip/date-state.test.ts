import { describe, expect, it } from 'vitest';
import type { ApiCorrection, Job, MaskState } from '../api/types.ts';
import type { Tuning } from '../state/scene.ts';
import { countedMask, progressOf } from './date-state.ts';

const tuning: Tuning = {
  parameters: {
    thresholds: { shadow: 0.5, semi: 0.5, cloud: 0.5 },
    bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
    minAreaSquareMetres: 0,
  },
  corrections: [],
};
const state = (pack: string, grid: 10 | 20 | 60, fraction = 1): MaskState => ({ pack, grid, fraction });
const counted = (states: MaskState[]) => {
  const mask = countedMask({ pack: 'a', grid: 20 }, tuning, states);
  return mask && `${mask.pack} ${mask.grid}`;
};

describe('the mask that counts', () => {
  it.each([
    ['the chosen one, not a finer one', [state('a', 10), state('a', 20), state('a', 60)], 'a 20'],
    ['else the finest of its network', [state('b', 10), state('a', 60), state('a', 20, 0.5)], 'a 60'],
    ['else any', [state('b', 60), state('b', 10)], 'b 10'],
    ['none that is not whole', [state('a', 20, 0.99)], null],
    ['none', [], null],
  ])('is %s', (_name, states, expected) => expect(counted(states)).toBe(expected));
});

describe('the work on a date', () => {
  const product = { id: 'p1', preview: { pack: 'a', grid: 60 as const } };
  const stroke: ApiCorrection = { class: 'cloud', shape: { kind: 'stroke', points: [[13, 53]], radiusMetres: 50 } };
  const mask = (grid: 20 | 60, corrections: ApiCorrection[] = []) => ({
    parameters: tuning.parameters,
    ...{ pack: 'a', grid, corrections },
  });
  const exported = (change: Partial<Job>) => ({ kind: 'export', product: 'p1', state: 'done', ...change }) as Job;

  it.each([
    ['none', null, []],
    ['preview', mask(60), []],
    ['computed', mask(20), []],
    ['corrected', mask(60, [stroke]), []],
    ['exported', mask(20, [stroke]), [exported({})]],
    ['computed', mask(20), [exported({ state: 'failed' }), exported({ product: 'p2' }), exported({ kind: 'mask' })]],
  ] as const)('is %s', (progress, of, jobs) => expect(progressOf(product, of, jobs)).toBe(progress));
});
