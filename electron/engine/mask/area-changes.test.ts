import { describe, expect, it } from 'vitest';
import { randomProbabilities, seeded } from '../../test/test-rasters.ts';
import { CLEAR, CLOUD, MISSING, SEMI, SHADOW, TOLD_AREAS } from '../core/classes.ts';
import { CancelledError } from '../core/errors.ts';
import { changesByArea } from './area-changes.ts';
import { computeMask } from './compute.ts';
import { defaultParameters } from './parameters.ts';
import { encodeRuns } from './runs.ts';
import { createMaskSession } from './session.ts';

/** The class of a pixel by the rule that the graphics card follows; steps are counted from 1, 0 is before all. */
function classOf(pixel: Uint8Array, step: number): number {
  if (pixel.every((value) => value === 0)) return MISSING;
  const passed = pixel.subarray(0, 3).filter((change) => change <= step).length;
  return ((pixel[3]! >> (2 * passed)) & 3) + 1;
}

describe('changes by the smallest object', () => {
  it.each([10, 20, 60])('give the mask of every told area, pixels of %i m', (pixel) => {
    const probabilities = randomProbabilities(120, 90, pixel, seeded(pixel), { blobs: 25, noise: 60 });
    const changes = createMaskSession(probabilities).areaChanges(defaultParameters());
    const seen = new Set<number>();
    for (let step = 0; step <= TOLD_AREAS.length; step += 9) {
      const minAreaSquareMetres = step === 0 ? 0 : TOLD_AREAS[step - 1]!;
      const { codes } = computeMask(probabilities, defaultParameters({ minAreaSquareMetres }));
      const drawn = codes.map((_, i) => classOf(changes.subarray(4 * i, 4 * i + 4), step));
      const others = codes.filter((code, i) => code !== drawn[i]).length;
      // Of more than three changes the later ones are not told.
      expect(others / codes.length).toBeLessThan(0.001);
      for (const code of codes) seen.add(code);
    }
    expect(seen).toEqual(new Set([CLEAR, SHADOW, SEMI, CLOUD, MISSING]));
  });

  it('tell of a hole that is filled, and of the cloud around it that becomes clear', () => {
    const width = 9;
    const codes = new Uint8Array(width * width).fill(CLEAR);
    for (let row = 2; row < 7; row++) codes.fill(CLOUD, row * width + 2, row * width + 7);
    codes[4 * width + 4] = CLEAR;
    const changes = changesByArea(encodeRuns(codes, width, width), 20, undefined);
    const at = (row: number, column: number) => [...changes.subarray(4 * (row * width + column)).subarray(0, 4)];
    const stepOver = (area: number) => TOLD_AREAS.findIndex((told) => told > area) + 1;
    const [filled, gone] = [stepOver(400), stepOver(24 * 400)];
    expect(at(4, 4)).toEqual([filled, gone, 255, (CLEAR - 1) | ((CLOUD - 1) << 2) | ((CLEAR - 1) << 4)]);
    expect(at(2, 2)).toEqual([gone, 255, 255, (CLOUD - 1) | ((CLEAR - 1) << 2)]);
    expect(at(0, 0)).toEqual([255, 255, 255, CLEAR - 1]);
  });

  it('can be cancelled between two areas', () => {
    const runs = encodeRuns(new Uint8Array(100).fill(CLOUD), 10, 10);
    let asked = 0;
    const signal = {
      get aborted() {
        return ++asked > 3;
      },
    };
    expect(() => changesByArea(runs, 20, signal)).toThrow(CancelledError);
    expect(asked).toBe(4);
  });
});
