import { describe, expect, it } from 'vitest';
import { randomParameters, randomProbabilities, seeded } from '../../test/test-rasters.ts';
import { CancelledError } from '../core/errors.ts';
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
  it('gives the codes of a mask made at once after every movement of a slider', () => {
    const random = seeded(77);
    for (let round = 0; round < 12; round++) {
      const width = 20 + Math.floor(random() * 60);
      const height = 20 + Math.floor(random() * 60);
      const probabilities = randomProbabilities(width, height, 20, random, { blobs: 10, noise: 20 + random() * 200 });
      const session = createMaskSession(probabilities);
      let parameters = randomParameters(random, 20);
      for (let step = 0; step < 25; step++) {
        parameters = moveOne(parameters, randomParameters(random, 20), random);
        const wanted = computeMask(probabilities, parameters).codes;
        expect(session.update(parameters).codes, JSON.stringify({ round, step })).toEqual(wanted);
      }
    }
  });

  it('goes on after a cancelled update', () => {
    const probabilities = randomProbabilities(64, 600, 20, seeded(3), { blobs: 30 });
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
});
