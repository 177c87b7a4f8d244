import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeTiff, fakeTiff } from '../../test/fake-tiff.ts';
import type { TestEngine } from '../../test/test-engine.ts';
import { startTestEngine } from '../../test/test-engine.ts';
import type { Reading, ReadingPreview } from '../contract/reading.ts';

const gdal = (program: string, ...options: readonly string[]): boolean => {
  try {
    execFileSync(program, options, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

describe('the preview of how a file is to be read', () => {
  let test: TestEngine;
  let count = 0;
  beforeAll(async () => {
    test = await startTestEngine();
  });
  afterAll(() => test.close());

  const write = async (tiff: FakeTiff): Promise<string> => {
    const path = join(test.folder, `${count++}-stack.tif`);
    await writeFile(path, fakeTiff(tiff));
    return path;
  };
  const preview = async (path: string, reading: Reading): Promise<ReadingPreview> =>
    test.json('POST', '/api/reading/preview', { handle: await test.grant(path), reading });
  const pixels = ({ picture }: ReadingPreview) => decode(Buffer.from(picture.png, 'base64'));
  const values = Array.from({ length: 30 }, (_, k) => (k % 3 === 0 ? 600 + k : k % 3 === 1 ? 1000 + k : 2000 + k * k));

  it('shows the first plane in grey and medians by number while nothing is said, and says what is missing', async () => {
    const seen = await preview(await write({ descriptions: [null, null, null], values }), {});
    expect(seen.shows).toEqual(['plane 1']);
    expect(seen.medians.map(({ name }) => name)).toEqual(['plane 1', 'plane 2', 'plane 3']);
    expect(seen.medians[1]!.median).toBeCloseTo(0.1016, 2);
    expect(seen.problem?.remedy).toContain('--bands');
    const { width, height, channels, data } = pixels(seen);
    expect([width, height, channels]).toEqual([30, 30, 4]);
    expect(data[0]).toBe(data[1]);
    expect(data[3]).toBe(255);
    expect(await test.json<unknown[]>('GET', '/api/products')).toEqual([]);
  });

  it('is in true colour where these bands are named, with the medians of scale and offset as given', async () => {
    const path = await write({ descriptions: [null, null, null], values });
    const reading: Reading = { bands: ['B04', 'B03', 'B02'], level: 'L2A', scale: 0.0001, offset: -0.1 };
    const seen = await preview(path, reading);
    expect(seen).toMatchObject({
      shows: ['B04', 'B03', 'B02'],
      scale: 0.0001,
      offset: -0.1,
      problem: null,
      part: null,
    });
    expect(seen.medians[0]).toMatchObject({ name: 'B04', median: expect.closeTo(-0.0385, 2) });
    expect((await preview(path, { ...reading, offset: 0 })).medians[0]!.median).toBeCloseTo(0.0615, 2);
    const swapped = await preview(path, { ...reading, bands: ['B02', 'B03', 'B04'] });
    expect(swapped.shows).toEqual(['B04', 'B03', 'B02']);
    const [before, after] = [pixels(seen).data, pixels(swapped).data];
    expect([after[4], after[5], after[6]]).toEqual([before[6], before[5], before[4]]);
    expect(before[4]).not.toBe(before[6]);
    expect(swapped.medians.map(({ name }) => name)).toEqual(['B02', 'B03', 'B04']);
  });

  it('tells wrong units, and a reading that fits, beside the picture', async () => {
    const path = await write({ descriptions: ['B2', 'B3', 'B4'], values });
    const seen = await preview(path, { level: 'L2A', scale: 1 });
    expect(seen.verdict).toBe('refuse');
    expect(seen.message).toMatch(/above 2 .*--scale/);
    expect(seen.shows).toEqual(['B04', 'B03', 'B02']);
    expect(seen.problem?.message).toContain('cannot be read so');
    expect((await preview(path, { level: 'L2A' })).verdict).not.toBe('refuse');
  });

  it('leaves missing pixels transparent', async () => {
    const path = await write({ descriptions: ['B2'], values: [0, 0, 900, 1200, 1500], width: 20, height: 20 });
    const { data } = pixels(await preview(path, { level: 'L1C' }));
    expect([data[3], data[7], data[11], data[15]]).toEqual([0, 0, 255, 255]);
  });

  const large: FakeTiff = { descriptions: ['B8'], values, width: 2600, height: 2100 };
  it('shows the middle of a large file without overviews', async () => {
    const middle = await preview(await write(large), { level: 'L1C' });
    expect(middle.part).toEqual({ width: 2048, height: 2048 });
    expect(middle.picture).toMatchObject({ width: 240, height: 240 });
  });

  it.skipIf(!gdal('gdaladdo', '--version'))('shows all of a large file by its overviews', async () => {
    const path = await write(large);
    expect(gdal('gdaladdo', '-q', '-ro', path, '4', '8')).toBe(true);
    const whole = await preview(path, { level: 'L1C' });
    expect(whole.part).toBeNull();
    expect(whole.picture).toMatchObject({ width: 240, height: 194 });
  });

  it('is of an open product, too, and of one that is no GeoTIFF', async () => {
    const { id } = await test.openSample('L2A');
    const seen = await test.json<ReadingPreview>('POST', '/api/reading/preview', {
      product: id,
      reading: { offset: -0.05 },
    });
    expect(seen).toMatchObject({ shows: ['B04', 'B03', 'B02'], offset: expect.closeTo(-0.05, 6), problem: null });
    expect(seen.medians.length).toBeGreaterThan(9);
  });

  it('is refused with a sentence for what is damaged, not chosen, or not one of both', async () => {
    const path = join(test.folder, 'damaged.tif');
    await writeFile(path, fakeTiff({ descriptions: ['B2'] }).subarray(0, 40));
    const ask = (body: unknown) => test.request('POST', '/api/reading/preview', body);
    const damaged = await ask({ handle: await test.grant(path), reading: {} });
    expect(damaged.status).toBe(400);
    expect(JSON.stringify(await damaged.json())).toContain('damaged.tif');
    expect((await ask({ handle: '00000000-0000-4000-8000-000000000000', reading: {} })).status).toBe(404);
    expect((await ask({ reading: {} })).status).toBe(400);
  });
});
