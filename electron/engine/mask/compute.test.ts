import { describe, expect, it } from 'vitest';
import { randomParameters, randomProbabilities, seeded } from '../../test/test-rasters.ts';
import { CLEAR, CLOUD, MISSING, SEMI, SHADOW } from '../core/classes.ts';
import { CancelledError, ParameterError, RasterError } from '../core/errors.ts';
import { computeMask } from './compute.ts';
import { areaPixels, defaultParameters, haloPixels, squaredRadiusPixels, thresholdByte } from './parameters.ts';
import type { MaskParameters, ProbabilityRaster } from './types.ts';

/** The design's five steps written as plainly as possible, pixel by pixel; slow, and independent of the program's. */
function plainMask(probabilities: ProbabilityRaster, parameters: MaskParameters): Uint8Array {
  const { width, height, pixelMetres, planes } = probabilities;
  const count = width * height;
  const at = (codes: Uint8Array, row: number, column: number) =>
    row < 0 || column < 0 || row >= height || column >= width ? 0 : codes[row * width + column]!;
  const codes = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const p = [0, 1, 2, 3].map((plane) => planes[plane * count + i]!) as [number, number, number, number];
    const claims = (
      [
        [CLOUD, p[3], parameters.thresholds.cloud],
        [SEMI, p[2], parameters.thresholds.semi],
        [SHADOW, p[1], parameters.thresholds.shadow],
      ] as const
    ).filter(([, probability, threshold]) => probability / 255 >= threshold);
    const best = Math.max(...claims.map(([, probability]) => probability));
    codes[i] = p.every((value) => value === 0) ? MISSING : (claims.find((claim) => claim[1] === best)?.[0] ?? CLEAR);
  }

  const components = (belongs: (code: number) => boolean, diagonal: boolean): number[][] => {
    const seen = new Uint8Array(count);
    const found: number[][] = [];
    for (let start = 0; start < count; start++) {
      if (seen[start] || !belongs(codes[start]!)) continue;
      const pixels = [start];
      seen[start] = 1;
      for (let next = 0; next < pixels.length; next++) {
        const row = Math.floor(pixels[next]! / width);
        const column = pixels[next]! % width;
        for (let dr = -1; dr <= 1; dr++) {
          for (let dc = -1; dc <= 1; dc++) {
            if (!diagonal && dr !== 0 && dc !== 0) continue;
            const code = at(codes, row + dr, column + dc);
            const i = (row + dr) * width + column + dc;
            if (code === 0 || seen[i] || !belongs(code)) continue;
            seen[i] = 1;
            pixels.push(i);
          }
        }
      }
      found.push(pixels);
    }
    return found;
  };
  const small = (pixels: number[]) => pixels.length * pixelMetres ** 2 < parameters.minAreaSquareMetres;
  const recode = (objects: number[][], code: number) => {
    for (const i of objects.filter(small).flat()) codes[i] = code;
  };
  const objects = [
    ...components((code) => code === SHADOW, true),
    ...components((code) => code === SEMI || code === CLOUD, true),
  ];
  recode(objects, CLEAR);
  recode(
    components((code) => code === SEMI, true),
    CLOUD,
  );
  recode(
    components((code) => code === CLOUD, true),
    SEMI,
  );
  for (const hole of components((code) => code === CLEAR, false).filter(small)) {
    const edges = [0, 0, 0, 0, 0, 0];
    for (const i of hole) {
      const row = Math.floor(i / width);
      const column = i % width;
      for (const [dr, dc] of [
        [-1, 0],
        [1, 0],
        [0, -1],
        [0, 1],
      ] as const) {
        const code = at(codes, row + dr, column + dc);
        edges[code] = edges[code]! + 1;
      }
    }
    // The hole itself is still clear; outside of the raster counts as 0.
    if (edges[0] || edges[MISSING]) continue;
    const flagged = [CLOUD, SEMI, SHADOW] as const;
    const most = Math.max(...flagged.map((code) => edges[code]!));
    const fill = flagged.find((code) => edges[code] === most) as number;
    for (const i of hole) codes[i] = -fill & 0xff;
  }
  for (let i = 0; i < count; i++) if (codes[i]! > 5) codes[i] = 256 - codes[i]!;

  const result = new Uint8Array(count).fill(CLEAR);
  for (const [code, buffer] of [
    [SHADOW, parameters.bufferMetres.shadow],
    [SEMI, parameters.bufferMetres.semi],
    [CLOUD, parameters.bufferMetres.cloud],
  ] as const) {
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count && result[i] !== code; j++) {
        if (codes[j] !== code) continue;
        const dr = (Math.floor(i / width) - Math.floor(j / width)) * pixelMetres;
        const dc = ((i % width) - (j % width)) * pixelMetres;
        if (dr * dr + dc * dc <= buffer * buffer) result[i] = code;
      }
    }
  }
  for (let i = 0; i < count; i++) if (codes[i] === MISSING) result[i] = MISSING;
  return result;
}

