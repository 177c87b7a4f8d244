import { mkdtemp, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromFile } from 'geotiff';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import type { Job } from '../contract/jobs.ts';
import type { MaskStatistics, ProductDetail } from '../contract/products.ts';
import type { PersistentPlacesReport } from '../contract/series.ts';
import { CLEAR, CLOUD, MISSING, SEMI, SHADOW } from '../core/classes.ts';
import type { Grid } from '../core/grid.ts';
import { writeCodesCog } from '../export/codes-cog.ts';
import { MASK_LOOK } from '../export/mask-cog.ts';
import { thresholdByte } from '../mask/parameters.ts';

const THRESHOLDS = { shadow: 0.3, semi: 0.35, cloud: 0.4 };
const SIZE = { width: 301, height: 297 };
let test: TestEngine;
let product: ProductDetail;
let raster: { handle: string; name: string };

/** A raster of places on a grid of its own: shadow in its upper half, cloud in its left half, where they meet cloud. */
async function writePlaces(name: string, grid: Grid, item = 'NEPHOSCOPE_PERSISTENCE'): Promise<string> {
  const codes = Uint8Array.from({ length: grid.width * grid.height }, (_, at) =>
    at % grid.width < grid.width / 2 ? CLOUD : at < codes0(grid) ? SHADOW : CLEAR,
  );
  const folder = await mkdtemp(join(test.folder, 'places-'));
  const path = join(test.folder, name);
  await writeCodesCog(folder, { grid, codes, metadata: { [item]: 'told' }, look: MASK_LOOK }, {});
  await rename(join(folder, 'mask.tif'), path);
  return path;
}

function codes0({ width, height }: Grid): number {
  return (width * height) / 2;
}

async function choose(path: string) {
  return { handle: await test.grant(path), name: path.split('/').at(-1)! };
}

/** Pixels of 30 m: on none of the product's grids. */
function otherGrid(): Grid {
  const own = product.grids[60]!;
  return { ...own, pixelMetres: 30, width: own.width * 2, height: own.height * 2 };
}

beforeAll(async () => {
  test = await startTestEngine();
  product = await test.openSample('L2A');
  const { pack, grid } = product.preview!;
  const job = await test.json<Job>('POST', '/api/jobs', { kind: 'mask', product: product.id, pack, grid });
  expect((await test.ended(job.id)).state).toBe('done');
  const path = await writePlaces('places.tif', otherGrid());
  await writeFile(join(test.folder, 'places.json'), JSON.stringify({ dates: ['1', '2', '3', '4', '5', '6', '7'] }));
  raster = await choose(path);
});
afterAll(() => test.close());

const parameters = (weight: number | null) => ({
  thresholds: THRESHOLDS,
  bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
  minAreaSquareMetres: 0,
  ...(weight === null ? {} : { persistence: { weight, raster } }),
});
const mask = (weight: number | null) => ({ ...product.preview!, parameters: parameters(weight) });

async function view(layer: object): Promise<Uint8Array> {
  const radius = 6_378_137;
  const x = product.corners!.map(([lon]) => (radius * lon * Math.PI) / 180);
  const y = product.corners!.map(([, lat]) => radius * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)));
  const bounds = [Math.min(...x) - 900, Math.min(...y) - 900, Math.max(...x) + 900, Math.max(...y) + 900];
  const response = await test.request('POST', `/api/products/${product.id}/view`, { layer, bounds, ...SIZE });
  if (!response.ok) throw new Error(await response.text());
  return new Uint8Array(await response.arrayBuffer());
}

const post = <T>(rest: string, body: object) => test.json<T>('POST', `/api/products/${product.id}/${rest}`, body);
const shares = async (weight: number | null) =>
  (await post<MaskStatistics>('mask-statistics', { mask: mask(weight) })).classes.map(({ pixels }) => pixels);

it('tells how many dates and pixels a raster reaches, on another grid than its own', async () => {
  const { pixels, ...told } = await post<PersistentPlacesReport>('persistent-places', { raster, grid: 60 });
  expect(told).toEqual({ name: 'places.tif', dates: 7, cloudPixels: pixels / 2, shadowPixels: pixels / 4, notes: [] });
});

it('leaves the mask as it is at 0, in view and in numbers', async () => {
  expect(await view({ kind: 'mask', mask: mask(0) })).toEqual(await view({ kind: 'mask', mask: mask(null) }));
  expect(await shares(0)).toEqual(await shares(null));
});

