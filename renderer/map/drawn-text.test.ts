import { describe, expect, it } from 'vitest';
import type { ClassLayer } from '../api/types.ts';
import type { DrawnMask } from '../state/drawn-masks.ts';
import { drawnText } from './drawn-text.ts';

const parameters = {
  thresholds: { shadow: 0.5, semi: 0.5, cloud: 0.5 },
  bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
  minAreaSquareMetres: 0,
};
const layer = (pack: string, grid: 10 | 20 | 60): ClassLayer => ({
  kind: 'mask',
  mask: { pack, grid, parameters, corrections: [] },
});
const fine = layer('a', 20) as Extract<ClassLayer, { kind: 'mask' }>;
const drawn: DrawnMask = { product: 'p1', request: fine, fraction: 1, draft: false, standIn: null };
const preview = { pack: 'a', grid: 60 } as const;

describe('what is drawn is called by what it is', () => {
  it.each([
    ['the whole mask', drawn, 'Mask a 20 m'],
    ['a slider in motion', { ...drawn, draft: true }, 'Mask a 20 m, while moving: approximate'],
    ['a part', { ...drawn, fraction: 0.329, standIn: preview }, 'Mask a 20 m, 32 % computed; the rest: 60 m'],
    ['a part alone', { ...drawn, fraction: 0.329 }, 'Mask a 20 m, 32 % computed; the rest: none'],
    ['the preview in its place', { ...drawn, fraction: 0, standIn: preview }, 'Mask a 60 m; 20 m is not computed'],
    ['nothing', { ...drawn, fraction: 0 }, 'No mask yet: a 20 m is not computed'],
    ['nothing yet', undefined, 'Mask a 20 m: being read'],
    [
      'the rest of another network',
      { ...drawn, fraction: 0.329, standIn: { ...preview, pack: 'b' } },
      'Mask a 20 m, 32 % computed; the rest: b 60 m',
    ],
    [
      'another network in its place',
      { ...drawn, fraction: 0, standIn: { ...preview, pack: 'b' } },
      'Mask b 60 m; a 20 m is not computed',
    ],
    ['the grid of before', { ...drawn, request: layer('a', 60) }, 'Mask a 60 m; 20 m is being read'],
    ['the network of before', { ...drawn, request: layer('b', 20) }, 'Mask b 20 m; a 20 m is being read'],
  ])('%s', (_name, there, text) => expect(drawnText(fine, there, '')).toBe(text));

  it('says that what is not there is being computed', () => {
    expect(drawnText(fine, { ...drawn, fraction: 0 }, '', true)).toBe('No mask yet: a 20 m is being computed');
    const instead = { ...drawn, fraction: 0, standIn: preview };
    expect(drawnText(fine, instead, '', true)).toBe('Mask a 60 m; 20 m is being computed');
  });

  it('an agreement map and a reference', () => {
    const request: ClassLayer = { kind: 'agreement', mask: fine.mask, reference: 'scl' };
    expect(drawnText(request, { ...drawn, request }, 'SCL')).toBe('Agreement of a 20 m with SCL');
    const reference: ClassLayer = { kind: 'reference', reference: 'scl' };
    expect(drawnText(reference, { ...drawn, request: reference }, 'SCL')).toBe('SCL');
  });
});
