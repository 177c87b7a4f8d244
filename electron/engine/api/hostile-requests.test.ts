import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecentProduct } from '../contract/app.ts';
import type { ErrorBody } from '../contract/common.ts';
import type { Job } from '../contract/jobs.ts';
import type { ProductDetail } from '../contract/products.ts';
import type { ProjectParts, ProjectState } from '../contract/project.ts';
import { createEngine, type Engine } from '../index.ts';
import { createApi } from './app.ts';

const SAMPLE = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE';
const SECRET = 'not to be seen';
/** Every route of the API, from its own list: one that is added is tested without a word here. */
const ROUTES = [...new Set(createApi({} as never).routes.map(({ method, path }) => `${method} ${path}`))].filter(
  (route) => !route.startsWith('ALL '),
);

const DEEP = `${'['.repeat(5000)}${']'.repeat(5000)}`;
const BODIES = [
  '',
  'null',
  '[]',
  '"x"',
  '{',
  '{"__proto__":{"kind":"mask"}}',
  `{"layout":${DEEP}}`,
  DEEP,
  '\u0000',
  '{}',
];
const NAMES = [
  '..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e',
  '%00',
  '%1b%5b31m',
  '%E0%A4%A',
  '__proto__',
  'constructor',
  'x'.repeat(4000),
  '-1',
  '1e309',
];

let folder: string;
let root: string;
let outside: string;
let engine: Engine;
let product: ProductDetail;

const send = (method: string, path: string, body?: string): Promise<Response> =>
  engine.fetch(
    new Request(`http://engine${path}`, {
      method,
      ...(body === undefined || method === 'GET' ? {} : { body, headers: { 'content-type': 'application/json' } }),
    }),
  );
const sendJson = async <T>(method: string, path: string, body: unknown): Promise<T> => {
  const response = await send(method, path, JSON.stringify(body));
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return response.json() as Promise<T>;
};
const grant = async (path: string): Promise<string> =>
  (await sendJson<{ handle: string }>('POST', '/shell/grants', { path })).handle;
const ended = async (id: string): Promise<Job> => {
  for (;;) {
    const job = ((await (await send('GET', '/api/jobs')).json()) as Job[]).find((one) => one.id === id) as Job;
    if (job.endedAt !== null) return job;
    await new Promise((wait) => setTimeout(wait, 50));
  }
};
const openSample = async (): Promise<ProductDetail> =>
  sendJson('POST', '/api/products', { handle: await grant(join(root, SAMPLE)) });
const exportInto = (target: string, recipe: object = {}) => ({
  kind: 'export',
  product: product.id,
  recipe: { grid: 60, formats: ['geojson'], ...recipe },
  target,
});

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'nephoscope-hostile-')));
  root = join(folder, 'root');
  outside = join(folder, 'outside');
  await mkdir(join(root, 'out'), { recursive: true });
  await mkdir(join(outside, 'target'), { recursive: true });
  for (const place of [root, outside])
    await cp(resolve('build/samples', SAMPLE), join(place, SAMPLE), { recursive: true });
  await cp(resolve('models/nephos-l2a'), join(outside, 'pack'), { recursive: true });
  await writeFile(join(outside, 'secret.png'), SECRET);
  const stateFolder = join(folder, 'state');
  await mkdir(stateFolder);
  const elsewhere = {
    name: 'ELSEWHERE',
    granule: 'L2A_T33UVU_A046345_20240506T101529',
    openedAt: '2026-01-01T00:00:00Z',
  };
  const recent = [{ ...elsewhere, key: 'a'.repeat(64), path: join(outside, SAMPLE) }];
  await writeFile(join(stateFolder, 'recent.json'), JSON.stringify(recent));
  engine = await createEngine({
    version: '0.0.0-test',
    modelsFolder: resolve('models'),
    samplesFolder: resolve('build/samples'),
    cacheFolder: join(folder, 'cache'),
    stateFolder,
    servedRoot: root,
  });
  product = await openSample();
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

