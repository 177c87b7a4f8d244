import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserShell, startBrowserShell as Start } from './browser.ts';

/** A request with any `Host` that it likes, which `fetch` does not allow. */
function get(address: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((done, failed) => {
    request(address, { headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, body }));
    })
      .on('error', failed)
      .end();
  });
}

describe('the browser shell', () => {
  let folder: string;
  let shell: BrowserShell;
  let origin: string;
  let cookie: string;
  const fetchWith = (path: string, init: RequestInit = {}) =>
    fetch(origin + path, { ...init, headers: { cookie, 'content-type': 'application/json' } });

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'nephoscope-shell-')));
    await mkdir(join(folder, 'root', 'S2A_x.SAFE'), { recursive: true });
    await mkdir(join(folder, 'root', 'plain'));
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await symlink(join(folder, 'secret.txt'), join(folder, 'root', 'link.txt'));
    await mkdir(join(folder, 'renderer'));
    await writeFile(join(folder, 'renderer', 'index.html'), '<title>Nephoscope</title>');
    // The engine process lies beside the built shell, so the built one is tested.
    const built = (await import(pathToFileURL(resolve('dist/serve-shell.mjs')).href)) as {
      startBrowserShell: typeof Start;
    };
    shell = await built.startBrowserShell({
      version: '0.0.0-test',
      modelsFolder: resolve('models'),
      samplesFolder: resolve('build/samples'),
      cacheFolder: join(folder, 'cache'),
      stateFolder: join(folder, 'state'),
      rendererFolder: join(folder, 'renderer'),
      root: join(folder, 'root'),
      port: 0,
    });
    origin = new URL(shell.address).origin;
    const entry = await fetch(shell.address, { redirect: 'manual' });
    cookie = (entry.headers.get('set-cookie') ?? '').split(';')[0] as string;
    expect(entry.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
  });
  afterAll(async () => {
    await shell.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('wants the token, a loopback host and its own origin', async () => {
    expect((await fetch(`${origin}/api/about`)).status).toBe(401);
    expect((await fetch(`${origin}/?token=wrong`)).status).toBe(401);
    expect((await get(`${origin}/api/about`, { cookie, host: 'example.org' })).status).toBe(403);
    expect((await get(`${origin}/api/about`, { cookie, origin: 'http://example.org' })).status).toBe(403);
    expect((await fetchWith('/api/about')).status).toBe(200);
  });

  it('serves the page under a strict policy and nothing outside of it', async () => {
    const page = await fetchWith('/index.html');
    expect(await page.text()).toContain('Nephoscope');
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect((await get(`${origin}/../secret.txt`, { cookie })).status).toBe(404);
    expect((await get(`${origin}/%2e%2e/secret.txt`, { cookie })).status).toBe(404);
    expect((await fetchWith('/shell/grants/abc')).status).toBe(404);
  });

  it('lists and grants only what is inside the root', async () => {
    const listing = await (await fetchWith('/files?folder=')).json();
    expect(listing).toMatchObject({ folder: '', parent: null });
    expect(listing.entries.map(({ name, kind }: { name: string; kind: string }) => [name, kind])).toEqual([
      ['S2A_x.SAFE', 'product'],
      ['plain', 'folder'],
      ['link.txt', 'file'],
    ]);
    for (const path of ['..', '../secret.txt', 'link.txt', 'nothing', '/etc/passwd']) {
      const body = JSON.stringify({ path, purpose: 'product' });
      expect((await fetchWith('/files/grant', { method: 'POST', body })).status).toBe(404);
    }
    const body = JSON.stringify({ path: 'S2A_x.SAFE', purpose: 'product' });
    expect(await (await fetchWith('/files/grant', { method: 'POST', body })).json()).toMatchObject({
      name: 'S2A_x.SAFE',
    });
    expect((await fetchWith('/files?folder=../..')).status).toBe(404);
  });

  it('lives on when the engine is killed: the next one knows the open product', async () => {
    const opened = await (await fetchWith('/api/sample', { method: 'POST', body: '{"level":"L2A"}' })).json();
    const dead = shell.enginePid() as number;
    process.kill(dead, 'SIGKILL');
    let status = 0;
    for (let i = 0; i < 200 && status !== 200; i++) {
      status = (await fetchWith(`/api/products/${opened.id}`)).status;
      if (status !== 200) await new Promise((wait) => setTimeout(wait, 100));
    }
    expect(status).toBe(200);
    expect(shell.enginePid()).not.toBe(dead);
  });

  it('streams events', async () => {
    const stop = new AbortController();
    const response = await fetch(`${origin}/api/events`, { headers: { cookie }, signal: stop.signal });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const body = JSON.stringify({
      kind: 'batch',
      sources: ['a'.repeat(32)],
      target: 'a'.repeat(32),
      recipe: { grid: 60, formats: ['cog'] },
    });
    const refused = await fetchWith('/api/jobs', { method: 'POST', body });
    expect(refused.status).toBe(404);
    const products = await (await fetchWith('/api/products')).json();
    const job = { kind: 'mask', product: products[0].id, pack: 'nephos-l2a', grid: 60 };
    expect((await fetchWith('/api/jobs', { method: 'POST', body: JSON.stringify(job) })).status).toBe(202);
    let text = '';
    while (!text.includes('"state":"done"')) text += new TextDecoder().decode((await reader.read()).value);
    expect(text).toContain('event: mask-progress');
    stop.abort();
  });
});
