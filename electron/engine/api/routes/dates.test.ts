import proj4 from 'proj4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../../test/test-engine.ts';
import type { ApiCorrection } from '../../contract/common.ts';
import type { ClearShare, Observation } from '../../contract/dates.ts';
import type { Job } from '../../contract/jobs.ts';
import type { MaskStatistics, PixelReport, ProductDetail } from '../../contract/products.ts';
import { utmDefinition } from '../../core/utm.ts';

const PARAMETERS = {
  thresholds: { shadow: 0.4, semi: 0.4, cloud: 0.4 },
  bufferMetres: { shadow: 0, semi: 0, cloud: 60 },
  minAreaSquareMetres: 0,
};

let test: TestEngine;
let product: ProductDetail;
let mask: { pack: string; grid: 10 | 20 | 60; parameters: typeof PARAMETERS; corrections: ApiCorrection[] };
beforeAll(async () => {
  test = await startTestEngine();
  product = await test.openSample('L2A');
  const job = await test.json<Job>('POST', '/api/jobs', { kind: 'mask', product: product.id, ...product.preview });
  expect((await test.ended(job.id)).state).toBe('done');
  mask = { ...product.preview!, parameters: PARAMETERS, corrections: [] };
});
afterAll(() => test.close());

const at = (path: string) => `/api/products/${product.id}${path}`;
const share = (scope: unknown, of: unknown = mask) =>
  test.json<ClearShare>('POST', at('/clear-share'), { mask: of, scope });

/** A square around a place given in metres east and south of the tile's corner, in lon/lat. */
function square(east: number, south: number, side: number): [number, number][] {
  const { inverse } = proj4(utmDefinition(product.epsg!));
  const { originX, originY } = product.grids[60]!;
  const corner = (dx: number, dy: number) => inverse([originX + east + dx, originY - south - dy]) as [number, number];
  const [a, b, c, d] = [corner(0, 0), corner(side, 0), corner(side, side), corner(0, side)] as const;
  return [a, b, c, d, a];
}

describe('the clear share of a date', () => {
  it('of the scene is what the statistics say', async () => {
    const { classes } = await test.json<MaskStatistics>('POST', at('/mask-statistics'), { mask });
    const clear = classes.find(({ id }) => id === 'clear')!.percent;
    const found = await share({ kind: 'scene' });
    expect(found.clearPercent).toBeCloseTo(clear, 6);
    expect(found).toMatchObject({ grid: 60, pixelMetres: 60, fraction: 1 });
    expect(100 - found.validPercent!).toBeCloseTo(classes.find(({ id }) => id === 'missing')!.percent, 6);
  });

  it('follows corrections and the area, and is none where the scene is not', async () => {
    const ring = square(3000, 3000, 1500);
    const area = { kind: 'area', polygons: [[ring]] };
    const painted = { ...mask, corrections: [{ class: 'cloud', shape: { kind: 'polygon', ring } }] };
    expect((await share(area, painted)).clearPercent).toBe(0);
    const cleared = { ...mask, corrections: [{ class: 'clear', shape: { kind: 'polygon', ring } }] };
    expect(await share(area, cleared)).toMatchObject({ clearPercent: 100, validPercent: 100 });
    expect(await share({ kind: 'area', polygons: [[square(900_000, 0, 500)]] })).toMatchObject({
      clearPercent: null,
      validPercent: 0,
    });
  });

  it('is unknown while the mask is not computed', async () => {
    expect(await share({ kind: 'scene' }, { ...mask, grid: 20 })).toMatchObject({ clearPercent: null, fraction: 0 });
  });
});

describe('an observation', () => {
  const place = { lon: 13.52, lat: 53.22 };
  const observe = (of: unknown, where = place) =>
    test.json<Observation>('POST', at('/observation'), { ...where, bands: ['B04', 'B08', 'B10'], mask: of });

  it('tells reflectance and probabilities as the pixel report does, and the class', async () => {
    const query = `lon=${place.lon}&lat=${place.lat}&pack=${mask.pack}&grid=60`;
    const report = await test.json<PixelReport>('GET', at(`/pixel?${query}`));
    const found = await observe(mask);
    expect(found.covered).toBe(true);
    expect(Object.keys(found.reflectance)).toEqual(['B04', 'B08']);
    for (const { band, reflectance } of report.bands)
      if (band === 'B04' || band === 'B08') expect(found.reflectance[band]).toBe(reflectance);
    expect(found.mask!.probabilities).toEqual(report.probabilities);
    const stroke = { class: 'shadow', shape: { kind: 'stroke', points: [[place.lon, place.lat]], radiusMetres: 100 } };
    const corrected = await observe({ ...mask, corrections: [stroke] });
    expect(corrected.mask).toMatchObject({ class: 'shadow', computedClass: found.mask!.class });
  });

  it('has the class of the whole mask where shadows need a cloud', async () => {
    const strict = { ...mask, parameters: { ...PARAMETERS, shadowsNeedCloud: true } };
    const stroke = { class: 'cloud', shape: { kind: 'stroke', points: [[place.lon, place.lat]], radiusMetres: 100 } };
    const [found, corrected] = [await observe(strict), await observe({ ...strict, corrections: [stroke] })];
    expect(found.mask!.class).toBe(found.mask!.computedClass);
    expect(corrected.mask).toMatchObject({ class: 'cloud', computedClass: found.mask!.class });
    const shares = (of: unknown) => test.json<MaskStatistics>('POST', at('/mask-statistics'), { mask: of });
    const percent = async (of: unknown) => (await shares(of)).classes.find(({ id }) => id === 'shadow')!.percent;
    expect(await percent(strict)).toBeLessThanOrEqual(await percent(mask));
  });

  it('says where there is no mask, and where the product does not reach', async () => {
    expect((await observe({ ...mask, grid: 20 })).mask).toBeNull();
    expect((await observe(null)).mask).toBeNull();
    expect(await observe(mask, { lon: 0, lat: 0 })).toEqual({
      covered: false,
      reflectance: {},
      mask: null,
      referenceClass: null,
    });
  });
});

it('has a thumbnail of an open product', async () => {
  const response = await test.request('GET', at('/thumbnail'));
  expect(Buffer.from(await response.arrayBuffer()).toString('latin1', 1, 4)).toBe('PNG');
});
