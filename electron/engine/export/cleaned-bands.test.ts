import { cpSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { expect, it, vi } from 'vitest';
import { addMask } from '../../cli/mask.ts';
import { readBand, testGrid, withFolder } from '../../test/export-support.ts';
import { BAND_IDS } from '../core/bands.ts';
import { openProduct } from '../product/open.ts';
import { cleaned, cleanedBands, windowOn } from './cleaned-bands.ts';
import type { FormatOptions } from './format-options.ts';

const SAFE = 'build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE';

it.each([10, 20, 60] as const)(
  'cleaned bands are all that the product has, or those chosen, also at %s m',
  async (cleanedGrid) => {
    const product = await openProduct(SAFE);
    const of = (cleanedBandsChosen: FormatOptions['cleanedBands']) =>
      cleanedBands(product, { cleanedBands: cleanedBandsChosen, cleanedGrid } as FormatOptions);
    expect(of([])).toEqual(BAND_IDS.filter((band) => band !== 'B10'));
    expect(of(['B09', 'B02'])).toEqual(['B09', 'B02']);
    expect(() => of(['B10'])).toThrow(/does not have B10/);
    await product.close();
  },
);

it('cleaned bands say before they are written which are interpolated', async () => {
  const product = await openProduct(SAFE);
  const grid = product.grids[10]!;
  const notes = (cleanedGrid: 10 | 60) =>
    cleaned.notes!({
      product,
      grid,
      window: { column: 0, row: 0, width: 8, height: 8 },
      packId: 'it',
      recipe: { cleanedBands: ['B02', 'B11', 'B09'], cleanedGrid } as unknown as FormatOptions,
    });
  expect(notes(10)).toEqual(['Cleaned bands of coarser pixels are interpolated to 10 m: B11 (20 m), B09 (60 m).']);
  expect(notes(60)).toEqual([]);
  await product.close();
});

it('the pixels of bands that a window of the mask touches are all of them', () => {
  const window = { column: 5, row: 11, width: 6, height: 2 };
  const on60 = { ...testGrid(2, 3, 60) };
  expect(windowOn(on60, { grid: testGrid(12, 18, 10), window })).toEqual({ column: 0, row: 1, width: 2, height: 2 });
  expect(windowOn(testGrid(120, 180, 10), { grid: testGrid(60, 90, 20), window })).toEqual({
    column: 10,
    row: 22,
    width: 12,
    height: 4,
  });
});

/** A square around the middle of the sample, with a square hole, in longitude and latitude. */
const square = (half: number) =>
  [
    [-half, -half],
    [half, -half],
    [half, half],
    [-half, half],
    [-half, -half],
  ].map(([east, north]) => [13.6014 + east! / 66_700, 53.1945 + north! / 111_300]);

it('cleaned bands of an area hold nothing but pixels that are clear inside of it', async () => {
  await withFolder(async (folder) => {
    vi.stubEnv('NEPHOSCOPE_CACHE', join(folder, 'cache'));
    vi.stubEnv('NEPHOSCOPE_MODELS', resolve('models'));
    const area = join(folder, 'area.geojson');
    writeFileSync(area, JSON.stringify({ type: 'Polygon', coordinates: [square(2000), square(900)] }));
    const out = join(folder, 'out');
    const program = new Command().exitOverride();
    addMask(program, new AbortController().signal);
    const options = ['--grid', '60', '--device', 'cpu', '--format', 'cog,cleaned', '--name', '{what}'];
    await program.parseAsync(['mask', resolve(SAFE), '--aoi', area, '--out', out, ...options], { from: 'user' });
    vi.unstubAllEnvs();
    const codes = readBand(join(out, 'mask.tif'), 1);
    const dn = new Uint16Array(Uint8Array.from(readBand(join(out, 'clean_B04.tif'), 1)).buffer);
    expect(dn).toHaveLength(codes.length);
    const kept = (code: number) => codes.reduce((n, own, i) => n + (own === code && dn[i]! > 0 ? 1 : 0), 0);
    expect([2, 3, 4, 5].map(kept)).toEqual([0, 0, 0, 0]);
    expect(codes.filter((code) => code === 5).length).toBeGreaterThan(400);
    expect(kept(1)).toBe(codes.filter((code) => code === 1).length);
    expect(kept(1)).toBeGreaterThan(1000);
  });
});

it('cleaned bands say which of their files were changed, also where the mask is made of others', async () => {
  await withFolder(async (folder) => {
    vi.stubEnv('NEPHOSCOPE_CACHE', join(folder, 'cache'));
    vi.stubEnv('NEPHOSCOPE_MODELS', resolve('models'));
    const path = join(folder, basename(SAFE));
    cpSync(SAFE, path, { recursive: true });
    const images = readdirSync(path, { recursive: true, encoding: 'utf8' });
    const [red, edge] = ['B05', 'B06'].map((band) =>
      join(path, images.find((name) => name.endsWith(`${band}_60m.jp2`))!),
    );
    renameSync(red!, `${red}.aside`);
    renameSync(edge!, red!);
    renameSync(`${red}.aside`, edge!);
    const lines: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
    const program = new Command().exitOverride();
    addMask(program, new AbortController().signal);
    const options = ['--grid', '60', '--device', 'cpu', '--format', 'cleaned', '--json'];
    await program.parseAsync(['mask', path, '--out', join(folder, 'out'), ...options], { from: 'user' });
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    const told = lines.join('');
    for (const band of ['B05', 'B06']) expect(told).toContain(`${band}_60m.jp2 is not as it was delivered`);
    expect(told).not.toContain('B04_60m.jp2');
  });
});
