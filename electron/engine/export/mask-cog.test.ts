import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { cogFaults } from '../../test/cog-check.ts';
import {
  gdalTool,
  rasterInfo,
  readBand,
  TEST_PROVENANCE,
  testCodes,
  testGrid,
  withFolder,
} from '../../test/export-support.ts';
import { MASK_CLASSES } from '../core/classes.ts';
import { CancelledError } from '../core/errors.ts';
import { exportMaskCog } from './mask-cog.ts';

const grid = testGrid(1300, 1100);
const input = { grid, codes: testCodes(grid.width, grid.height), provenance: TEST_PROVENANCE };

/** The most frequent code of each 2 x 2 block; null where two or more are equally frequent. */
function modeOfBlocks(codes: Uint8Array, width: number, height: number): (number | null)[] {
  const modes: (number | null)[] = [];
  for (let row = 0; row + 1 < height; row += 2) {
    for (let column = 0; column + 1 < width; column += 2) {
      const at = row * width + column;
      const four = [codes[at]!, codes[at + 1]!, codes[at + width]!, codes[at + width + 1]!];
      const counts = [...new Set(four)].map((code) => [code, four.filter((other) => other === code).length] as const);
      counts.sort((a, b) => b[1] - a[1]);
      modes.push(counts.length > 1 && counts[0]![1] === counts[1]![1] ? null : counts[0]![0]);
    }
  }
  return modes;
}

it('writes a COG that GDAL reads back with its place, colours, names, metadata and pixels', async () => {
  await withFolder(async (folder) => {
    const target = join(folder, 'ż mask_20m.tif');
    const fractions: number[] = [];
    const { files, warnings } = await exportMaskCog(input, target, { onProgress: (p) => fractions.push(p.fraction) });

    expect(warnings).toEqual([]);
    expect(files.map((file) => file.path.slice(folder.length + 1))).toEqual([
      'ż mask_20m.tif',
      'ż mask_20m.tif.aux.xml',
      'ż mask_20m.qml',
      'ż mask_20m.json',
    ]);
    expect(readdirSync(folder)).toHaveLength(4);
    expect(fractions.at(-1)).toBeCloseTo(1, 1);
    expect(cogFaults(readFileSync(target))).toEqual([]);

    const info = rasterInfo(target);
    expect(info.size).toEqual([1300, 1100]);
    expect(info.geoTransform).toEqual([500_020, 20, 0, 5_900_040, 0, -20]);
    expect(info.coordinateSystem?.wkt).toContain('ID["EPSG",32629]');
    expect(info.metadata.IMAGE_STRUCTURE).toMatchObject({ LAYOUT: 'COG', COMPRESSION: 'DEFLATE' });
    expect(info.metadata['']).toMatchObject({
      NEPHOSCOPE_PRODUCT: TEST_PROVENANCE.product.id,
      NEPHOSCOPE_PACK: 'nephos-l2a 1.0.0',
      NEPHOSCOPE_THRESHOLD_CLOUD: '0.55',
      NEPHOSCOPE_BUFFER_CLOUD_M: '60',
      NEPHOSCOPE_MIN_AREA_M2: '3600',
      TIFFTAG_COPYRIGHT: 'Contains modified Copernicus Sentinel data 2022',
    });
    const [band] = info.bands;
    expect(band).toMatchObject({ type: 'Byte', noDataValue: 0, colorInterpretation: 'Palette', block: [512, 512] });
    expect(band?.description).toBe('Cloud mask');
    expect(band?.colorTable?.entries[4]).toEqual([0xd5, 0x5e, 0x00, 255]);
    expect(band?.colorTable?.entries[2]).toEqual([0x00, 0x72, 0xb2, 255]);
    const text = gdalTool('gdalinfo', target);
    for (const { code, name } of MASK_CLASSES) expect(text).toContain(`      ${code}: ${name}\n`);

    expect(band?.overviews?.map((overview) => overview.size)).toEqual([
      [650, 550],
      [325, 275],
    ]);
    expect(Buffer.compare(readBand(target, 1), input.codes)).toBe(0);
    const overview = readBand(target, 1, 0);
    const modes = modeOfBlocks(input.codes, 1300, 1100);
    expect(overview).toHaveLength(modes.length);
    expect(modes.filter((mode, i) => mode !== null && mode !== overview[i])).toEqual([]);
    expect(modes.filter((mode) => mode !== null).length).toBeGreaterThan(300_000);
  });
});