/** What no answer may do: fail by a defect, show a stack or what lies outside, or refuse in a form of its own. */
async function expectSober(response: Response, what: string): Promise<void> {
  expect(response.status, what).toBeLessThan(500);
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) return void response.body?.cancel();
  const text = await response.text();
  expect(text, what).not.toMatch(/\n\s+at /);
  expect(text, what).not.toContain(outside);
  expect(text, what).not.toContain(SECRET);
  if (response.status < 400) return;
  const { error } = JSON.parse(text) as ErrorBody;
  expect(error, what).toMatchObject({ name: expect.stringMatching(/Error$/), message: expect.any(String) });
}

describe('hostile requests', () => {
  it('finds the routes', () => {
    expect(ROUTES.length).toBeGreaterThan(30);
  });

  it.each(ROUTES)('%s answers all of them soberly', async (route) => {
    const [method, path] = route.split(' ') as [string, string];
    if (path === '/api/products/:id' && method === 'DELETE') return;
    const places = [...path.matchAll(/:\w+/g)].map(([place]) => place);
    const paths = places.flatMap((place) =>
      NAMES.map((name) => path.replace(place, name).replace(':id', product.id).replaceAll(/:\w+/g, '1')),
    );
    const known = path.replace(':id', product.id).replaceAll(/:\w+/g, '1');
    for (const each of places.length > 0 ? paths : [path])
      await expectSober(await send(method, each, '{}'), `${method} ${each.slice(0, 120)}`);
    for (const body of method === 'GET' ? [''] : BODIES)
      await expectSober(await send(method, known, body), `${method} ${known} ${body.slice(0, 40)}`);
    const queries = [
      'bands=B99',
      'min=NaN',
      'gamma=-1',
      'lon=x&lat=1e999',
      'lon=0&lat=90',
      `bands=${'B04,'.repeat(500)}`,
    ];
    if (method === 'GET')
      for (const query of queries) await expectSober(await send(method, `${known}?${query}`), query);
    if (path === '/api/project/new') product = await openSample();
  });

  it('refuses bodies that are too large, with status 413', async () => {
    const response = await send('POST', '/api/products', `{"handle":"${'x'.repeat(65 * 2 ** 20)}"}`);
    expect(response.status).toBe(413);
    await expectSober(response, 'a large body');
  });

  it('refuses bounds that no map has', async () => {
    const mask = { pack: 'nephos-l2a', grid: 60, parameters: PARAMETERS };
    for (const bounds of [
      [-1e308, -1e308, 1e308, 1e308],
      [0, 0, 0, 0],
      [0, 0, -1, -1],
      [1e15, 1e15, 1e16, 1e16],
    ])
      for (const what of ['mask-statistics', 'view']) {
        const body = { mask, layer: { kind: 'mask', mask }, bounds, width: 64, height: 64 };
        const response = await send('POST', `/api/products/${product.id}/${what}`, JSON.stringify(body));
        expect(response.status).toBe(400);
        await expectSober(response, what);
      }
  });
});

const PARAMETERS = {
  thresholds: { shadow: 0.4, semi: 0.4, cloud: 0.4 },
  bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
  minAreaSquareMetres: 0,
};

