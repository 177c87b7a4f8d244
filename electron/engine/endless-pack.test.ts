import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../test/test-engine.ts';
import type { Job } from './contract/jobs.ts';
import type { ProductDetail } from './contract/products.ts';
import { fixturePack } from './model/fixtures/synthetic.ts';

let test: TestEngine;
let product: ProductDetail;
beforeAll(async () => {
  test = await startTestEngine();
  product = await test.openSample('L2A');
  const handle = await test.grant(fixturePack('hostile/endless'));
  await test.json('POST', '/api/packs', { handle });
});
afterAll(() => test.close());

const compute = (pack: string): Promise<Job> =>
  test.json('POST', '/api/jobs', { kind: 'mask', product: product.id, pack, grid: 60 });

it('lets a job of a network that never ends be cancelled within seconds, and runs the next one', async () => {
  const endless = await compute('endless');
  await new Promise((wait) => setTimeout(wait, 2000));
  const begin = performance.now();
  await test.request('DELETE', `/api/jobs/${endless.id}`);
  const next = await compute('nephos-l2a');
  expect((await test.ended(endless.id)).state).toBe('cancelled');
  expect(performance.now() - begin).toBeLessThan(10_000);
  expect((await test.ended(next.id)).state).toBe('done');
});

it('closes the engine within seconds while such a job runs', async () => {
  const own = await startTestEngine();
  const { id } = await own.openSample('L2A');
  const handle = await own.grant(fixturePack('hostile/endless'));
  await own.json('POST', '/api/packs', { handle });
  await own.json('POST', '/api/jobs', { kind: 'mask', product: id, pack: 'endless', grid: 60 });
  await new Promise((wait) => setTimeout(wait, 2000));
  const begin = performance.now();
  await own.close();
  expect(performance.now() - begin).toBeLessThan(10_000);
});
