import { describe, expect, it } from 'vitest';
import type { Product } from '../product/types.ts';
import { packParameters } from './pack-parameters.ts';
import { overrideParameters } from './parameters.ts';

const own = { shadow: 0.4, semi: 0.35, cloud: 0.2 };
const fourBands = { shadow: 0.3, semi: 0.3, cloud: 0.2 };
const noCirrus = { shadow: 0.4, semi: 0.25, cloud: 0.2 };
const manifest = {
  thresholds: own,
  thresholdsWithout: [
    { bands: ['B11', 'B12'], thresholds: fourBands },
    { bands: ['B8A|B08'], thresholds: noCirrus },
  ],
  defaults: { bufferMetres: { shadow: 0, semi: 20, cloud: 40 }, minAreaSquareMetres: 900 },
};

type Seen = Pick<Product, 'bands' | 'sun'>;

const withBands = (...names: string[]) =>
  ({ bands: Object.fromEntries(names.map((name) => [name, [{}]])), sun: null }) as unknown as Seen;

describe('packParameters', () => {
  it('are the pack’s own where every band is there, or one of two that are lacking together', () => {
    for (const product of [withBands('B02', 'B08', 'B11', 'B12'), withBands('B02', 'B8A', 'B12')])
      expect(packParameters(manifest, product)).toMatchObject({
        parameters: { thresholds: own, minAreaSquareMetres: 900 },
        thresholdsWithout: [],
      });
  });

  it('are those for lacking bands where all of an entry’s bands are missing, the first that fits, and keep buffers', () => {
    expect(packParameters(manifest, withBands('B02', 'B08'))).toEqual({
      parameters: { ...manifest.defaults, thresholds: fourBands },
      thresholdsWithout: ['B11', 'B12'],
    });
    expect(packParameters(manifest, withBands('B02'))).toMatchObject({ parameters: { thresholds: fourBands } });
  });

  it('take alternatives for one band, and a band without files for missing', () => {
    expect(packParameters(manifest, withBands('B11'))).toMatchObject({ thresholdsWithout: ['B8A|B08'] });
    const empty = { bands: { B08: [{}], B11: [], B12: [] }, sun: null } as unknown as Seen;
    expect(packParameters(manifest, empty)).toMatchObject({ thresholdsWithout: ['B11', 'B12'] });
  });

  it('drop shadows without a cloud where the pack says so and the sun is known', () => {
    const sun = { zenithDegrees: 40, azimuthDegrees: 160, grid: null };
    const looking = { ...manifest, defaults: { ...manifest.defaults, shadowsNeedCloud: true } };
    const parametersOf = (pack: typeof manifest, where: Product['sun']) =>
      packParameters(pack, { ...withBands('B02'), sun: where }).parameters;
    expect(parametersOf(looking, sun).shadowsNeedCloud).toBe(true);
    expect(parametersOf(looking, null)).not.toHaveProperty('shadowsNeedCloud');
    expect(parametersOf(manifest, sun)).not.toHaveProperty('shadowsNeedCloud');
    expect(overrideParameters(parametersOf(looking, sun), { shadowsNeedCloud: false })).not.toHaveProperty(
      'shadowsNeedCloud',
    );
    expect(overrideParameters(parametersOf(looking, sun), {}).shadowsNeedCloud).toBe(true);
    expect(overrideParameters(parametersOf(manifest, sun), { shadowsNeedCloud: true }).shadowsNeedCloud).toBe(true);
  });
});
