import { describe, expect, it } from 'vitest';
import { randomParameters, randomProbabilities, seeded } from '../../test/test-rasters.ts';
import { CancelledError, RasterError } from '../core/errors.ts';
import { computeMask } from './compute.ts';
import { defaultParameters } from './parameters.ts';
import { createMaskSession } from './session.ts';
import type { MaskParameters } from './types.ts';

/** The parameters with one of the seven numbers taken from others, as a slider does. */
function moveOne(from: MaskParameters, to: MaskParameters, random: () => number): MaskParameters {
  const id = (['shadow', 'semi', 'cloud'] as const)[Math.floor(random() * 3)] as 'shadow' | 'semi' | 'cloud';
  const which = random();
  if (which < 0.2) return { ...from, minAreaSquareMetres: to.minAreaSquareMetres };
  const key = which < 0.6 ? 'thresholds' : 'bufferMetres';
  return { ...from, [key]: { ...from[key], [id]: to[key][id] } };
}

describe('createMaskSession', () => {
  it('gives the codes of computeMask after every movement of a slider, whole and in windows', () => {
    const random = seeded(77);
    for (let round = 0; round < 12; round++) {
      const width = 20 + Math.floor(random() * 60);
      const height = 20 + Math.floor(random() * 60);
      const probabilities = randomProbabilities(width, height, 20, random, 10, 20 + random() * 200);
      const session = createMaskSession(probabilities);
      let parameters = randomParameters(random, 20);
      for (let step = 0; step < 25; step++) {
        parameters = moveOne(parameters, randomParameters(random, 20), random);
        const column = Math.floor(random() * width);
        const row = Math.floor(random() * height);
        const window =
          random() < 0.6
            ? { column: 0, row: 0, width, height }
            : {
                column,
                row,
                width: 1 + Math.floor(random() * (width - column)),
                height: 1 + Math.floor(random() * (height - row)),
              };
        const whole = computeMask(probabilities, parameters).codes;
        const wanted = new Uint8Array(window.width * window.height);
        for (let r = 0; r < window.height; r++) {
          const from = (window.row + r) * width + window.column;
          wanted.set(whole.subarray(from, from + window.width), r * window.width);
        }
        expect(session.update(parameters, { window }).codes, JSON.stringify({ round, step })).toEqual(wanted);
      }
    }
  });

  it('goes on after a cancelled update', () => {
    const probabilities = randomProbabilities(64, 600, 20, seeded(3), 30);
    const session = createMaskSession(probabilities);
    const parameters = defaultParameters({ bufferMetres: { cloud: 60, shadow: 40 }, minAreaSquareMetres: 4000 });
    for (let tests = 0; tests < 12; tests++) {
      let asked = 0;
      const signal = {
        get aborted() {
          return ++asked > tests;
        },
      };
      const moved = { ...parameters, bufferMetres: { cloud: 20 * tests, semi: 20, shadow: 100 - tests } };
      expect(() => session.update(moved, { signal })).toThrow(CancelledError);
    }
    expect(session.update(parameters).codes).toEqual(computeMask(probabilities, parameters).codes);
  });

  it('refuses a window that is not within the raster', () => {
    const session = createMaskSession(randomProbabilities(10, 10, 20, seeded(4)));
    const window = { column: 5, row: 0, width: 6, height: 4 };
    expect(() => session.update(defaultParameters(), { window })).toThrow(RasterError);
  });
});