describe('a way out of the root', () => {
  it('is not a thumbnail', async () => {
    const way = `${'../'.repeat(12)}${join(outside, 'secret').slice(1)}`;
    expect((await send('GET', `/api/recent/${encodeURIComponent(way)}/thumbnail`)).status).toBe(404);
  });

  it('is not the list of recent products of another session', async () => {
    const recent = (await (await send('GET', '/api/recent')).json()) as RecentProduct[];
    expect(recent.map(({ displayPath }) => displayPath)).toEqual([SAMPLE]);
    expect((await send('POST', `/api/recent/${'a'.repeat(64)}/open`, '{}')).status).toBe(404);
    expect((await send('GET', `/api/recent/${'a'.repeat(64)}/thumbnail`)).status).toBe(404);
    expect((await send('POST', `/api/recent/${product.id}/open`, '{}')).status).toBe(404);
  });

  it.each(['pack', '../outside/pack', '..'])('is not the name of a model pack, here %s', async (name) => {
    const pack = name === 'pack' ? join(outside, name) : name;
    const request = exportInto(await grant(join(root, 'out')), { pack });
    for (const path of ['/api/jobs', '/api/exports/estimate'])
      expect((await send('POST', path, JSON.stringify(request))).status).toBe(400);
  });

  it.each([
    ['/api/products', {}],
    ['/api/packs', {}],
    ['/api/products/:id/references', { mapping: 'scl' }],
  ])('is not a path that became a link after it was granted, for %s', async (path, body) => {
    const swapped = join(root, `swapped-${basename(path)}`);
    await mkdir(swapped);
    const handle = await grant(swapped);
    await rm(swapped, { recursive: true });
    await symlink(path === '/api/packs' ? join(outside, 'pack') : join(outside, SAMPLE), swapped);
    const response = await send('POST', path.replace(':id', product.id), JSON.stringify({ handle, ...body }));
    expect(response.status).toBe(404);
    await expectSober(response, path);
  });

  it('is not an output folder that became a link, before or while the job runs', async () => {
    const target = join(root, 'swapped');
    for (const moment of ['before', 'queued']) {
      await rm(target, { recursive: true, force: true });
      await mkdir(target);
      const handle = await grant(target);
      const swap = async (): Promise<void> => {
        await rm(target, { recursive: true, force: true });
        // The job may make its folder again in between.
        await symlink(join(outside, 'target'), target).catch(swap);
      };
      if (moment === 'before') await swap();
      const response = await send('POST', '/api/jobs', JSON.stringify(exportInto(handle)));
      if (moment === 'queued') {
        await swap();
        const job = await ended(((await response.json()) as Job).id);
        expect(job.state).toBe('failed');
        expect(JSON.stringify(job)).not.toContain(outside);
      } else expect(response.status).toBe(404);
      expect(await readdir(join(outside, 'target'))).toEqual([]);
    }
  });

  it('is not a product of a batch that is a link', async () => {
    await mkdir(join(root, 'many'));
    await symlink(join(outside, SAMPLE), join(root, 'many', SAMPLE));
    const [source, target] = await Promise.all([grant(join(root, 'many')), grant(join(root, 'out'))]);
    const recipe = { grid: 60, formats: ['geojson'] };
    const batch = await sendJson<Job>('POST', '/api/jobs', { kind: 'batch', sources: [source], target, recipe });
    expect((await ended(batch.id)).error?.message).toBe('No Sentinel-2 product was found.');
  });

  it('is not a project in the root that names what lies outside', async () => {
    const place = '../outside';
    const products = [
      {
        ...{
          key: 'a',
          name: 'ELSEWHERE',
          place: `${place}/${SAMPLE}`,
          open: true,
          settings: null,
          settingsRevision: 0,
        },
        references: [],
      },
    ];
    const parts = { export: { revision: 1, value: { target: { $path: `${place}/target`, name: 'target' } } } };
    const head = { format: 'nephoscope-project', version: 1, revision: 1, savedBy: '', savedAt: '' };
    await writeFile(join(root, 'sly.nephos'), JSON.stringify({ ...head, products, parts }));
    await sendJson('POST', '/api/project/open', { handle: await grant(join(root, 'sly.nephos')) });
    let state: ProjectState;
    do {
      await new Promise((wait) => setTimeout(wait, 20));
      state = (await (await send('GET', '/api/project')).json()) as ProjectState;
    } while (state.opening);
    expect(state.missing).toMatchObject([{ displayPath: SAMPLE, reason: expect.stringMatching(/not inside/) }]);
    const kept = (await (await send('GET', '/api/project/parts')).json()) as ProjectParts;
    expect(kept.export!.value).toEqual({ target: null });
    product = await openSample();
  });

  it('is not shut to what lies inside: an export into the root is written', async () => {
    const { id } = await sendJson<Job>('POST', '/api/jobs', exportInto(await grant(join(root, 'out'))));
    expect(await ended(id)).toMatchObject({ state: 'done', error: null });
    expect((await readdir(join(root, 'out'))).length).toBeGreaterThan(0);
    expect((await send('POST', '/api/sample', '{"level":"L2A"}')).status).toBe(201);
  });
});
