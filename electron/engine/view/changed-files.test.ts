import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import type { Job } from '../contract/jobs.ts';
import type { BandStatistics, MaskState, ProductDetail } from '../contract/products.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await startTestEngine();
});
afterAll(() => test.close());

/** Longer than the registry waits between two looks at a product's files. */
const LOOK_MILLISECONDS = 2100;

it('statistics, pictures and masks of an open product are of the files as they are now', async () => {
  const samples = resolve('build/samples');
  const name = (await readdir(samples)).find((entry) => /^S2._MSIL2A_.*\.SAFE$/.test(entry))!;
  const folder = join(test.folder, name);
  await cp(join(samples, name), folder, { recursive: true });
  const open = await test.json<ProductDetail>('POST', '/api/products', { handle: await test.grant(folder) });
  const at = (path: string) => `/api/products/${open.id}${path}`;
  const median = async (): Promise<number> =>
    (await test.json<BandStatistics[]>('GET', at('/statistics?bands=B03')))[0]!.percentiles.p50;
  const tile = async (): Promise<string> =>
    Buffer.from(
      await (await test.request('GET', at('/image/9/275/166?bands=B03&min=0&max=0.4'))).arrayBuffer(),
    ).toString('base64');
  const job = await test.json<Job>('POST', '/api/jobs', { kind: 'mask', product: open.id, ...open.preview });
  expect((await test.ended(job.id)).state).toBe('done');
  expect(await test.json<MaskState[]>('GET', at('/masks'))).toHaveLength(1);
  const before = { median: await median(), tile: await tile() };

  // Another band's pixels under B03's names: same sizes of images, other content.
  const files = (await readdir(folder, { recursive: true })).filter((path) => /_B03_\d\dm\.jp2$/.test(path));
  for (const path of files) {
    const other = join(folder, path.replace('_B03_', '_B04_'));
    await writeFile(join(folder, path), await readFile(other));
  }
  await expect.poll(median, { timeout: 30_000, interval: LOOK_MILLISECONDS }).not.toBe(before.median);
  expect(await tile()).not.toBe(before.tile);
  const detail = await test.json<ProductDetail>('GET', `/api/products/${open.id}`);
  expect(detail.contentKey).not.toBe(open.contentKey);
  expect(await test.json<MaskState[]>('GET', at('/masks'))).toEqual([]);
});
