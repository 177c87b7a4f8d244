import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import { randomProbabilities, seeded } from '../../test/test-rasters.ts';
import type { Job } from '../contract/jobs.ts';
import type { ProductDetail } from '../contract/products.ts';
import { CLEAR, CLOUD, MISSING, REACH_STEP_METRES, SEMI, SHADOW } from '../core/classes.ts';
import { computeMask } from '../mask/compute.ts';
import { defaultParameters, thresholdByte } from '../mask/parameters.ts';
import { sampleClasses, sampleWindow } from '../raster/warp.ts';
import { classifyUnder, sampleProbabilities } from './view-probabilities.ts';

const PARAMETERS = {
  thresholds: { shadow: 0.2, semi: 0.35, cloud: 0.3 },
  bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
  minAreaSquareMetres: 0,
};

/** The class of one pixel by the rule that the graphics card follows. */
function classify([shadow, semi, cloud, clear]: readonly number[], { thresholds } = PARAMETERS): number {
  if ([shadow, semi, cloud, clear].every((value) => value === 255)) return 0;
  if ([shadow, semi, cloud, clear].every((value) => value === 0)) return MISSING;
  let code: number = CLEAR;
  let best = -1;
  if (cloud! >= thresholdByte(thresholds.cloud)) [code, best] = [CLOUD, cloud!];
  if (semi! >= thresholdByte(thresholds.semi) && semi! > best) [code, best] = [SEMI, semi!];
  if (shadow! >= thresholdByte(thresholds.shadow) && shadow! > best) code = SHADOW;
  return code;
}

/** Web Mercator bounds somewhat larger than a product. */
function boundsOf({ corners }: ProductDetail): number[] {
  const radius = 6_378_137;
  const x = corners!.map(([lon]) => (radius * lon * Math.PI) / 180);
  const y = corners!.map(([, lat]) => radius * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)));
  return [Math.min(...x) - 900, Math.min(...y) - 900, Math.max(...x) + 900, Math.max(...y) + 900];
}

describe('probabilities under a view', () => {
  let test: TestEngine;
  let product: ProductDetail;
  beforeAll(async () => {
    test = await startTestEngine();
    product = await test.openSample('L2A');
  });
  afterAll(() => test.close());

  const viewOf = (layer: object) =>
    test.request('POST', `/api/products/${product.id}/view`, {
      layer,
      bounds: boundsOf(product),
      width: 301,
      height: 297,
    });

  it('are refused while they are not computed', async () => {
    const { pack, grid } = product.preview!;
    expect((await viewOf({ kind: 'probabilities', pack, grid })).status).toBe(404);
    expect((await viewOf({ kind: 'reaches', mask: { pack, grid, parameters: PARAMETERS } })).status).toBe(404);
  });

  it('classified by thresholds are the mask under the view, to the pixel', async () => {
    const { pack, grid } = product.preview!;
    const job = await test.json<Job>('POST', '/api/jobs', { kind: 'mask', product: product.id, pack, grid });
    expect((await test.ended(job.id)).state).toBe('done');
    const mask = { pack, grid, parameters: PARAMETERS };
    const codes = new Uint8Array(await (await viewOf({ kind: 'mask', mask })).arrayBuffer());
    const bytes = new Uint8Array(await (await viewOf({ kind: 'probabilities', pack, grid })).arrayBuffer());
    expect(bytes).toHaveLength(4 * 301 * 297);
    expect(codes.map((_, i) => classify([...bytes.subarray(4 * i, 4 * i + 4)]))).toEqual(codes);
    expect(new Set(codes)).toEqual(new Set([0, CLEAR, SHADOW, SEMI, CLOUD, MISSING]));
  });

  it('are the mask where shadows need a cloud, too, of those that stand on the sliders', async () => {
    const { pack, grid } = product.preview!;
    // Next to no clouds, so that shadows lose theirs.
    const strict = { ...PARAMETERS, thresholds: { shadow: 0.2, semi: 0.95, cloud: 0.98 } };
    const mask = { pack, grid, parameters: { ...strict, shadowsNeedCloud: true } };
    const codes = new Uint8Array(await (await viewOf({ kind: 'mask', mask })).arrayBuffer());
    const layer = { kind: 'probabilities', pack, grid, shadowsNeedCloud: strict.thresholds };
    const bytes = new Uint8Array(await (await viewOf(layer)).arrayBuffer());
    const classesOf = (pixels: Uint8Array) =>
      codes.map((_, i) => classify([...pixels.subarray(4 * i, 4 * i + 4)], strict));
    expect(classesOf(bytes)).toEqual(codes);
    const all = new Uint8Array(await (await viewOf({ kind: 'probabilities', pack, grid })).arrayBuffer());
    const shadows = (found: Uint8Array) => found.filter((code) => code === SHADOW).length;
    expect(shadows(codes)).toBeLessThan(shadows(classesOf(all)));
    expect(shadows(codes)).toBeGreaterThan(0);
  });

  it('of which the reach of buffers under a view gives the mask with any of them, to the pixel', async () => {
    const { pack, grid } = product.preview!;
    const maskWith = (shadow: number, semi: number, cloud: number) => ({
      ...{ pack, grid },
      parameters: { ...PARAMETERS, bufferMetres: { shadow, semi, cloud } },
    });
    const asked = { kind: 'reaches', mask: maskWith(0, 60, 200) };
    const bytes = new Uint8Array(await (await viewOf(asked)).arrayBuffer());
    const covers = (reach: number, metres: number) => reach <= Math.floor(metres / REACH_STEP_METRES);
    for (const [shadow, semi, cloud] of [
      [0, 0, 0],
      [120, 0, 500],
      [60, 240, 0],
    ] as const) {
      const view = await viewOf({ kind: 'mask', mask: maskWith(shadow, semi, cloud) });
      const codes = new Uint8Array(await view.arrayBuffer());
      const drawn = codes.map((_, i) => {
        const pixel = bytes.subarray(4 * i, 4 * i + 4);
        if (pixel.every((value) => value === 255)) return 0;
        if (pixel.every((value) => value === 0)) return MISSING;
        if (covers(pixel[2]!, cloud)) return CLOUD;
        if (covers(pixel[1]!, semi)) return SEMI;
        return covers(pixel[0]!, shadow) ? SHADOW : CLEAR;
      });
      expect(drawn).toEqual(codes);
    }
  });
});

