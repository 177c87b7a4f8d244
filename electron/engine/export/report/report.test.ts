import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testGrid } from '../../../test/export-support.ts';
import { writeTinyProducts } from '../../../test/tiny-products.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { runRecipe } from '../../produce/recipe.ts';
import { createWorkbench, type Workbench } from '../../produce/workbench.ts';
import { openProduct } from '../../product/open.ts';
import type { Product } from '../../product/types.ts';

const RECIPE: Recipe = {
  grid: 60,
  pack: null,
  parameters: null,
  formats: ['quicklook', 'report'],
  cloudyClasses: ['cloud'],
  cleanedBands: [],
  cleanedGrid: 60,
  cleanedStack: false,
  simplifyMetres: null,
};
let folder: string;
let bench: Workbench;
let product: Product;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nephoscope-report-'));
  bench = createWorkbench({ packFolders: [resolve('models')], cacheFolder: join(folder, 'cache'), threads: 1 });
  product = await openProduct((await writeTinyProducts(folder, 1))[0]!);
});
afterAll(async () => {
  await product.close();
  await bench.close();
  await rm(folder, { recursive: true });
});

const options = () => ({ area: { kind: 'scene' }, folder, overwrite: true, device: 'cpu', version: '9.9.9' }) as const;

function pdfText(path: string): string | null {
  try {
    return execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

it('writes a figure and a report that say what was made of what', async () => {
  const points = join(folder, 'points.csv');
  await writeFile(points, 'row,col,class\n1,1,clear\n4,4,cloud\n9,9,clear\n');
  const { files, warnings } = await runRecipe(bench, product, RECIPE, {
    ...options(),
    reportSources: { points: { path: points, name: 'points.csv', file: null, pixelMetres: null } },
  });
  const png = decode(await readFile(files.find(({ path }) => path.endsWith('_quicklook_60m.png'))!.path));
  expect(png.width).toBeGreaterThanOrEqual(1600);
  expect(png.text).toMatchObject({ Title: product.id, Software: 'Nephoscope 9.9.9' });
  // White paper at the corner, ink of the title below it.
  expect([...png.data.subarray(0, 3)]).toEqual([255, 255, 255]);
  const title = png.data.subarray(0, 3 * png.width * 90);
  expect(title.filter((value) => value < 60).length).toBeGreaterThan(1000);

  const path = files.find(({ path: one }) => one.endsWith('_report_60m.pdf'))!.path;
  const bytes = await readFile(path, 'latin1');
  expect(bytes.startsWith('%PDF-1.7')).toBe(true);
  expect(bytes).toContain('/FontFile2');
  expect(bytes).not.toMatch(/Helvetica|Times/);
  expect(warnings.filter((text) => text.includes('not in the report'))).toEqual([]);
  const text = pdfText(path);
  if (text === null) return;
  for (const said of [
    ...['Cloud mask of T', product.id, 'Semi-transparent cloud', 'Whole scene', 'Thresholds', 'Network and its scope'],
    ...['Warnings', 'Agreement with references', 'Points of points.csv', '95 % interval', "user's accuracy"],
    'Contains modified Copernicus Sentinel data',
  ])
    expect(text, said).toContain(said);
  expect(text).toMatch(/1 ?\/ ?\d/);
});

it('tells shares of areas, and what could not be compared, without failing', async () => {
  const [lon, lat] = product.footprint![0]!;
  const [otherLon, otherLat] = product.footprint![2]!;
  const middle = [(lon! + otherLon!) / 2, (lat! + otherLat!) / 2] as const;
  const ring = [
    [0, 0],
    [0.002, 0],
    [0.002, 0.002],
    [0, 0],
  ].map(([x, y]) => [middle[0] + x!, middle[1] + y!] as const);
  const grid = testGrid(10, 10, 60);
  const codes = new Uint8Array(100).fill(1);
  const { files, warnings } = await runRecipe(
    bench,
    product,
    { ...RECIPE, formats: ['report'] },
    {
      ...options(),
      reportSources: {
        areas: [{ name: 'north fields', polygons: [[ring]] }],
        references: [
          {
            name: 'of elsewhere.tif',
            read: async () => ({ name: 'elsewhere', grid, codes, mapping: { id: 'x', name: 'x', rules: [] } }),
          },
        ],
      },
    },
  );
  expect(warnings).toEqual(expect.arrayContaining([expect.stringMatching(/^of elsewhere.tif is not in the report: /)]));
  const text = pdfText(files[0]!.path);
  if (text !== null) expect(text).toMatch(/Whole scene\s+north fields/);
});

it('refuses a figure of bands that are not there before anything is computed', async () => {
  const { B12: _, ...bands } = product.bands;
  const recipe = { ...RECIPE, figureBands: ['B12', 'B8A', 'B04'] as const };
  await expect(runRecipe(bench, { ...product, bands }, recipe, options())).rejects.toMatchObject({
    message: `${product.id} has no B12, which the figure is to show.`,
    remedy: 'Choose other bands for the figure.',
  });
});
