import { describe, expect, it } from 'vitest';
import { randomParameters, randomProbabilities, seeded } from '../../test/test-rasters.ts';
import { CLEAR, CLOUD, MISSING, SHADOW } from '../core/classes.ts';
import { computeMask } from './compute.ts';
import { lowerPersistent } from './persistence.ts';
import { createMaskSession } from './session.ts';
import type { MaskParameters, ProbabilityRaster } from './types.ts';

const raster = { handle: 'places', name: 'places.tif' };

/** Probabilities with places of all codes. */
function scene(random: () => number): ProbabilityRaster & { readonly persistent: Uint8Array } {
  const probabilities = randomProbabilities(61, 47, 20, random, { noise: 120 });
  const persistent = Uint8Array.from({ length: 61 * 47 }, () => Math.floor(random() * 6));
  return { ...probabilities, persistent };
}

function lowered({ persistent, planes, ...rest }: ReturnType<typeof scene>, weight: number): ProbabilityRaster {
  const own = planes.slice();
  lowerPersistent(own, persistent, weight);
  return { ...rest, planes: own };
}

describe('persistent places', () => {
  it('give the same mask from a session with a slider as from probabilities that were lowered before', () => {
    const random = seeded(5);
    for (let round = 0; round < 8; round++) {
      const probabilities = scene(random);
      const session = createMaskSession(probabilities);
      for (const weight of [0, 0.35, 1, 0.7, 0]) {
        const parameters = randomParameters(random, 20);
        const asked: MaskParameters = { ...parameters, persistence: { weight, raster } };
        const wanted = computeMask(lowered(probabilities, weight), parameters).codes;
        expect(session.update(asked).codes, `round ${round}, ${weight}`).toEqual(wanted);
      }
    }
  });

  it('change nothing at 0', () => {
    const probabilities = scene(seeded(9));
    const { persistent: _, ...without } = probabilities;
    const parameters = randomParameters(seeded(2), 20);
    const { codes } = computeMask(probabilities, { ...parameters, persistence: { weight: 0, raster } });
    expect(codes).toEqual(computeMask(without, parameters).codes);
  });

  it('lose what is told of their own class, to clear, and nothing else', () => {
    const probabilities = scene(seeded(11));
    const count = probabilities.persistent.length;
    const { planes } = lowered(probabilities, 0.6);
    for (let i = 0; i < count; i++) {
      const [clear, shadow, semi, cloud] = [0, 1, 2, 3].map((plane) => probabilities.planes[plane * count + i]!);
      const now = [0, 1, 2, 3].map((plane) => planes[plane * count + i]!);
      const keep = (value: number) => Math.round(value * 0.4);
      const wanted =
        probabilities.persistent[i] === CLOUD
          ? [shadow!, keep(semi!), keep(cloud!)]
          : probabilities.persistent[i] === SHADOW
            ? [keep(shadow!), semi!, cloud!]
            : [shadow!, semi!, cloud!];
      expect(now.slice(1)).toEqual(wanted);
      const taken = shadow! + semi! + cloud! - wanted.reduce((sum, one) => sum + one, 0);
      expect(now[0]).toBe(Math.min(255, clear! + taken));
    }
  });

  it('are clear at 1 and never missing, also where the cloud was real', () => {
    const planes = Uint8Array.of(0, 0, 0, 200, 0, 0, 255, 0);
    // Two pixels of certain cloud (one at a place) and, below, one of certain shadow and a missing one.
    const probabilities = { width: 2, height: 1, pixelMetres: 20, planes, persistent: Uint8Array.of(CLOUD, CLEAR) };
    const half = { shadow: 0.5, semi: 0.5, cloud: 0.5 };
    const none = { shadow: 0, semi: 0, cloud: 0 };
    const ask = (weight: number) =>
      computeMask(probabilities, {
        ...{ thresholds: half, bufferMetres: none, minAreaSquareMetres: 0 },
        persistence: { weight, raster },
      }).codes;
    expect([...ask(0)]).toEqual([CLOUD, SHADOW]);
    // 255 * 0.51 still reaches one half; a little more and it does not.
    expect([...ask(0.49)]).toEqual([CLOUD, SHADOW]);
    expect([...ask(0.51)]).toEqual([CLEAR, SHADOW]);
    expect([...ask(1)]).toEqual([CLEAR, SHADOW]);
    expect(ask(1)).not.toContain(MISSING);
  });
});
