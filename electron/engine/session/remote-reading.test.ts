import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RangeServer, serveRanges } from '../../test/range-server.ts';
import { startTestEngine, type TestEngine } from '../../test/test-engine.ts';
import { SAMPLE_SAFE } from '../../test/zarr-stores.ts';
import type { AppSettings, RecentProduct } from '../contract/app.ts';
import type { Job } from '../contract/jobs.ts';
import type { MaskState, ProductDetail } from '../contract/products.ts';
import type { ProjectState } from '../contract/project.ts';
import type { RemoteActivity, RemoteLook } from '../contract/remote.ts';

const SAFE = basename(SAMPLE_SAFE.L2A);
let served: string;
let folder: string;
let server: RangeServer;
let engine: TestEngine;

const address = () => `${server.url}/${SAFE}/manifest.safe?signature=secret`;
const host = () => new URL(server.url).host;
const activity = () => engine.json<RemoteActivity>('GET', '/api/remote');
const products = () => engine.json<ProductDetail[]>('GET', '/api/products');
const open = () => engine.json<ProductDetail>('POST', '/api/remote/open', { address: address() });
async function allow(readRemote: boolean): Promise<void> {
  const settings = await engine.json<AppSettings>('GET', '/api/settings');
  await engine.json('PUT', '/api/settings', { ...settings, readRemote });
}
async function restart(): Promise<void> {
  await engine.close();
  engine = await startTestEngine({ sessionFolder: join(folder, 'session'), folder });
  await engine.project();
  await allow(true);
}
/** All that was written below a folder. */
async function written(where: string): Promise<string> {
  const entries = await readdir(where, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}

beforeAll(async () => {
  served = await mkdtemp(join(tmpdir(), 'nephoscope-served-'));
  await cp(SAMPLE_SAFE.L2A, join(served, SAFE), { recursive: true });
  server = await serveRanges(served);
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-remote-session-'));
  engine = await startTestEngine({ sessionFolder: join(folder, 'session'), folder });
});
beforeEach(() => {
  server.requests.length = 0;
  server.manners = {};
});
afterAll(async () => {
  await engine.close();
  await server.close();
  await rm(served, { recursive: true });
  await rm(folder, { recursive: true });
});

describe('reading over the network', () => {
  it('is off: nothing is asked, whatever names an address', async () => {
    for (const path of ['/api/remote/look', '/api/remote/open']) {
      const error = await engine.refused('POST', path, { address: address() });
      expect(error).toMatchObject({ status: 400, name: 'RemoteRefusal' });
      expect(error.message).toMatch(/manifest\.safe is on the network, and nothing is fetched unless you ask/);
      expect(error.remedy).toMatch(/File, Settings, Read products over the network/);
    }
    const item = join(folder, 'item.json');
    const assets = { B04: { href: `${server.url}/B04_20m.jp2` } };
    await writeFile(item, JSON.stringify({ type: 'Feature', stac_version: '1.0.0', id: 'far', assets }));
    const handle = await engine.grant(item);
    expect(await engine.refused('POST', '/api/products', { handle })).toMatchObject({
      status: 400,
      name: 'RemoteRefusal',
    });
    expect(await engine.refused('POST', '/api/remote/open', { handle })).toMatchObject({
      status: 400,
      name: 'RemoteRefusal',
    });
    expect(await engine.json<RemoteLook>('POST', '/api/remote/look', { handle })).toMatchObject({
      name: 'far',
      hosts: [{ host: host(), files: 1 }],
    });
    expect(server.requests).toEqual([]);
  });

  it('tells what would be fetched before it is, opens it, and counts', async () => {
    await allow(true);
    const look = await engine.json<RemoteLook>('POST', '/api/remote/look', { address: address() });
    expect(server.requests.every((line) => line.includes('manifest.safe'))).toBe(true);
    expect(look).toMatchObject({ kind: 'safe', name: SAFE.replace('.SAFE', ''), hasQuery: true });
    expect(look.hosts).toEqual([{ host: host(), files: look.files }]);
    expect(look.bytes).toBeGreaterThan(100_000);
    expect(look.address).not.toContain('secret');

    const product = await open();
    expect(product.remote).toEqual({ address: `${server.url}/${SAFE}`, hasQuery: true });
    const { products: counts, bytes, requests, underWay } = await activity();
    expect(counts[product.id]).toMatchObject({
      isStopped: false,
      failure: null,
      hosts: { [host()]: expect.any(Number) },
    });
    expect(counts[product.id]!.requests).toBe(server.requests.length - 1);
    expect([requests, underWay, bytes > counts[product.id]!.bytes]).toEqual([server.requests.length, 0, true]);
  });

  it('is told in events while it goes on', async () => {
    const answer = await engine.engine.fetch(new Request('http://engine/api/events'));
    const reader = answer.body!.getReader();
    let told = '';
    const listening = (async () => {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        told += Buffer.from(value).toString();
      }
    })();
    const [product] = await products();
    await engine.request('GET', `/api/products/${product!.id}/statistics?bands=B04`);
    await vi.waitFor(() => expect(told).toMatch(/event: remote\n/));
    await reader.cancel();
    await listening;
  });

  it('stops, goes on, and ends with the setting', async () => {
    const [product] = await products();
    const pixels = `/api/products/${product!.id}/statistics?bands=B08`;
    await engine.request('POST', '/api/remote/stop');
    expect((await engine.refused('GET', pixels)).message).toMatch(/you stopped the reading/);
    expect((await activity()).products[product!.id]).toMatchObject({ isStopped: true });
    await engine.request('POST', `/api/remote/products/${product!.id}`, { action: 'go-on' });
    await allow(false);
    expect((await engine.refused('GET', pixels)).message).toMatch(/is switched off/);
    expect(server.requests).toEqual([]);
    await allow(true);
    expect((await engine.request('GET', pixels)).status).toBe(200);
    expect(server.requests.length).toBeGreaterThan(0);
  });

  it('fails a mask that the network breaks, and takes nothing of it for missing', async () => {
    const [product] = await products();
    const mask = async () => {
      const request = { kind: 'mask', product: product!.id, pack: product!.packs[0]!.id, grid: 20 };
      return engine.ended((await engine.json<Job>('POST', '/api/jobs', request)).id);
    };
    const before = server.requests.length;
    server.manners = { breaksOff: { after: 1000, times: 1_000 } };
    expect(await mask()).toMatchObject({
      state: 'failed',
      error: { message: expect.stringMatching(/over the network/) },
    });
    expect(server.requests.length).toBeGreaterThan(before);
    server.manners = {};
    const done = await mask();
    expect(done).toMatchObject({ state: 'done', error: null });
    const [{ warnings = [] } = {}] = (
      await engine.json<MaskState[]>('GET', `/api/products/${product!.id}/masks`)
    ).filter(({ grid }) => grid === 20);
    expect(warnings.join(' ')).not.toMatch(/network|damaged|cannot be read/);
  });

  it('names the address in what is exported, without what may be a key', async () => {
    const [product] = await products();
    const target = await engine.grant(join(folder, 'out'));
    const recipe = { grid: 60, pack: null, formats: ['cog', 'stac'] };
    const request = { kind: 'export', product: product!.id, target, recipe, area: { kind: 'scene' } };
    const { id } = await engine.json<Job>('POST', '/api/jobs', request);
    expect((await engine.ended(id)).error).toBeNull();
    const names = await readdir(join(folder, 'out'));
    const json = async (ending: RegExp) =>
      JSON.parse(await readFile(join(folder, 'out', names.find((name) => ending.test(name))!), 'utf8'));
    expect((await json(/mask_60m.*\.json$/)).product.source).toBe(`${server.url}/${SAFE}`);
    const { links } = await json(/stac.*\.json$/);
    expect(links[0]).toMatchObject({ rel: 'derived_from', href: `${server.url}/${SAFE}` });
    expect(await engine.json('POST', `/api/jobs/${id}/open`, {})).toMatchObject({ id: product!.id });
  });

  it('begins again only when it is asked for: the project and the recent products keep the address alone', async () => {
    await restart();
    const { missing } = await engine.project();
    expect(missing).toMatchObject([
      { name: SAFE.replace('.SAFE', ''), remote: { hasQuery: true }, reason: expect.stringMatching(/not loaded/) },
    ]);
    expect(missing[0]!.displayPath).toBe(`${server.url}/${SAFE}/manifest.safe`);
    const [recent] = await engine.json<RecentProduct[]>('GET', '/api/recent');
    expect(recent).toMatchObject({ key: missing[0]!.key, available: true, remote: { hasQuery: true } });
    await engine.request('GET', `/api/recent/${recent!.key}/thumbnail`);
    await restart();
    expect([server.requests, await products()]).toEqual([[], []]);
    const kept = await written(folder);
    expect(kept).toContain(`${server.url}/${SAFE}`);
    expect(kept).not.toContain('secret');

    const state = await engine.json<ProjectState>('POST', '/api/project/locate', { key: missing[0]!.key });
    expect(state.missing).toEqual([]);
    expect(await products()).toMatchObject([{ key: missing[0]!.key, remote: { hasQuery: false } }]);
    expect(server.requests.length).toBeGreaterThan(0);
  });

  it('is given up with the request, and opens nothing then', async () => {
    await engine.request('DELETE', `/api/products/${(await products())[0]!.id}`);
    server.manners = { slow: { pieces: 20, pauseMs: 100 } };
    const controller = new AbortController();
    const opening = engine.engine.fetch(
      new Request('http://engine/api/remote/open', {
        method: 'POST',
        body: JSON.stringify({ address: address() }),
        headers: { 'content-type': 'application/json' },
        signal: controller.signal,
      }),
    );
    await vi.waitFor(async () => expect((await activity()).underWay).toBeGreaterThan(0));
    expect((await activity()).host).toBe(host());
    controller.abort();
    await opening;
    expect((await activity()).underWay).toBe(0);
    expect(await products()).toEqual([]);
  });

  it('reads what has changed on its server again when it is asked to', async () => {
    let version = 1;
    server.manners = { etag: () => `"${version}"` };
    const product = await open();
    const statistics = `/api/products/${product.id}/statistics?bands=B08`;
    version = 2;
    expect((await engine.refused('GET', statistics)).message).toMatch(/changed on its server/);
    expect((await activity()).products[product.id]!.failure).toMatch(/changed on its server/);
    await engine.request('POST', `/api/remote/products/${product.id}`, { action: 'reload' });
    expect((await engine.request('GET', statistics)).status).toBe(200);
    expect((await activity()).products[product.id]!.failure).toBeNull();
  });
});
