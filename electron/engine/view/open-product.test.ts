import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeTiff } from '../../test/fake-tiff.ts';
import type { TestEngine } from '../../test/test-engine.ts';
import { startTestEngine } from '../../test/test-engine.ts';
import { FAKE_GRANULE_FOLDER, fakeFiles, fakeGranuleXml, writeFiles } from '../../test/test-product.ts';
import type { RecentProduct } from '../contract/app.ts';
import type { ProductDetail } from '../contract/products.ts';

describe('opening products', () => {
  let test: TestEngine;
  beforeAll(async () => {
    test = await startTestEngine();
  });
  afterAll(() => test.close());

  it('opens another granule of an open product beside it, and remembers both', async () => {
    const inOther = (value: string): string => value.replaceAll('32UNU', '32UPU');
    const files = fakeFiles();
    for (const [path, bytes] of fakeFiles()) if (path.startsWith('GRANULE')) files.set(inOther(path), bytes);
    files.set(`${inOther(FAKE_GRANULE_FOLDER)}/MTD_TL.xml`, Buffer.from(fakeGranuleXml(inOther)));
    const folder = join(test.folder, 'two granules.SAFE');
    await writeFiles(folder, files);

    const handle = await test.grant(folder);
    const first = await test.json<ProductDetail>('POST', '/api/products', { handle });
    expect(first).toMatchObject({ tile: '32UNU', granules: { length: 2 } });
    const at = `/api/products/${first.id}/granule`;
    const second = await test.json<ProductDetail>('POST', at, { granule: first.granules[1] });
    expect(second).toMatchObject({ tile: '32UPU', granule: first.granules[1], name: first.name });
    expect(second.id).not.toBe(first.id);

    const recent = await test.json<RecentProduct[]>('GET', '/api/recent');
    expect(recent.map(({ granule }) => granule)).toEqual([second.granule, first.granule]);
    expect((await test.request('POST', at, { granule: '33UUU' })).status).toBe(400);
    expect((await test.request('POST', '/api/products/p99/granule', { granule: 'x' })).status).toBe(404);
  });

  it('opens a GeoTIFF in a system that is no UTM zone like one without any, and lists it with the others', async () => {
    const path = join(test.folder, 'national.tif');
    const geoKeys = [
      [1024, 1],
      [1025, 1],
      [3072, 2193],
    ] as const;
    const descriptions = ['B2', 'B3', 'B4', 'B8', 'B8A', 'B11', 'B12'];
    await writeFile(path, fakeTiff({ descriptions, geoKeys, values: [500, 1500, 3000] }));
    const reading = { level: 'L2A' };
    const opened = await test.json<ProductDetail>('POST', '/api/products', { handle: await test.grant(path), reading });
    expect(opened).toMatchObject({ epsg: 2193, corners: null, footprint: null });
    expect(opened.warnings.map(({ message }) => message).join()).toContain('no UTM zone');
    const listed = await test.json<ProductDetail[]>('GET', '/api/products');
    expect(listed.map(({ id }) => id)).toContain(opened.id);
  });

  it('has a thumbnail of a recent product when it is asked for, open or not', async () => {
    const isPng = async (key: string): Promise<boolean> => {
      const response = await test.request('GET', `/api/recent/${key}/thumbnail`);
      return Buffer.from(await response.arrayBuffer()).toString('latin1', 1, 4) === 'PNG';
    };
    const keyOf = async (name: string): Promise<string> =>
      (await test.json<RecentProduct[]>('GET', '/api/recent')).find((recent) => recent.name === name)!.key;
    const open = await test.openSample('L1C');
    expect(await isPng(await keyOf(open.name))).toBe(true);

    const closed = await test.openSample('L2A');
    await test.request('DELETE', `/api/products/${closed.id}`);
    const key = await keyOf(closed.name);
    expect(await Promise.all([isPng(key), isPng(key)])).toEqual([true, true]);
    expect(await isPng(key)).toBe(true);
    expect((await test.request('GET', '/api/recent/unknown/thumbnail')).status).toBe(404);
  });
});
