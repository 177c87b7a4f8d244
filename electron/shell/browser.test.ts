import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ErrorBody } from '../engine/contract/common.ts';
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

/** Sends bytes as they are, which `fetch` would put straight, and returns all that comes. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((done, failed) => {
    let answer = '';
    connect(port, '127.0.0.1', function (this: Socket) {
      this.write(text);
    })
      .on('data', (chunk) => {
        answer += chunk;
      })
      .on('close', () => done(answer))
      .on('error', failed);
  });
}

async function errorOf(response: Response, status: number): Promise<string> {
  expect(response.status).toBe(status);
  return ((await response.json()) as ErrorBody).error.name;
}

describe('the browser shell', () => {
  let folder: string;
  let shell: BrowserShell;
  /** Address below which everything is served, with a slash at its end. */
  let base: string;
  let cookie: string;
  const grantOf = (body: string) =>
    fetch(`${base}api/products`, {
      method: 'POST',
      body,
      headers: { cookie, 'content-type': 'application/json', connection: 'close' },
    });
  const fetchWith = (path: string, init: RequestInit = {}) =>
    fetch(base + path.slice(1), { ...init, headers: { cookie, 'content-type': 'application/json' } });

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'nephoscope-shell-')));
    await mkdir(join(folder, 'root', 'S2A_x.SAFE'), { recursive: true });
    await mkdir(join(folder, 'root', 'plain'));
    await mkdir(join(folder, 'root', 'bands'));
    for (const band of ['B02', 'B03', 'B04']) await writeFile(join(folder, 'root', 'bands', `${band}.tif`), '');
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await writeFile(join(folder, 'root', 'file.txt'), '');
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
    base = shell.address.replace(/\?.*/, '');
    const entry = await fetch(shell.address, { redirect: 'manual' });
    cookie = (entry.headers.get('set-cookie') ?? '').split(';')[0] as string;
    expect(entry.headers.get('set-cookie')).toMatch(
      new RegExp(`^nephoscope-${new URL(base).port}=[^;]+; Path=${new URL(base).pathname}; HttpOnly; SameSite=Strict$`),
    );
  });
  afterAll(async () => {
    await shell.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('wants the token, a loopback host and its own origin', async () => {
    expect((await fetch(`${base}api/about`)).status).toBe(401);
    expect((await fetch(`${base}?token=wrong`)).status).toBe(401);
    expect((await get(`${base}api/about`, { cookie, host: 'example.org' })).status).toBe(403);
    expect((await get(`${base}api/about`, { cookie, origin: 'http://example.org' })).status).toBe(403);
    expect((await fetchWith('/api/about')).status).toBe(200);
  });

  it('serves the page under a strict policy and nothing outside of it', async () => {
    const page = await fetchWith('/index.html');
    expect(await page.text()).toContain('Nephoscope');
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect((await get(`${base}../secret.txt`, { cookie })).status).toBe(401);
    expect([401, 404]).toContain((await get(`${base}%2e%2e/secret.txt`, { cookie })).status);
    expect((await fetchWith('/shell/grants/abc')).status).toBe(404);
  });

  it('lies below a path that nobody can guess, so that no other server of the machine is sent its cookie', async () => {
    expect(new URL(base).pathname).toMatch(/^\/[\w-]{24}\/$/);
    const { port } = new URL(base);
    for (const path of ['/', '/api/about', `/${'x'.repeat(24)}/api/about`, '/index.html'])
      expect((await get(`http://127.0.0.1:${port}${path}`, { cookie })).status).toBe(401);
    // A second shell's cookie stands beside this one's in the browser, and is of no use here.
    expect((await get(`${base}api/about`, { cookie: cookie.replace(/nephoscope-\d+/, 'nephoscope-1') })).status).toBe(
      401,
    );
    expect((await get(`${base}api/about`, { cookie: `nephoscope-1=other; ${cookie}` })).status).toBe(200);
  });

  it('tells an old window what has become of it', async () => {
    const old = { cookie: `${cookie}old` };
    const page = await get(base, { ...old, accept: 'text/html' });
    expect(page.status).toBe(401);
    expect(page.body).toContain('Open the address that Nephoscope printed when it started');
    const { error } = JSON.parse((await get(`${base}api/about`, old)).body);
    expect(error).toMatchObject({ name: 'AccessError', remedy: expect.stringContaining('Open the address') });
  });

  it('answers what makes no sense in the form of the contract', async () => {
    const grant = (body: string) => fetchWith('/files/grant', { method: 'POST', body });
    for (const body of ['null', '[]', '{', '{"path":1}', '{"folder":"plain"}'])
      expect(await errorOf(await grant(body), 400)).toBe('RequestError');
    expect(await errorOf(await fetchWith('/files?folder=plain/../S2A_x.SAFE/none'), 404)).toBe('NotFoundError');
    expect(await errorOf(await fetchWith('/files?folder=file.txt'), 404)).toBe('NotFoundError');
    expect(await errorOf(await fetchWith('/files?folder=%00'), 404)).toBe('NotFoundError');
    expect(await errorOf(await grant(`"${'x'.repeat(65 * 2 ** 20)}"`), 413)).toBe('BodyTooLargeError');
    expect(await errorOf(await fetchWith('/nothing.js'), 404)).toBe('NotFoundError');
  });

  it('keeps the routes of the shell to itself, however they are written', async () => {
    const { port, pathname } = new URL(base);
    for (const path of ['api/%2e%2e/shell/grants', 'api/../shell/grants', 'api//../shell/grants', 'shell/grants']) {
      const body = '{"path":"/etc"}';
      const head = `POST ${pathname}${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\nConnection: close\r\n`;
      const answer = await raw(
        Number(port),
        `${head}Content-Type: application/json\r\nContent-Length: 15\r\n\r\n${body}`,
      );
      expect(answer, path).toMatch(/^HTTP\/1\.1 (401|404) /);
      expect(answer, path).not.toContain('handle');
    }
  });

  it('does not hand on what a browser says of its own connection', async () => {
    for (let k = 0; k < 50; k++)
      expect((await get(`${base}api/status`, { cookie, connection: 'close' })).status).toBe(200);
    const answers = Array.from({ length: 50 }, async () => (await grantOf('null')).status);
    expect(new Set(await Promise.all(answers))).toEqual(new Set([400]));
  });

  it('ends a connection whose request does not come', async () => {
    const begin = performance.now();
    const answer = await raw(Number(new URL(base).port), 'GET / HTTP/1.1\r\nHost: 127');
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - begin).toBeLessThan(30_000);
  });

  it('lists and grants only what is inside the root', async () => {
    const listing = await (await fetchWith('/files?folder=')).json();
    expect(listing).toMatchObject({ folder: '', parent: null });
    expect(listing.entries.map(({ name, kind }: { name: string; kind: string }) => [name, kind])).toEqual([
      ['bands', 'product'],
      ['S2A_x.SAFE', 'product'],
      ['plain', 'folder'],
      ['file.txt', 'file'],
      ['link.txt', 'file'],
    ]);
    for (const path of ['..', '../secret.txt', 'link.txt', 'nothing', '/etc/passwd']) {
      const body = JSON.stringify({ path });
      expect((await fetchWith('/files/grant', { method: 'POST', body })).status).toBe(404);
    }
    const body = JSON.stringify({ path: 'S2A_x.SAFE' });
    expect(await (await fetchWith('/files/grant', { method: 'POST', body })).json()).toMatchObject({
      name: 'S2A_x.SAFE',
    });
    expect((await fetchWith('/files?folder=../..')).status).toBe(404);
    const make = (folder: string, name: string) =>
      fetchWith('/files/folder', { method: 'POST', body: JSON.stringify({ folder, name }) });
    expect((await make('plain', 'new one')).status).toBe(204);
    expect((await make('plain', 'new one')).status).toBe(409);
    for (const name of ['..', 'a/b', '', 'end. ']) expect((await make('plain', name)).status).toBe(400);
    expect((await make('../..', 'x')).status).toBe(409);
    const inside = await (await fetchWith('/files?folder=plain')).json();
    expect(inside.entries.map(({ name }: { name: string }) => name)).toContain('new one');
  });

  it('cuts an answer that a killed engine had begun, without a stack on the terminal', async () => {
    const traces = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const response = await fetch(`${base}api/events`, { headers: { cookie } });
    process.kill(shell.enginePid() as number, 'SIGKILL');
    await expect(response.text()).rejects.toThrow('terminated');
    expect(traces.mock.calls).toEqual([]);
    traces.mockRestore();
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
    const response = await fetch(`${base}api/events`, { headers: { cookie }, signal: stop.signal });
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
