import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Level } from '../engine/core/bands.ts';
import type { OnProgress } from '../engine/core/bytes.ts';
import { ExportError, throwIfCancelled } from '../engine/core/errors.ts';
import { type PlannedFile, PREVIEW_METRES, planFiles } from './plan.ts';
import { type PlannedProduct, type WrittenImages, writeImages } from './product-images.ts';
import { sunAt } from './safe/geography.ts';
import { EXTENTS, type Identity, identityOf, type SampleSize, SIMULATED_NOTE, tileGrid } from './safe/identity.ts';
import { manifest } from './safe/manifest.ts';
import { passOf } from './safe/pass.ts';
import { productMetadata } from './safe/product-metadata.ts';
import { statisticsOf } from './safe/statistics.ts';
import { tileMetadata } from './safe/tile-metadata.ts';
import { writeTruth } from './safe/truth-file.ts';
import { createWorkforce } from './workforce.ts';
import type { Extent, Scene } from './world/scene.ts';
import { skyOf } from './world/sky.ts';
import { writeZarr } from './zarr/write-zarr.ts';

export interface WriteSampleOptions {
  /** Folder that the product is written into; made when it is not there. */
  readonly folder: string;
  readonly level: Level;
  /** `tiny`: 5.4 km. `small`, the default: 13.2 x 10.4 km, some megabytes. `full`: 109.8 km, as large on disk as a real product. */
  readonly size?: SampleSize;
  /** The same seed gives the same ground, and with the same pass the same bytes. */
  readonly seed?: number;
  /** Overflight, from 0, the default: the date, the sun and the clouds change, the ground does not. */
  readonly pass?: number;
  /** Size on the ground where neither fits: multiples of 60 m that leave no JPEG 2000 tile under 16 pixels (5400 m do). */
  readonly extent?: Extent;
  /** `safe`, the default, or the same pixels in ESA's EOPF Zarr, version 2 or 3 of Zarr. */
  readonly format?: 'safe' | 'zarr2' | 'zarr3';
  /** Worker threads; all cores by default. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

export interface WrittenSample {
  readonly productPath: string;
  /** The true classes at 20 m (codes of the mask), beside the product. */
  readonly truthPath: string;
  /** The same at 10 m. */
  readonly fineTruthPath: string;
}

/** The seed of the samples that come with the application. */
export const DEFAULT_SEED = 4;
/** Texture of single pixels: little in the small sample, to keep it small; in the full one as much as in real products. */
export const SMALL_GRAIN = 0.0004;
const FULL_GRAIN = 0.035;

/**
 * Writes a simulated Sentinel-2 product with ESA's folders, metadata and JPEG 2000 coding, and its true classes beside
 * it. The product appears under its name when it is whole; nothing is left behind when it is cancelled or fails.
 *
 * @throws ExportError when a product of that name is there already; CancelledError
 */
export async function writeSample(options: WriteSampleOptions): Promise<WrittenSample> {
  const { folder, level, size = 'small', seed = DEFAULT_SEED, signal } = options;
  const extent = options.extent ?? EXTENTS[size];
  const pass = passOf(options.pass ?? 0);
  const identity = identityOf(level, pass);
  const isZarr = options.format !== undefined && options.format !== 'safe';
  const stem = join(folder, identity.product.replace(/\.SAFE$/, ''));
  const productPath = `${stem}.${isZarr ? 'zarr' : 'SAFE'}`;
  if (await stat(productPath).catch(() => null)) {
    throw new ExportError(`${productPath} is there already.`, {
      file: productPath,
      remedy: 'Delete it or choose another folder.',
    });
  }
  throwIfCancelled(signal);
  const sun = sunAt(pass.sensingTime, extent.eastMetres / 2, extent.southMetres / 2);
  const scene: Scene = {
    seed,
    sky: skyOf(seed, options.pass ?? 0),
    level,
    extent,
    sunZenithDegrees: sun.zenithDegrees,
    sunAzimuthDegrees: sun.azimuthDegrees,
    grain: size === 'full' ? FULL_GRAIN : SMALL_GRAIN,
  };
  const preview = tileGrid(extent, PREVIEW_METRES);
  const files = planFiles(level, Math.max(preview.width, preview.height));
  const pathOf = (file: PlannedFile) =>
    `GRANULE/${identity.granule}/${file.folder}/${file.name.replace('{tile}', identity.filePrefix)}.jp2`;

  const staging = `${productPath}.partial`;
  await rm(staging, { recursive: true, force: true });
  const workforce = createWorkforce(options.threads, signal);
  try {
    const root = join(staging, identity.product);
    const planned = { root, scene, files, pathOf };
    const images = await writeImages(planned, workforce, options.onProgress);
    await writeTexts(planned, identity, images);
    const stagedTruth = join(staging, 'truth_20m.tif');
    const stagedFineTruth = join(staging, 'truth_10m.tif');
    await writeTruth(stagedTruth, images.truth20, tileGrid(extent, 20));
    await writeTruth(stagedFineTruth, images.truth10, tileGrid(extent, 10));
    throwIfCancelled(signal);
    const store = join(staging, 'store');
    if (isZarr) {
      options.onProgress?.({ fraction: 0.98, stage: 'Writing the Zarr store' });
      await writeZarr(root, store, { version: options.format === 'zarr3' ? 3 : 2, signal });
    }
    const written = {
      productPath,
      truthPath: `${stem}_truth_20m.tif`,
      fineTruthPath: `${stem}_truth_10m.tif`,
    };
    await rename(stagedTruth, written.truthPath);
    await rename(stagedFineTruth, written.fineTruthPath);
    await rename(isZarr ? store : root, productPath);
    options.onProgress?.({ fraction: 1, stage: 'Done' });
    return written;
  } finally {
    await workforce.close();
    await rm(staging, { recursive: true, force: true });
  }
}

async function writeTexts(
  { root, scene, files, pathOf }: PlannedProduct,
  identity: Identity,
  images: WrittenImages,
): Promise<void> {
  const statistics = statisticsOf(identity.level, images.truth20, images.sclCounts);
  const imageFiles = files.filter((file) => file.folder.startsWith('IMG_DATA'));
  const masks = files.filter((file) => file.name.startsWith('MSK_'));
  const preview = files.find((file) => file.content.kind === 'preview')!;
  const texts: Readonly<Record<string, string>> = {
    [`MTD_MSI${identity.level}.xml`]: productMetadata(
      identity,
      scene,
      imageFiles.map((file) => pathOf(file).replace(/\.jp2$/, '')),
      statistics,
    ),
    [`GRANULE/${identity.granule}/MTD_TL.xml`]: tileMetadata(
      identity,
      scene,
      masks.map((file) => ({ type: file.name.slice(0, 'MSK_CLDPRB'.length), path: pathOf(file) })),
      pathOf(preview),
      statistics,
    ),
    'HTML/README.txt': `${SIMULATED_NOTE}\nSeed ${scene.seed}.\n`,
  };
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const listed = [...Object.keys(texts), ...files.map(pathOf)];
  await writeFile(join(root, 'manifest.safe'), await manifest(root, identity, listed));
}
