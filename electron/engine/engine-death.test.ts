import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../test/test-engine.ts';
import type { EngineStatus } from './contract/app.ts';
import type { Job } from './contract/jobs.ts';
import type { ProductDetail } from './contract/products.ts';

describe('an engine that died', () => {
  let folder: string;
  let session: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nephoscope-death-'));
    session = join(folder, 'session');
    await mkdir(session);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const start = (): Promise<TestEngine> => startTestEngine({ sessionFolder: session, folder });

  it('does not take up a job that ended two engines, says so, and runs it when it is asked to', async () => {
    const first = await start();
    const opened = await first.openSample('L2A');
    await first.close();
    const request = { kind: 'mask', product: opened.id, pack: opened.packs[0]?.id, grid: 60 };
    const file = join(session, 'session.json');
    const left = JSON.parse(await readFile(file, 'utf8'));
    const job = { id: 'deadly', batch: null, title: 'T33UVU: mask 60 m', request };
    await writeFile(file, JSON.stringify({ ...left, jobs: [{ ...job, running: true, deaths: 1 }] }));

    const second = await start();
    const [aside] = await second.json<Job[]>('GET', '/api/jobs');
    expect(aside).toMatchObject({ id: 'deadly', state: 'failed', error: { name: 'EngineDeathError' } });
    expect(aside?.error?.message).toContain('twice');
    expect(JSON.parse(await readFile(file, 'utf8')).jobs).toMatchObject([{ running: false, deaths: 2 }]);
    await second.close();

    const third = await start();
    expect(await third.json<Job[]>('GET', '/api/jobs')).toMatchObject([{ id: 'deadly', state: 'failed' }]);
    await third.json('POST', '/api/jobs/deadly/retry', {});
    expect(await third.ended('deadly')).toMatchObject({ state: 'done' });
    await third.close();
    expect(JSON.parse(await readFile(file, 'utf8')).jobs).toEqual([]);
  });

  it('writes down which job runs before its work begins', async () => {
    const test = await start();
    const opened = await test.openSample('L2A');
    const request = { kind: 'mask', product: opened.id, pack: opened.packs[0]?.id, grid: 60 };
    const { id } = await test.json<Job>('POST', '/api/jobs', request);
    const events = await test.request('GET', '/api/events');
    const reader = (events.body as ReadableStream<Uint8Array>).getReader();
    for (let text = ''; !text.includes('mask-progress'); )
      text += new TextDecoder().decode((await reader.read()).value);
    expect(JSON.parse(await readFile(join(session, 'session.json'), 'utf8')).jobs).toMatchObject([
      { id, running: true, deaths: 0 },
    ]);
    await reader.cancel();
    await test.ended(id);
    await test.close();
  });

  it('is succeeded by one that knows its products, handles and unfinished jobs', async () => {
    const first = await start();
    const opened = await first.openSample('L1C');
    const handle = await first.grant(first.folder);
    const job = await first.json<Job>('POST', '/api/jobs', {
      kind: 'mask',
      product: opened.id,
      pack: opened.packs[0]?.id,
      grid: 10,
    });
    const second = await start();
    expect((await second.json<ProductDetail>('GET', `/api/products/${opened.id}`)).name).toBe(opened.name);
    expect((await second.request('GET', `/shell/grants/${handle}`)).status).toBe(200);
    expect(await second.ended(job.id)).toMatchObject({ state: 'done' });
    expect((await second.json<EngineStatus>('GET', '/api/status')).cacheBytes).toBeGreaterThan(100_000);
    await second.close();
    await first.close();
  });
});