describe('classes of the pixels in view', () => {
  it('are those of the whole mask, where places persist too, and 0 outside', () => {
    const raster = randomProbabilities(120, 90, 20, seeded(5), { blobs: 20 });
    const persistent = Uint8Array.from({ length: 120 * 90 }, (_, i) =>
      i % 7 === 0 ? CLOUD : i % 11 === 0 ? SHADOW : 0,
    );
    const parameters = defaultParameters({
      thresholds: { shadow: 0.3, semi: 0.4, cloud: 0.35 },
      persistence: { raster: { handle: 'places', name: 'places.tif' }, weight: 0.6 },
    });
    const random = seeded(8);
    const [width, height] = [70, 50];
    const at = (most: number) => Float32Array.from({ length: width * height }, () => (random() * 1.2 - 0.1) * most);
    const warp = { width, height, columns: at(120), rows: at(90), scale: 1 };
    for (const probabilities of [raster, { ...raster, persistent }]) {
      const whole = computeMask(probabilities, parameters);
      expect(classifyUnder(probabilities, warp, parameters)).toEqual(sampleClasses(whole.codes, whole, warp));
    }
  });
});

it('a window gives under a view what the whole raster gives, at borders of pixels too', () => {
  const random = seeded(3);
  const [width, height] = [90, 70];
  const codes = Uint8Array.from({ length: width * height }, () => 1 + Math.floor(random() * 5));
  const window = { column: 20, row: 10, width: 50, height: 40 };
  const part = new Uint8Array(window.width * window.height).map(
    (_, i) => codes[(10 + Math.floor(i / 50)) * width + 20 + (i % 50)]!,
  );
  const at = (from: number, span: number) =>
    Float32Array.from({ length: 900 }, () => from + Math.round(random() * span));
  const warp = { width: 30, height: 30, columns: at(20, 49), rows: at(10, 39), scale: 1 };
  expect(sampleWindow(part, window, { width, height }, warp)).toEqual(sampleClasses(codes, { width, height }, warp));
  const beyond = { ...warp, columns: at(-5, 24) };
  expect(sampleWindow(part, window, { width, height }, beyond).some((code) => code !== 0)).toBe(false);
});

describe('sampling', () => {
  it('says what is outside and keeps what is missing', () => {
    const planes = Uint8Array.from([10, 0, 20, 0, 30, 0, 40, 0]);
    const warp = { width: 3, height: 1, columns: Float32Array.of(0.5, 1.5, 2.5), rows: Float32Array.of(0.5, 0.5, 0.5) };
    const sampled = sampleProbabilities({ width: 2, height: 1, pixelMetres: 20, planes }, { ...warp, scale: 1 });
    expect([...sampled]).toEqual([20, 30, 40, 10, 0, 0, 0, 0, 255, 255, 255, 255]);
  });
});
