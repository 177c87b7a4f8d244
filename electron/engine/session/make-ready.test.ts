import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import type { EngineStatus } from '../contract/app.ts';
import type { Job } from '../contract/jobs.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.close());

const provider = async () => (await engine.json<EngineStatus>('GET', '/api/status')).device.provider;

it('opens a network before a product wants it, which then computes', async () => {
  expect(await provider()).toBeNull();
  expect((await engine.request('POST', '/api/ready')).status).toBe(204);
  await vi.waitFor(async () => expect(await provider()).toBe('cpu'), { timeout: 60_000, interval: 100 });
  const product = await engine.openSample('L2A');
  const { pack, grid } = product.preview!;
  const job = await engine.json<Job>('POST', '/api/jobs', { kind: 'mask', product: product.id, pack, grid });
  expect((await engine.ended(job.id)).state).toBe('done');
});
