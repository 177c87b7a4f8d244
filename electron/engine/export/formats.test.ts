import { readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addMask } from '../../cli/mask.ts';
import { withFolder } from '../../test/export-support.ts';
import type { TestEngine } from '../../test/test-engine.ts';
import { startTestEngine } from '../../test/test-engine.ts';
import type { About } from '../contract/app.ts';
import type { ExportEstimate } from '../contract/jobs.ts';
import type { ProductDetail } from '../contract/products.ts';
import { MASK_CLASSES } from '../core/classes.ts';
import type { OutputFormat } from './format.ts';
import { FORMATS } from './formats.ts';
import { exportName } from './names.ts';
import { stageExport } from './staging.ts';

/** A format that nobody has heard of: how many pixels each class has, as text. It stands in the registry and nowhere else. */
const counts = vi.hoisted(() => ({ id: 'counts' }) as OutputFormat);
vi.mock('./formats.ts', async (original) => {
  const real = await original<typeof import('./formats.ts')>();
  return { ...real, FORMATS: [...real.FORMATS, counts] };
});
Object.assign(counts, {
  title: 'Counts, text',
  note: 'One line for each class',
  heeds: null,
  extensions: ['.txt'],
  order: 9,
  stac: { roles: ['data'] },
  names: (subject) => [exportName(subject, 'counts', '.txt')],
  estimate: () => [10, 1000],
  async write(source, folder, options) {
    const path = join(folder, counts.names(source)[0]);
    const lines = MASK_CLASSES.map(
      ({ id, code }) => `${id} ${source.mask.codes.filter((other) => other === code).length}`,
    );
    const files = await stageExport({ ...options, paths: [path], neededBytes: 1000 }, async (staging) => {
      await writeFile(join(staging, 'counts'), lines.join('\n'));
      return [{ staged: 'counts', path }];
    });
    return { files, warnings: ['These are counts.'] };
  },
} satisfies Partial<OutputFormat>);

const SAMPLE = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500';
const NAME = `${SAMPLE}_counts_60m.txt`;
/** Pixels of the sample at 60 m. */
const PIXELS = 220 * 174;

function sumOf(text: string): number {
  return text.split('\n').reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
}

let test: TestEngine;
let product: ProductDetail;
beforeAll(async () => {
  test = await startTestEngine();
  product = await test.openSample('L2A');
});
afterAll(() => test.close());

it('have ids and orders of their own', () => {
  expect(new Set(FORMATS.map(({ id }) => id)).size).toBe(FORMATS.length);
  expect(new Set(FORMATS.map(({ order }) => order)).size).toBe(FORMATS.length);
});

it('are all that the interface learns of them', async () => {
  const { formats } = await test.json<About>('GET', '/api/about');
  expect(formats.at(-1)).toEqual({
    id: 'counts',
    title: 'Counts, text',
    note: 'One line for each class',
    heeds: null,
  });
});

it('are estimated, written and refused by the API from the registry alone', async () => {
  await withFolder(async (folder) => {
    const target = await test.grant(folder);
    const recipe = { grid: 60, formats: ['cog', 'counts'] };
    const request = { kind: 'export', product: product.id, recipe, target };
    const estimate = await test.json<ExportEstimate>('POST', '/api/exports/estimate', request);
    const alone = await test.json<ExportEstimate>('POST', '/api/exports/estimate', {
      ...request,
      recipe: { grid: 60, formats: ['cog'] },
    });
    expect(estimate.files).toContainEqual({ name: NAME, exists: false });
    expect([estimate.leastBytes - alone.leastBytes, estimate.bytes - alone.bytes]).toEqual([10, 1000]);
    const { id } = await test.json<{ id: string }>('POST', '/api/jobs', request);
    const job = await test.ended(id);
    expect(job).toMatchObject({ state: 'done', error: null });
    expect(job.result?.files.map(({ name }) => name)).toContain(NAME);
    expect(job.result?.warnings).toContain('These are counts.');
    expect(sumOf(await readFile(join(folder, NAME), 'utf8'))).toBe(PIXELS);
    const unknown = await test.request('POST', '/api/jobs', { ...request, recipe: { grid: 60, formats: ['sums'] } });
    expect(unknown.status).toBe(400);
  });
});

it('are offered and written by the command line from the registry alone', async () => {
  await withFolder(async (folder) => {
    vi.stubEnv('NEPHOSCOPE_CACHE', join(test.folder, 'cache'));
    vi.stubEnv('NEPHOSCOPE_MODELS', resolve('models'));
    const program = new Command().exitOverride();
    addMask(program, new AbortController().signal);
    expect(program.commands[0]?.helpInformation().replace(/\s+/g, ' ')).toContain('stac, counts');
    const sample = resolve('build/samples', `${SAMPLE}.SAFE`);
    const args = ['mask', sample, '--out', folder, '--grid', '60', '--device', 'cpu', '--format', 'counts'];
    await program.parseAsync(args, { from: 'user' });
    vi.unstubAllEnvs();
    expect(sumOf(await readFile(join(folder, NAME), 'utf8'))).toBe(PIXELS);
    await expect(stat(join(folder, `${SAMPLE}_mask_60m.tif`))).rejects.toThrow();
  });
});
