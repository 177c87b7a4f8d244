import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE, type ServedEngine, startServedEngine } from '../../test/served-engine.ts';
import type { RecentProduct } from '../contract/app.ts';
import type { Job } from '../contract/jobs.ts';
import type { ProductDetail } from '../contract/products.ts';
import type { ProjectParts } from '../contract/project.ts';

let served: ServedEngine;
let product: ProductDetail;
beforeAll(async () => {
  served = await startServedEngine();
  product = await served.openServed();
});
afterAll(() => served.close());

const exportInto = (target: string, recipe: object = {}) => ({
  kind: 'export',
  product: product.id,
  recipe: { grid: 60, formats: ['geojson'], ...recipe },
  target,
});

describe('a way out of the root', () => {
  it('is not a thumbnail', async () => {
    const way = `${'../'.repeat(12)}${join(served.outside, 'secret').slice(1)}`;
    expect((await served.send('GET', `/api/recent/${encodeURIComponent(way)}/thumbnail`)).status).toBe(404);
  });

  it('is not the list of recent products of another session', async () => {
    const recent = await served.json<RecentProduct[]>('GET', '/api/recent');
    expect(recent.map(({ displayPath }) => displayPath)).toEqual([SAMPLE]);
    expect((await served.send('POST', `/api/recent/${'a'.repeat(64)}/open`, '{}')).status).toBe(404);
    expect((await served.send('GET', `/api/recent/${'a'.repeat(64)}/thumbnail`)).status).toBe(404);
    expect((await served.send('POST', `/api/recent/${product.id}/open`, '{}')).status).toBe(404);
  });

  it.each(['pack', '../outside/pack', '..'])('is not the name of a model pack, here %s', async (name) => {
    const pack = name === 'pack' ? join(served.outside, name) : name;
    const request = exportInto(await served.grant(join(served.root, 'out')), { pack });
    for (const path of ['/api/jobs', '/api/exports/estimate'])
      expect((await served.send('POST', path, JSON.stringify(request))).status).toBe(400);
  });

  it.each([
    ['/api/products', {}],
    ['/api/packs', {}],
    ['/api/products/:id/references', { mapping: 'scl' }],
  ])('is not a path that became a link after it was granted, for %s', async (path, body) => {
    const swapped = join(served.root, `swapped-${basename(path)}`);
    await mkdir(swapped);
    const handle = await served.grant(swapped);
    await rm(swapped, { recursive: true });
    await symlink(path === '/api/packs' ? join(served.outside, 'pack') : join(served.outside, SAMPLE), swapped);
    const response = await served.send('POST', path.replace(':id', product.id), JSON.stringify({ handle, ...body }));
    expect(response.status).toBe(404);
    await served.expectSober(response, path);
  });

  it('is not an output folder that became a link, before or while the job runs', async () => {
    const target = join(served.root, 'swapped');
    for (const moment of ['before', 'queued']) {
      await rm(target, { recursive: true, force: true });
      await mkdir(target);
      const handle = await served.grant(target);
      const swap = async (): Promise<void> => {
        await rm(target, { recursive: true, force: true });
        // The job may make its folder again in between.
        await symlink(join(served.outside, 'target'), target).catch(swap);
      };
      if (moment === 'before') await swap();
      const response = await served.send('POST', '/api/jobs', JSON.stringify(exportInto(handle)));
      if (moment === 'queued') {
        await swap();
        const job = await served.ended(((await response.json()) as Job).id);
        expect(job.state).toBe('failed');
        expect(JSON.stringify(job)).not.toContain(served.outside);
      } else expect(response.status).toBe(404);
      expect(await readdir(join(served.outside, 'target'))).toEqual([]);
    }
  });

  it('is not a product of a batch that is a link', async () => {
    await mkdir(join(served.root, 'many'));
    await symlink(join(served.outside, SAMPLE), join(served.root, 'many', SAMPLE));
    const [source, target] = await Promise.all([
      served.grant(join(served.root, 'many')),
      served.grant(join(served.root, 'out')),
    ]);
    const recipe = { grid: 60, formats: ['geojson'] };
    const batch = await served.json<Job>('POST', '/api/jobs', { kind: 'batch', sources: [source], target, recipe });
    expect((await served.ended(batch.id)).error?.message).toBe('No Sentinel-2 product was found.');
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
    await writeFile(join(served.root, 'sly.nephos'), JSON.stringify({ ...head, products, parts }));
    await served.json('POST', '/api/project/open', { handle: await served.grant(join(served.root, 'sly.nephos')) });
    expect((await served.project()).missing).toMatchObject([
      { displayPath: SAMPLE, reason: expect.stringMatching(/not inside/) },
    ]);
    const kept = await served.json<ProjectParts>('GET', '/api/project/parts');
    expect(kept.export!.value).toEqual({ target: null });
    product = await served.openServed();
  });

  it('is not shut to what lies inside: an export into the root is written', async () => {
    const { id } = await served.json<Job>(
      'POST',
      '/api/jobs',
      exportInto(await served.grant(join(served.root, 'out'))),
    );
    expect(await served.ended(id)).toMatchObject({ state: 'done', error: null });
    expect((await readdir(join(served.root, 'out'))).length).toBeGreaterThan(0);
    expect((await served.send('POST', '/api/sample', '{"level":"L2A"}')).status).toBe(201);
  });
});