it('writes a style with the colours of the classes and a provenance file with parameters and statistics', async () => {
  await withFolder(async (folder) => {
    await exportMaskCog(input, join(folder, 'm.tif'));
    const qml = readFileSync(join(folder, 'm.qml'), 'utf8');
    expect(XMLValidator.validate(qml)).toBe(true);
    const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(qml);
    const renderer = parsed.qgis.pipe.rasterrenderer;
    expect(renderer).toMatchObject({ type: 'paletted', band: '1', opacity: '0.6' });
    expect(renderer.colorPalette.paletteEntry).toEqual(
      MASK_CLASSES.map(({ code, name, colour }) => ({
        value: String(code),
        label: name,
        color: colour ?? '#ffffff',
        alpha: colour === null ? '0' : '255',
      })),
    );
    const provenance = JSON.parse(readFileSync(join(folder, 'm.json'), 'utf8'));
    expect(provenance).toMatchObject({ ...TEST_PROVENANCE, grid });
    const clear = input.codes.filter((code) => code === 1).length;
    expect(provenance.statistics.classes[0]).toMatchObject({ id: 'clear', pixels: clear });
  });
});

it('writes no coordinate system where the grid has none', async () => {
  await withFolder(async (folder) => {
    const local = { ...testGrid(64, 50, 10), epsg: null, originX: 0, originY: 0 };
    const path = join(folder, 'm.tif');
    await exportMaskCog({ ...input, grid: local, codes: testCodes(64, 50) }, path);
    const info = rasterInfo(path);
    expect(info.coordinateSystem?.wkt ?? '').toBe('');
    expect(info.geoTransform).toEqual([0, 10, 0, 0, 0, -10]);
  });
});

describe('when it cannot be done', () => {
  const small = { ...input, grid: testGrid(64, 50), codes: testCodes(64, 50) };

  it('leaves nothing behind when cancelled while it is written', async () => {
    await withFolder(async (folder) => {
      const controller = new AbortController();
      const running = exportMaskCog(input, join(folder, 'm.tif'), {
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      await expect(running).rejects.toBeInstanceOf(CancelledError);
      expect(readdirSync(folder)).toEqual([]);
    });
  });

  it('refuses a coordinate system that a GeoTIFF cannot name and leaves the older files alone', async () => {
    await withFolder(async (folder) => {
      const target = join(folder, 'm.tif');
      writeFileSync(target, 'older');
      const running = exportMaskCog({ ...small, grid: { ...small.grid, epsg: 104_001 } }, target, { overwrite: true });
      await expect(running).rejects.toThrow('EPSG:104001 is larger than what a GeoTIFF can name.');
      expect(readdirSync(folder)).toEqual(['m.tif']);
      expect(readFileSync(target, 'utf8')).toBe('older');
    });
  });

  it('overwrites only when it may', async () => {
    await withFolder(async (folder) => {
      const target = join(folder, 'm.tif');
      writeFileSync(target, 'older');
      await expect(exportMaskCog(small, target)).rejects.toThrow('m.tif is already there.');
      await exportMaskCog(small, target, { overwrite: true });
      expect(rasterInfo(target).size).toEqual([64, 50]);
    });
  });

  it('refuses codes that do not fit the grid', async () => {
    await expect(exportMaskCog({ ...small, codes: new Uint8Array(5) }, '/nowhere/m.tif')).rejects.toThrow(
      'The mask has 5 values, its grid wants 3200 (64 x 50).',
    );
  });
});