describe('computeMask', () => {
  it('equals the plain statement of its five steps on random rasters and parameters', () => {
    const random = seeded(20221005);
    const seen = new Set<number>();
    for (let round = 0; round < 150; round++) {
      const width = 1 + Math.floor(random() * 40);
      const height = 1 + Math.floor(random() * 40);
      const pixelMetres = [10, 20, 60, 30][round % 4]!;
      const probabilities = randomProbabilities(width, height, pixelMetres, random, {
        blobs: 8,
        noise: 20 + random() * 300,
      });
      const parameters = randomParameters(random, pixelMetres);
      const mask = computeMask(probabilities, parameters);
      expect(mask.codes, JSON.stringify({ round, width, height, parameters })).toEqual(
        plainMask(probabilities, parameters),
      );
      for (const code of mask.codes) seen.add(code);
    }
    expect([...seen].sort()).toEqual([CLEAR, SHADOW, SEMI, CLOUD, MISSING]);
  });

  it('equals it where thresholds alone decide', () => {
    const random = seeded(7);
    for (let round = 0; round < 20; round++) {
      const probabilities = randomProbabilities(1 + round, 30, 20, random, { blobs: 8, noise: 200 });
      const parameters = {
        ...randomParameters(random, 20),
        bufferMetres: { shadow: 0, semi: round, cloud: 19 },
        minAreaSquareMetres: 400 * (round % 2),
      };
      expect(computeMask(probabilities, parameters).codes).toEqual(plainMask(probabilities, parameters));
    }
  });

  it('lets a flagged class win over a more probable clear once it reaches its threshold', () => {
    const planes = Uint8Array.from([150, 150, 0, 0, 0, 0, 105, 75]);
    const raster = { width: 2, height: 1, pixelMetres: 20, planes };
    const parameters = defaultParameters({ thresholds: { cloud: 0.4 } });
    expect([...computeMask(raster, parameters).codes]).toEqual([CLOUD, CLEAR]);
  });

  it('gives equal probabilities to cloud, then semi-transparent, then shadow', () => {
    const planes = Uint8Array.from([0, 0, 0, 85, 85, 85, 85, 85, 0, 85, 0, 0]);
    const raster = { width: 3, height: 1, pixelMetres: 20, planes };
    const parameters = defaultParameters({ thresholds: { cloud: 0.3, semi: 0.3, shadow: 0.3 } });
    expect([...computeMask(raster, parameters).codes]).toEqual([CLOUD, SEMI, SHADOW]);
  });

  it('never grows missing and never grows over it, but reaches across it', () => {
    const planes = new Uint8Array(4 * 5);
    planes.set([0, 0, 255, 255, 255], 0);
    planes.set([255, 0, 0, 0, 0], 15);
    const raster = { width: 5, height: 1, pixelMetres: 20, planes };
    const mask = computeMask(raster, defaultParameters({ bufferMetres: { cloud: 40 } }));
    expect([...mask.codes]).toEqual([CLOUD, MISSING, CLOUD, CLEAR, CLEAR]);
  });

  it('refuses parameters out of range and planes of a wrong size', () => {
    const raster = { width: 2, height: 2, pixelMetres: 20, planes: new Uint8Array(15) };
    expect(() => computeMask(raster, defaultParameters())).toThrow(RasterError);
    expect(() => defaultParameters({ thresholds: { cloud: 1.2 } })).toThrow(
      'The confidence threshold of cloud is 1.2; it must be between 0 and 1.',
    );
    expect(() => defaultParameters({ bufferMetres: { shadow: 501 } })).toThrow(ParameterError);
    expect(() => defaultParameters({ minAreaSquareMetres: -1 })).toThrow(ParameterError);
    expect(() => defaultParameters({ thresholds: { semi: Number.NaN } })).toThrow(ParameterError);
  });

  it('stops when it is cancelled', () => {
    const raster = randomProbabilities(8, 8, 20, seeded(1));
    expect(() => computeMask(raster, defaultParameters(), { signal: AbortSignal.abort() })).toThrow(CancelledError);
  });
});

describe('the numbers that parameters become', () => {
  it('are exact at the limits', () => {
    for (let byte = 0; byte <= 255; byte++) {
      expect(thresholdByte(byte / 255)).toBe(byte);
      expect(thresholdByte(Math.min(1, byte / 255 + 1e-9))).toBe(Math.min(255, byte + 1));
    }
    expect(squaredRadiusPixels(60, 20)).toBe(9);
    expect(squaredRadiusPixels(59.999, 20)).toBe(8);
    expect(squaredRadiusPixels(0, 20)).toBe(0);
    expect(areaPixels(400, 20)).toBe(1);
    expect(areaPixels(401, 20)).toBe(2);
    expect(areaPixels(0, 20)).toBe(0);
    // Where a product or quotient of decimals is rounded to the other side.
    for (const [metres, pixelMetres] of [
      [180.54999999999998, 7.85],
      [737.4, 24.580000000000002],
    ] as const) {
      const squared = squaredRadiusPixels(metres, pixelMetres);
      expect(squared * pixelMetres ** 2).toBeLessThanOrEqual(metres ** 2);
      expect((squared + 1) * pixelMetres ** 2).toBeGreaterThan(metres ** 2);
    }
    expect(areaPixels(286.9452, 3.26)).toBe(27);
    expect(areaPixels(2033.5425, 7.85)).toBe(34);
    expect(thresholdByte((251 / 255) * (1 + Number.EPSILON))).toBe(252);
    expect(haloPixels(defaultParameters({ bufferMetres: { cloud: 59, shadow: 90 } }), 20)).toBe(4);
  });
});
