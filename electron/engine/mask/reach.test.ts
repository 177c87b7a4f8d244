import { describe, expect, it } from 'vitest';
import { randomProbabilities, seeded } from '../../test/test-rasters.ts';
import { CLEAR, CLOUD, MISSING, REACH_STEP_METRES, SEMI, SHADOW } from '../core/classes.ts';
import { computeMask } from './compute.ts';
import { defaultParameters } from './parameters.ts';
import { createMaskSession } from './session.ts';

/** The class of a pixel by the rule that the graphics card follows. */
function classOf([shadow, semi, cloud, observed]: Uint8Array, metres: readonly [number, number, number]): number {
  const covers = (reach: number, buffer: number) => reach <= Math.floor(buffer / REACH_STEP_METRES);
  if (shadow === 0 && semi === 0 && cloud === 0 && observed === 0) return MISSING;
  if (covers(cloud!, metres[2])) return CLOUD;
  if (covers(semi!, metres[1])) return SEMI;
  return covers(shadow!, metres[0]) ? SHADOW : CLEAR;
}

describe('the reach of classes', () => {
  it.each([
    [60, 0],
    [20, 4000],
    [10, 0],
  ])(
    'gives the mask of every buffer that tells distances apart, pixels of %i m, objects of %i m²',
    (pixel, minArea) => {
      const probabilities = randomProbabilities(150, 130, pixel, seeded(pixel), { blobs: 12 });
      const session = createMaskSession(probabilities);
      const reach = session.reach(defaultParameters({ minAreaSquareMetres: minArea }));
      for (const [shadow, semi, cloud] of [
        [0, 0, 0],
        [pixel, 0, 3 * pixel],
        [500, 120, 0],
        [0, 60, 500],
      ] as const) {
        const bufferMetres = { shadow, semi, cloud };
        const { codes } = computeMask(probabilities, defaultParameters({ minAreaSquareMetres: minArea, bufferMetres }));
        const drawn = codes.map((_, i) => classOf(reach.subarray(4 * i, 4 * i + 4), [shadow, semi, cloud]));
        expect(drawn.findIndex((code, i) => code !== codes[i])).toBe(-1);
        expect(new Set(codes).size).toBeGreaterThan(2);
      }
    },
  );

  it('is rounded up by less than a step', () => {
    const probabilities = randomProbabilities(90, 80, 20, seeded(9), { blobs: 20 });
    const reach = createMaskSession(probabilities).reach(defaultParameters());
    const clouds: [number, number][] = [];
    for (let i = 0; i < 90 * 80; i++)
      if (reach[4 * i + 2] === 0 && reach[4 * i + 3] !== 0) clouds.push([i % 90, Math.floor(i / 90)]);
    expect(clouds.length).toBeGreaterThan(20);
    for (let i = 0; i < 90 * 80; i += 37) {
      if (reach[4 * i + 3] === 0) continue;
      const metres = 20 * Math.min(...clouds.map(([x, y]) => Math.hypot(x - (i % 90), y - Math.floor(i / 90))));
      const steps = reach[4 * i + 2]!;
      if (metres > 500) expect(steps).toBe(255);
      else expect(steps).toBe(Math.max(0, Math.ceil(metres / REACH_STEP_METRES - 1e-9)));
    }
  });
});
