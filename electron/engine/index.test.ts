import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestEngine } from '../test/test-engine.ts';
import { startTestEngine } from '../test/test-engine.ts';
import type { About, PackSummary, RecentProduct } from './contract/app.ts';
import type { ExportEstimate, Job } from './contract/jobs.ts';
import type {
  BandStatistics,
  ConfusionReport,
  MaskState,
  MaskStatistics,
  PixelReport,
  ProductDetail,
  ReferenceSummary,
} from './contract/products.ts';

const PARAMETERS = {
  thresholds: { shadow: 0.4, semi: 0.4, cloud: 0.4 },
  bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
  minAreaSquareMetres: 0,
};

/** Web Mercator bounds of a product's corners. */
function boundsOf(product: ProductDetail): [number, number, number, number] {
  const radius = 6378137;
  const corners = product.corners as [number, number][];
  const x = corners.map(([lon]) => (radius * lon * Math.PI) / 180);
  const y = corners.map(([, lat]) => radius * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)));
  return [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)];
}

describe('the engine behind its one fetch', () => {
  let test: TestEngine;
  let product: ProductDetail;
  let mask: { pack: string; grid: 20; parameters: typeof PARAMETERS };
  const at = (path: string): string => `/api/products/${product.id}${path}`;

  beforeAll(async () => {
    test = await startTestEngine();
    product = await test.openSample('L2A');
    mask = { pack: product.packs[0]?.id as string, grid: 20, parameters: PARAMETERS };
  });
  afterAll(() => test.close());

  it('tells what it is and which packs it has', async () => {
    const about = await test.json<About>('GET', '/api/about');
    expect(about.classes.map(({ id }) => id)).toEqual(['clear', 'shadow', 'semi', 'cloud', 'missing']);
    expect(about.samples.toSorted()).toEqual(['L1C', 'L2A']);
    const packs = await test.json<PackSummary[]>('GET', '/api/packs');
    expect(packs.map(({ id }) => id).toSorted()).toEqual([
      'nephos-l1c',
      'nephos-l1c-int8',
      'nephos-l2a',
      'nephos-l2a-int8',
    ]);
    expect(packs.every(({ builtIn }) => builtIn)).toBe(true);
  });

  it('opens a product with what the window needs, and remembers it', async () => {
    // On a machine with a graphics driver, the network in floating point comes first.
    expect(product).toMatchObject({ level: 'L2A', preview: { grid: 60 }, settings: null });
    expect(product.packs.map(({ id }) => id).toSorted()).toEqual(['nephos-l2a', 'nephos-l2a-int8']);
    expect(product.preview?.pack).toBe(product.packs[0]?.id);
    const device = (name: string) => test.json('PUT', '/api/settings', { device: name });
    for (const [name, first] of [
      ['cpu', 'nephos-l2a-int8'],
      ['webgpu', 'nephos-l2a'],
    ] as const) {
      await device(name);
      const detail = await test.json<ProductDetail>('GET', `/api/products/${product.id}`);
      expect(detail.packs[0]?.id).toBe(first);
    }
    await device('auto');
    expect(product.corners).toHaveLength(4);
    const recent = await test.json<RecentProduct[]>('GET', '/api/recent');
    expect(recent[0]).toMatchObject({ name: product.name, available: true });
  });

  it('draws a map tile from the JPEG 2000 files', async () => {
    const [west, , , north] = boundsOf(product);
    const world = 2 * Math.PI * 6378137;
    const zoom = 12;
    const x = Math.floor(((west + 3000) / world + 0.5) * 2 ** zoom);
    const y = Math.floor((0.5 - (north - 3000) / world) * 2 ** zoom);
    const response = await test.request('GET', at(`/image/${zoom}/${x}/${y}?bands=B04,B03,B02&max=0.3,0.3,0.3`));
    const rgba = new Uint8Array(await response.arrayBuffer());
    expect(rgba.length).toBe(256 * 256 * 4);
    expect(rgba.filter((value, i) => i % 4 === 3 && value === 255).length).toBeGreaterThan(1000);
  });

  it('gives band statistics for the stretch', async () => {
    const [red] = await test.json<BandStatistics[]>('GET', at('/statistics?bands=B04'));
    expect(red?.percentiles.p2).toBeLessThan(red?.percentiles.p98 as number);
  });

  it('computes a mask as a job, then shows, counts and compares it', async () => {
    const before = await test.request('POST', at('/view'), {
      layer: { kind: 'mask', mask },
      bounds: boundsOf(product),
      width: 64,
      height: 64,
    });
    expect(before.headers.get('x-nephoscope-fraction')).toBe('0');
    expect(new Uint8Array(await before.arrayBuffer()).every((code) => code === 0)).toBe(true);

    const job = await test.json<Job>('POST', '/api/jobs', {
      kind: 'mask',
      product: product.id,
      pack: mask.pack,
      grid: 20,
    });
    expect(await test.ended(job.id)).toMatchObject({ state: 'done', error: null });
    expect(await test.json<MaskState[]>('GET', at('/masks'))).toEqual([{ pack: mask.pack, grid: 20, fraction: 1 }]);

    const view = await test.request('POST', at('/view'), {
      layer: { kind: 'mask', mask },
      bounds: boundsOf(product),
      width: 200,
      height: 160,
    });
    expect(view.headers.get('x-nephoscope-exact')).toBe('1');
    const codes = new Uint8Array(await view.arrayBuffer());
    expect(codes.length).toBe(200 * 160);
    expect(new Set(codes)).toContain(4);

    const statistics = await test.json<MaskStatistics>('POST', at('/mask-statistics'), { mask });
    const grid = product.grids[20];
    const total = statistics.classes.reduce((sum, { pixels }) => sum + pixels, 0);
    expect(total).toBe((grid?.width as number) * (grid?.height as number));
    expect(statistics.exact).toBe(true);

    const references = await test.json<ReferenceSummary[]>('GET', at('/references'));
    expect(references.map(({ id }) => id)).toContain('scl');
    const report = await test.json<ConfusionReport>('POST', at('/compare'), { mask, reference: 'scl' });
    expect(report.overallAccuracy).toBeGreaterThan(0.5);
  });

  it('gives a draft that grows with the buffer', async () => {
    const share = async (buffer: number): Promise<number> => {
      const parameters = { ...PARAMETERS, bufferMetres: { shadow: 0, semi: 0, cloud: buffer } };
      const { classes } = await test.json<MaskStatistics>('POST', at('/mask-statistics'), {
        mask: { ...mask, parameters },
        draft: true,
      });
      return classes.find(({ id }) => id === 'cloud')?.percent as number;
    };
    expect(await share(200)).toBeGreaterThan(await share(0));
  });

  it('reports a pixel', async () => {
    const corners = product.corners as [number, number][];
    const lon = corners.reduce((sum, [value]) => sum + value, 0) / 4;
    const lat = corners.reduce((sum, [, value]) => sum + value, 0) / 4;
    const report = await test.json<PixelReport>('GET', at(`/pixel?lon=${lon}&lat=${lat}&pack=${mask.pack}&grid=20`));
    expect(report.bands).toHaveLength(12);
    const { clear, shadow, semi, cloud } = report.probabilities as NonNullable<PixelReport['probabilities']>;
    expect(clear + shadow + semi + cloud).toBeCloseTo(1, 1);
    expect((await test.request('GET', at('/pixel?lon=0&lat=0'))).status).toBe(404);
    expect((await test.request('GET', at('/pixel?lon=x&lat=0'))).status).toBe(400);
  });

  it('estimates and writes an export, refuses to overwrite it, and cuts it to a polygon', async () => {
    const out = join(test.folder, 'out');
    await mkdir(out);
    const target = await test.grant(out);
    const request = {
      kind: 'export',
      product: product.id,
      target,
      recipe: { grid: 20, parameters: PARAMETERS, formats: ['cog', 'gpkg'] },
    };
    const estimate = await test.json<ExportEstimate>('POST', '/api/exports/estimate', request);
    expect(estimate.files.map(({ exists }) => exists)).toEqual([false, false]);
    const done = await test.ended((await test.json<Job>('POST', '/api/jobs', request)).id);
    expect(done).toMatchObject({ state: 'done', error: null });
    expect((await readdir(out)).filter((name) => name.endsWith('.tif'))).toHaveLength(1);

    const refused = await test.ended((await test.json<Job>('POST', '/api/jobs', { ...request, overwrite: false })).id);
    expect(refused).toMatchObject({ state: 'failed', error: { name: 'ExportError', remedy: expect.any(String) } });

    const [[west, north], , [east, south]] = product.corners as [[number, number], unknown, [number, number]];
    const ring = [0.3, 0.6].flatMap((x) =>
      [0.3, 0.6].map((y) => [west + x * (east - west), south + y * (north - south)]),
    );
    const rings = [[ring[0], ring[2], ring[3], ring[1], ring[0]]];
    const part = { ...request, overwrite: true, area: { kind: 'polygon', polygons: [rings] } };
    expect(await test.ended((await test.json<Job>('POST', '/api/jobs', part)).id)).toMatchObject({ state: 'done' });
  });

  it('runs a queue of a folder, lists the failure with its reason, skips what is there', async () => {
    const source = join(test.folder, 'products');
    await mkdir(join(source, 'S2A_broken.SAFE'), { recursive: true });
    const out = join(test.folder, 'queue');
    const recipe = { grid: 60, formats: ['cog'] };
    const sources = [await test.grant(source), await test.grant(resolve('build/samples'))];
    const target = await test.grant(out);
    const runQueue = async (): Promise<Job[]> => {
      const batch = await test.json<Job>('POST', '/api/jobs', { kind: 'batch', sources, target, recipe });
      await test.ended(batch.id);
      const jobs = (await test.json<Job[]>('GET', '/api/jobs')).filter((job) => job.batch === batch.id);
      return Promise.all(jobs.map(({ id }) => test.ended(id)));
    };
    const first = await runQueue();
    expect(first.map(({ state }) => state).toSorted()).toEqual(['done', 'done', 'failed']);
    expect(first.find(({ state }) => state === 'failed')?.error?.name).toBe('ProductError');
    const second = await runQueue();
    expect(second.map(({ state }) => state).toSorted()).toEqual(['failed', 'skipped', 'skipped']);
  });

  it('answers wrong requests with a sentence', async () => {
    const unknown = await test.refused('POST', '/api/products', { handle: 'a'.repeat(32) });
    expect(unknown).toMatchObject({ status: 404, message: expect.stringContaining('was not chosen') });
    expect((await test.request('POST', '/api/products', { path: '/etc/passwd' })).status).toBe(400);
    const text = join(test.folder, 'note.txt');
    await writeFile(text, 'not a product');
    const wrong = await test.refused('POST', '/api/products', { handle: await test.grant(text) });
    expect(wrong).toMatchObject({ status: 400, name: 'ProductError', file: text });
    expect((await test.request('GET', '/api/products/p99')).status).toBe(404);
    expect((await test.request('GET', at('/image/3/9/0'))).status).toBe(400);
  });

  it('keeps settings of the application and of the scene', async () => {
    await test.json('PUT', '/api/settings', { device: 'cpu', theme: 'light' });
    expect(await test.json('GET', '/api/settings')).toMatchObject({ theme: 'light', device: 'cpu' });
    const put = (revision: number, opacity: number) =>
      test.request('PUT', at(`/settings?revision=${revision}`), { opacity });
    const first = await put(0, 0.4);
    expect([first.status, await first.json()]).toEqual([200, { revision: 1 }]);
    const late = await put(0, 0.7);
    expect([late.status, await late.json()]).toMatchObject([409, { error: { name: 'ConflictError' } }]);
    const kept = await test.json<ProductDetail>('GET', at(''));
    expect([kept.settings, kept.settingsRevision]).toEqual([{ opacity: 0.4 }, 1]);
    const { revision } = await test.json<{ revision: number }>('GET', '/api/settings');
    expect((await test.request('PUT', '/api/settings', { theme: 'dark', revision: revision - 1 })).status).toBe(409);
    expect((await test.request('PUT', '/api/settings', { theme: 'dark', device: 'cpu', revision })).status).toBe(200);
  });
});
