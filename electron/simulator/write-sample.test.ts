import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromFile } from 'geotiff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLEAR, CLOUD, MISSING, SHADOW } from '../engine/core/classes.ts';
import { CancelledError, ExportError } from '../engine/core/errors.ts';
import { openJpeg2000 } from '../engine/jpeg2000/image.ts';
import { createTileDecoder } from '../engine/jpeg2000/tile-decoder.ts';
import { openProduct } from '../engine/product/open.ts';
import type { RasterFile } from '../engine/product/types.ts';
import { writeSample } from './write-sample.ts';

const extent = { eastMetres: 5400, southMetres: 5400 };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nephoscope-sample-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function hashes(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${path.slice(root.length)} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`)
    .sort();
}

async function pixels(file: RasterFile): Promise<Uint16Array> {
  const decoder = createTileDecoder({ threads: 1 });
  const image = await openJpeg2000(await file.open(), decoder);
  try {
    return (await image.readWhole()) as Uint16Array;
  } finally {
    await image.close();
    await decoder.close();
  }
}

async function classes(path: string): Promise<Uint8Array> {
  const tiff = await fromFile(path);
  const [codes] = (await (await tiff.getImage()).readRasters()) as unknown as [Uint8Array];
  await tiff.close();
  return codes;
}

function meanWhere(values: Uint16Array, codes: Uint8Array, code: number): number {
  const chosen = values.filter((_, at) => codes[at] === code);
  expect(chosen.length).toBeGreaterThan(50);
  return chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
}

describe('a written sample', () => {
  it('opens as a product whose pixels agree with its truth', async () => {
    const written = await writeSample({ folder: join(folder, 'one'), level: 'L2A', extent, threads: 1 });
    const product = await openProduct(written.productPath);
    try {
      expect(product).toMatchObject({ level: 'L2A', tile: '33UVU', epsg: 32633, baseline: '05.10', relativeOrbit: 22 });
      expect(product.warnings.map(({ code }) => code)).toEqual(['partial-swath']);
      expect(product.grids[10]).toMatchObject({ width: 540, height: 540, originX: 399_960, originY: 5_900_040 });
      expect(product.offsets.B8A).toBe(-1000);
      expect(product.bands.B8A?.map((file) => file.pixelMetres)).toEqual([20, 60]);
      const codes = await classes(written.truthPath);
      const red = await pixels(product.bands.B04!.find((file) => file.pixelMetres === 20)!);
      const infrared = await pixels(product.bands.B8A!.find((file) => file.pixelMetres === 20)!);
      expect(codes.every((code, at) => (code === MISSING) === (red[at] === 0))).toBe(true);
      expect(meanWhere(red, codes, CLOUD)).toBeGreaterThan(2 * meanWhere(red, codes, CLEAR));
      expect(meanWhere(infrared, codes, SHADOW)).toBeLessThan(0.8 * meanWhere(infrared, codes, CLEAR));
      const classification = await pixels(product.masks.scl.find((file) => file.pixelMetres === 20)!);
      expect(classification.every((code, at) => (code === 0) === (codes[at] === MISSING))).toBe(true);
    } finally {
      await product.close();
    }
  });

  it('is the same to the last byte for the same seed, on any number of threads', async () => {
    await writeSample({ folder: join(folder, 'two'), level: 'L2A', extent, threads: 2 });
    const first = hashes(join(folder, 'one'));
    expect(first.length).toBe(40);
    expect(hashes(join(folder, 'two'))).toEqual(first);
  });

  it('does not replace a product that is there', async () => {
    await expect(writeSample({ folder: join(folder, 'one'), level: 'L2A', extent })).rejects.toThrow(ExportError);
  });

  it('leaves nothing when it is cancelled', async () => {
    const cancelled = join(folder, 'cancelled');
    const abort = new AbortController();
    const work = writeSample({
      folder: cancelled,
      level: 'L1C',
      extent,
      threads: 1,
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await expect(work).rejects.toThrow(CancelledError);
    expect(readdirSync(cancelled)).toEqual([]);
  });
});