it('lowers the view, its probabilities, numbers, one pixel and the export alike', async () => {
  const weight = 0.45;
  const codes = await view({ kind: 'mask', mask: mask(weight) });
  expect(codes).not.toEqual(await view({ kind: 'mask', mask: mask(null) }));
  const { pack, grid } = product.preview!;
  const bytes = await view({ kind: 'probabilities', pack, grid, persistence: { weight, raster } });
  expect(codes.map((_, i) => classified([...bytes.subarray(4 * i, 4 * i + 4)]))).toEqual(codes);

  const target = await test.grant(test.folder);
  const recipe = { grid, pack, parameters: parameters(weight), formats: ['cog'] };
  const job = await test.json<Job>('POST', '/api/jobs', { kind: 'export', product: product.id, recipe, target });
  const ended = await test.ended(job.id);
  expect(ended.error).toBeNull();
  const path = join(test.folder, ended.result!.files.find(({ name }) => name.endsWith('.tif'))!.name);
  const [exported] = (await (await (await fromFile(path)).getImage()).readRasters()) as unknown as [Uint8Array];
  const counted = [CLEAR, SHADOW, SEMI, CLOUD, MISSING].map((code) => exported.filter((one) => one === code).length);
  expect(await shares(weight)).toEqual(counted);
  const told = JSON.parse(await readFile(path.replace(/\.tif$/, '.json'), 'utf8'));
  expect(told.persistence).toMatchObject({ raster: 'places.tif', weight, dates: 7 });
  expect(told.parameters).toEqual(parameters(null));
  expect(JSON.stringify(told)).not.toContain(raster.handle);

  const { clearPercent } = await post<{ clearPercent: number }>('clear-share', {
    mask: mask(weight),
    scope: { kind: 'scene' },
  });
  const valid = exported.filter((code) => code !== MISSING).length;
  expect(clearPercent).toBeCloseTo((100 * counted[0]!) / valid, 6);

  for (const share of [0.1, 0.4, 0.6, 0.9]) {
    const [nw, , se] = product.corners!;
    const at = { lon: nw![0] + share * (se![0] - nw![0]), lat: nw![1] + (1 - share) * (se![1] - nw![1]) };
    const asked = { ...at, bands: [], mask: mask(weight) };
    const one = await post<{ mask: { class: string } | null }>('observation', asked);
    const pixel = await test.json<{ row: number; column: number }>(
      'GET',
      `/api/products/${product.id}/pixel?lon=${at.lon}&lat=${at.lat}&grid=${grid}`,
    );
    const code = exported[pixel.row * product.grids[60]!.width + pixel.column];
    expect(one.mask?.class).toBe(['', 'clear', 'shadow', 'semi', 'cloud', 'missing'][code!]);
  }
});

it('refuses what is no such raster of this place, with a remedy', async () => {
  const elsewhere = await writePlaces('elsewhere.tif', { ...otherGrid(), originX: otherGrid().originX + 200_000 });
  const oneDate = await writePlaces('mask.tif', otherGrid(), 'NEPHOSCOPE_PACK');
  const ask = async (path: string) => {
    const body = { raster: await choose(path), grid: 60 };
    const response = await test.request('POST', `/api/products/${product.id}/persistent-places`, body);
    expect(response.status).toBe(400);
    return ((await response.json()) as { error: { message: string; remedy: string } }).error;
  };
  const remedy = 'Choose a raster that was found from dates of this tile, or set the slider of persistent places to 0.';
  expect(await ask(elsewhere)).toMatchObject({
    message: 'elsewhere.tif tells persistent places elsewhere: it does not reach this scene.',
    remedy,
  });
  expect((await ask(oneDate)).message).toBe('mask.tif is the mask of one date, not a raster of persistent places.');
  expect((await ask(join(test.folder, 'gone.tif'))).message).toBe(
    'gone.tif, the raster of persistent places, is not there any more.',
  );
});

it('is kept with a scene by its place, and comes back with a handle', async () => {
  const settings = { version: 1, parameters: parameters(0.5), corrections: [] };
  await test.json('PUT', `/api/products/${product.id}/settings`, settings);
  const detail = await test.json<ProductDetail>('GET', `/api/products/${product.id}`);
  expect(detail.settings).toEqual(settings);
  const project = join(test.folder, 'kept.nephos');
  await test.json('POST', '/api/project/save-as', { handle: await test.grant(project) });
  const file = JSON.parse(await readFile(project, 'utf8'));
  expect(file.products[0].settings.parameters.persistence).toEqual({
    weight: 0.5,
    raster: { $path: 'places.tif', name: 'places.tif' },
  });
});

/** As the graphics card does it. */
function classified([shadow, semi, cloud, clear]: readonly number[]): number {
  if ([shadow, semi, cloud, clear].every((value) => value === 255)) return 0;
  if ([shadow, semi, cloud, clear].every((value) => value === 0)) return MISSING;
  let [code, best]: [number, number] = [CLEAR, -1];
  if (cloud! >= thresholdByte(THRESHOLDS.cloud)) [code, best] = [CLOUD, cloud!];
  if (semi! >= thresholdByte(THRESHOLDS.semi) && semi! > best) [code, best] = [SEMI, semi!];
  if (shadow! >= thresholdByte(THRESHOLDS.shadow) && shadow! > best) code = SHADOW;
  return code;
}
