import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sunAt } from './geography.ts';
import { EXTENTS, identityOf, tileGrid } from './identity.ts';
import { planFiles } from './plan.ts';
import { renderTiles } from './tile-work.ts';
import { DEFAULT_SEED, SMALL_GRAIN } from './write-sample.ts';

const FOLDER = join('build', 'samples');

describe.each(['L1C', 'L2A'] as const)('the %s sample that comes with the application', (level) => {
  const identity = identityOf(level);
  const root = join(FOLDER, identity.product);

  it('is what the generator makes today', async () => {
    const extent = EXTENTS.small;
    const sun = sunAt(extent.eastMetres / 2, extent.southMetres / 2);
    const grid = tileGrid(extent, 60);
    const files = planFiles(level, 41).filter(({ key }) => ['B01_60m', 'B09_60m', 'SCL_60m'].includes(key));
    const { parts } = await renderTiles({
      kind: 'render',
      scene: {
        seed: DEFAULT_SEED,
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
