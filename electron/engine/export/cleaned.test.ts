import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cogFaults } from '../../test/cog-check.ts';
import { rasterInfo, readBand, TEST_PROVENANCE, testCodes, testGrid, withFolder } from '../../test/export-support.ts';
import type { BandId } from '../core/bands.ts';
import type { ClassCode } from '../core/classes.ts';
import { CancelledError, ProductError } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import { type CleanedInput, exportCleaned } from './cleaned.ts';

const grid = testGrid(700, 600, 10);
const mask = { grid: testGrid(350, 300, 20), codes: testCodes(350, 300) };
const dnAt = (band: BandId, row: number, column: number) =>
  1000 + band.charCodeAt(2) * 100 + ((row * 3 + column) % 800);

async function read(band: BandId, window: Window): Promise<Uint16Array> {
  const dn = new Uint16Array(window.width * window.height);
  for (let row = 0; row < window.height; row++) {
    for (let column = 0; column < window.width; column++) {
      dn[row * window.width + column] = dnAt(band, window.row + row, window.column + column);
    }
  }
  return dn;
}

const input: CleanedInput = {
  grid,
  bands: [
    { id: 'B04', offset: -1000 },
    { id: 'B08', offset: 0 },
  ],
  quantification: 10_000,
  read,
  mask,
  maskedCodes: new Set<ClassCode>([2, 4]),
  provenance: TEST_PROVENANCE,
  stripRows: 128,
};

function expected(band: BandId): Uint16Array {
  return Uint16Array.from({ length: 700 * 600 }, (_, i) => {
    const [row, column] = [Math.floor(i / 700), i % 700];
    const code = mask.codes[(row >> 1) * 350 + (column >> 1)];
    return code === 2 || code === 4 ? 0 : dnAt(band, row, column);
  });
}

function pixelsOf(path: string, band: number): Uint16Array {
  const bytes = Uint8Array.from(readBand(path, band));
  return new Uint16Array(bytes.buffer);
}

it('writes one COG per band with masked pixels as no-data and scale and offset for reflectance', async () => {
  await withFolder(async (folder) => {
    const fractions: number[] = [];
    const target = { kind: 'bands', pathOf: (band: BandId) => join(folder, `${band}.tif`) } as const;
    const { files, warnings } = await exportCleaned(input, target, { onProgress: (p) => fractions.push(p.fraction) });
    expect(warnings).toEqual([]);
    expect(files.map(({ path }) => path)).toEqual([join(folder, 'B04.tif'), join(folder, 'B08.tif')]);
    expect(readdirSync(folder).sort()).toEqual(['B04.tif', 'B08.tif']);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBeCloseTo(1, 6);
    for (const [id, offset] of [
      ['B04', -0.1],
      ['B08', 0],
    ] as const) {
      const path = join(folder, `${id}.tif`);
      expect(cogFaults(readFileSync(path))).toEqual([]);
      const info = rasterInfo(path);
      expect(info.geoTransform).toEqual([500_020, 10, 0, 5_900_040, 0, -10]);
      expect(info.bands[0]).toMatchObject({ type: 'UInt16', noDataValue: 0, scale: 0.0001, offset, description: id });
      expect(info.metadata['']).toMatchObject({ NEPHOSCOPE_MASKED_CLASSES: '2,4' });
      expect(pixelsOf(path, 1)).toEqual(expected(id));
    }
  });
});

it('writes all bands into one stack', async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'stack.tif');
    await exportCleaned(input, { kind: 'stack', path });
    expect(readdirSync(folder)).toEqual(['stack.tif']);
    const info = rasterInfo(path);
    expect(info.bands.map(({ description, offset }) => [description, offset])).toEqual([
      ['B04', -0.1],
      ['B08', 0],
    ]);
    expect(pixelsOf(path, 1)).toEqual(expected('B04'));
    expect(pixelsOf(path, 2)).toEqual(expected('B08'));
  });
});

it('passes on why a band could not be read, and leaves nothing', async () => {
  await withFolder(async (folder) => {
    const failing = {
      ...input,
      read: (band: BandId, window: Window) => {
        if (band === 'B08' && window.row > 0) throw new ProductError('B08 is truncated.');
        return read(band, window);
      },
    };
    const target = { kind: 'bands', pathOf: (band: BandId) => join(folder, `${band}.tif`) } as const;
    await expect(exportCleaned(failing, target)).rejects.toThrow('B08 is truncated.');
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('passes on why GDAL failed while the next band was being read, and leaves nothing', async () => {
  await withFolder(async (folder) => {
    const slow = async (band: BandId, window: Window) => {
      await new Promise((resolve) => setTimeout(resolve, band === 'B08' ? 1000 : 0));
      return read(band, window);
    };
    const target = { kind: 'bands', pathOf: (band: BandId) => join(folder, `${band}.tif`) } as const;
    const wrong = { ...input, read: slow, grid: { ...grid, epsg: 99_999 } };
    await expect(exportCleaned(wrong, target)).rejects.toThrow(/could not write B04\.tif: .*crs not found/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('can be cancelled while it reads and while it writes', async () => {
  await withFolder(async (folder) => {
    for (const stopAt of [0.1, 0.8]) {
      const controller = new AbortController();
      const onProgress = ({ fraction }: { fraction: number }) => {
        if (fraction > stopAt) controller.abort();
      };
      const running = exportCleaned(
        input,
        { kind: 'stack', path: join(folder, 's.tif') },
        { signal: controller.signal, onProgress },
      );
      await expect(running).rejects.toBeInstanceOf(CancelledError);
      expect(readdirSync(folder)).toEqual([]);
    }
  });
});

it('refuses a reader that gives too little', async () => {
  await withFolder(async (folder) => {
    const short = { ...input, read: async () => new Uint16Array(3) };
    const running = exportCleaned(short, { kind: 'stack', path: join(folder, 's.tif') });
    await expect(running).rejects.toThrow('B04 gave 3 pixels for rows 0 to 127, 89600 were wanted.');
  });
});
