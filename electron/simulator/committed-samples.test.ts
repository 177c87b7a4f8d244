import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJpeg2000 } from '../engine/jpeg2000/image.ts';
import { createTileDecoder } from '../engine/jpeg2000/tile-decoder.ts';
import { openFile } from '../engine/product/byte-source.ts';
import { openProduct } from '../engine/product/open.ts';
import { planFiles } from './plan.ts';
import { sunAt } from './safe/geography.ts';
import { EXTENTS, identityOf, tileGrid } from './safe/identity.ts';
import { passOf } from './safe/pass.ts';
import { renderTiles } from './tile-work.ts';
import { skyOf } from './world/sky.ts';
import { DEFAULT_SEED, SMALL_GRAIN } from './write-sample.ts';

const FOLDER = join('build', 'samples');

describe.each(['L1C', 'L2A'] as const)('the %s sample that comes with the application', (level) => {
  const identity = identityOf(level, passOf(0));
  const root = join(FOLDER, identity.product);

  it('is what the generator makes today', async () => {
    const extent = EXTENTS.small;
    const sun = sunAt(passOf(0).sensingTime, extent.eastMetres / 2, extent.southMetres / 2);
    const grid = tileGrid(extent, 60);
    const files = planFiles(level, 41).filter(({ key }) => ['B01_60m', 'B09_60m', 'SCL_60m'].includes(key));
    const { parts } = await renderTiles({
      kind: 'render',
      scene: {
        seed: DEFAULT_SEED,
        sky: skyOf(DEFAULT_SEED, 0),
        level,
        extent,
        sunZenithDegrees: sun.zenithDegrees,
        sunAzimuthDegrees: sun.azimuthDegrees,
        grain: SMALL_GRAIN,
      },
      pixelMetres: 60,
      window: { column: 192, row: 0, width: grid.width - 192, height: grid.height },
      gridWidth: grid.width,
      files,
      wanted: [],
    });
    for (const file of files) {
      const name = file.name.replace('{tile}', identity.filePrefix);
      const bytes = readFileSync(join(root, 'GRANULE', identity.granule, file.folder, `${name}.jp2`));
      expect(bytes.includes(Buffer.from(parts[file.key]![0]!.bytes)), file.key).toBe(true);
    }
  });

  it('opens with all bands and nothing to complain about but the edge of the swath', async () => {
    const product = await openProduct(root);
    await product.close();
    expect(Object.keys(product.bands)).toHaveLength(level === 'L1C' ? 13 : 12);
    expect(product.warnings.filter(({ code }) => code !== 'partial-swath')).toEqual([]);
    expect(product.sun?.zenithDegrees).toBeCloseTo(37.59, 1);
  });

  it('lists every image that it holds', () => {
    const listing = readFileSync(join(root, `MTD_MSI${level}.xml`), 'utf8');
    const images = [...listing.matchAll(/<IMAGE_FILE>(.*)<\/IMAGE_FILE>/g)].map((match) => match[1]!);
    expect(images.length).toBe(level === 'L1C' ? 14 : 28);
    for (const image of images) expect(existsSync(join(root, `${image}.jp2`)), image).toBe(true);
  });
});

it('keeps both samples and their truths below 16 MB', () => {
  const bytes = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(FOLDER, name)))
    .filter((stats) => stats.isFile())
    .reduce((sum, stats) => sum + stats.size, 0);
  expect(bytes).toBeLessThan(16_000_000);
});

it('decodes at half resolution to what GDAL decodes', async () => {
  const { product, granule, filePrefix } = identityOf('L2A', passOf(0));
  const path = join(FOLDER, product, 'GRANULE', granule, 'IMG_DATA', 'R20m', `${filePrefix}_B11_20m.jp2`);
  const folder = mkdtempSync(join(tmpdir(), 'nephoscope-half-'));
  const decoder = createTileDecoder({ threads: 1 });
  const image = await openJpeg2000(await openFile(path), decoder);
  try {
    const out = join(folder, 'half.bin');
    execFileSync('gdal_translate', ['-q', '-of', 'ENVI', '-oo', 'OVERVIEW_LEVEL=0', path, out]);
    const half = (await image.readWhole({ reduce: 1 })) as Uint16Array;
    expect(Buffer.from(half.buffer).equals(readFileSync(out))).toBe(true);
  } finally {
    await image.close();
    await decoder.close();
    rmSync(folder, { recursive: true });
  }
});
