import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { Tinypool } from 'tinypool';
import { GRID_METRES, type GridMetres, type Level } from '../core/bands.ts';
import type { OnProgress } from '../core/bytes.ts';
import { CancelledError, ExportError, throwIfCancelled } from '../core/errors.ts';
import type { Grid, Window } from '../core/grid.ts';
import { workerEntry } from '../core/worker-entry.ts';
import type { TilePart } from './assemble.ts';
import { sunAt } from './geography.ts';
import { EXTENTS, identityOf, type SampleSize, SIMULATED_NOTE, tileGrid } from './identity.ts';
import { createJp2Writer, type Jp2Writer, tilesAlong } from './jp2-writer.ts';
import { manifest } from './manifest.ts';
import { gridTileSize, type PlannedFile, PREVIEW_METRES, planFiles } from './plan.ts';
import { shrink } from './preview.ts';
import { productMetadata } from './product-metadata.ts';
import type { Extent, Scene } from './scene.ts';
import { statisticsOf } from './statistics.ts';
import { tileMetadata } from './tile-metadata.ts';
import type { EncodeTask, RenderResult, RenderTask } from './tile-work.ts';
import { writeTruth } from './truth-file.ts';

export interface WriteSampleOptions {
  /** Folder that the product is written into; made when it is not there. */
  readonly folder: string;
  readonly level: Level;
  /** `small`: 13.2 km, some megabytes. `full`: 109.8 km, as large on disk as a real product. */
  readonly size?: SampleSize;
  /** The same seed gives the same bytes. */
  readonly seed?: number;
  /** Size on the ground where neither fits: multiples of 60 m, at least 5160 m. */
  readonly extent?: Extent;
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
const GRAIN: Readonly<Record<SampleSize, number>> = { small: 0.0004, full: 0.035 };

type PlaneName = 'truth' | 'trueColour' | 'classification';

function wantedPlanes(pixelMetres: GridMetres): PlaneName[] {
  if (pixelMetres === 10) return ['truth'];
  if (pixelMetres === 20) return ['truth'];
  return ['trueColour', 'classification'];
}

/** Whether a file is encoded together with the window that it is rendered from. */
function isTileAligned(file: PlannedFile): boolean {
  const grid = GRID_METRES.find((metres) => metres === file.pixelMetres);
  return (
    grid !== undefined && file.content.kind !== 'classification' && gridTileSize(grid) % file.coding.tileSize === 0
  );
}

function windowsOf(grid: Grid, tileSize: number): Window[] {
  const count = tilesAlong(grid.width, tileSize);
  return Array.from({ length: count * tilesAlong(grid.height, tileSize) }, (_, index) => {
    const column = (index % count) * tileSize;
    const row = Math.floor(index / count) * tileSize;
    return {
      column,
      row,
      width: Math.min(tileSize, grid.width - column),
      height: Math.min(tileSize, grid.height - row),
    };
  });
}

function paste(into: Uint8Array, intoWidth: number, plane: Uint8Array, window: Window): void {
  const samples = plane.length / (window.width * window.height);
  for (let row = 0; row < window.height; row++) {
    const line = plane.subarray(row * window.width * samples, (row + 1) * window.width * samples);
    into.set(line, ((window.row + row) * intoWidth + window.column) * samples);
  }
}

/**
 * Writes a simulated Sentinel-2 product with ESA's folders, metadata and JPEG 2000 coding, and its true classes beside
 * it. The product appears under its name when it is whole; nothing is left behind when it is cancelled or fails.
 *
 * @throws ExportError when a product of that name is there already; CancelledError
 */
export async function writeSample(options: WriteSampleOptions): Promise<WrittenSample> {
  const { folder, level, size = 'small', seed = DEFAULT_SEED, signal, onProgress } = options;
  const extent = options.extent ?? EXTENTS[size];
  const identity = identityOf(level);
  const productPath = join(folder, identity.product);
  if (await stat(productPath).catch(() => null)) {
    throw new ExportError(`${productPath} is there already.`, {
      file: productPath,
      remedy: 'Delete it or choose another folder.',
    });
  }
  throwIfCancelled(signal);
  const staging = `${productPath}.partial`;
  await rm(staging, { recursive: true, force: true });
  const sun = sunAt(extent.eastMetres / 2, extent.southMetres / 2);
  const scene: Scene = {
    seed,
    level,
    extent,
    sunZenithDegrees: sun.zenithDegrees,
    sunAzimuthDegrees: sun.azimuthDegrees,
    grain: GRAIN[size],
  };
  const preview = tileGrid(extent, PREVIEW_METRES);
  const files = planFiles(level, Math.max(preview.width, preview.height));
  const pathOf = (file: PlannedFile) =>
    `GRANULE/${identity.granule}/${file.folder}/${file.name.replace('{tile}', identity.filePrefix)}.jp2`;

  const pool = new Tinypool({
    filename: workerEntry('sample').href,
    minThreads: 1,
    maxThreads: Math.max(1, options.threads ?? availableParallelism()),
  });
  const writers = new Map<string, Jp2Writer>();
  try {
    for (const file of files) {
      const path = join(staging, pathOf(file));
      await mkdir(dirname(path), { recursive: true });
      const grid = tileGrid(extent, file.pixelMetres);
      const layout = { ...file.coding, width: grid.width, height: grid.height };
      writers.set(file.key, await createJp2Writer(path, layout, grid));
    }
    const work = createQueue(pool, signal);
    const planes = new Map<string, Uint8Array>();
    let sclCounts: number[] = [];
    const total = GRID_METRES.length * (extent.eastMetres / 10) * (extent.southMetres / 10) * 1.15;
    let done = 0;
    const report = (pixels: number, stage: string) => {
      done += pixels;
      onProgress?.({ fraction: Math.min(0.99, done / total), stage });
    };

    const renders = GRID_METRES.flatMap((pixelMetres) => {
      const grid = tileGrid(extent, pixelMetres);
      const wanted = wantedPlanes(pixelMetres);
      for (const name of wanted) {
        planes.set(`${name}_${pixelMetres}`, new Uint8Array(grid.width * grid.height * (name === 'truth' ? 1 : 3)));
      }
      const here = files.filter((file) => file.pixelMetres === pixelMetres && isTileAligned(file));
      return windowsOf(grid, gridTileSize(pixelMetres)).map((window) => async () => {
        const task: RenderTask = {
          kind: 'render',
          scene,
          pixelMetres,
          window,
          gridWidth: grid.width,
          files: here,
          wanted,
        };
        const result = (await work(task)) as RenderResult;
        for (const [key, parts] of Object.entries(result.parts)) {
          for (const part of parts) await writers.get(key)!.put(part);
        }
        for (const name of wanted)
          paste(planes.get(`${name}_${pixelMetres}`)!, grid.width, result.planes[name]!, window);
        if (pixelMetres === 20 && result.sclCounts.length > 0) {
          sclCounts = result.sclCounts.map((count, code) => count + (sclCounts[code] ?? 0));
        }
        report((window.width * window.height * pixelMetres ** 2) / 100, `Simulating the ${pixelMetres} m bands`);
      });
    });
    await Promise.all(renders.map((render) => render()));

    const colours60 = planes.get('trueColour_60')!;
    const imageOf = (file: PlannedFile): Uint8Array => {
      if (file.content.kind === 'preview') return shrink(colours60, tileGrid(extent, 60), preview);
      return planes.get(`${file.content.kind}_${file.pixelMetres}`)!;
    };
    const rest = files.filter((file) => !isTileAligned(file));
    for (const file of rest) {
      const { width, height } = tileGrid(extent, file.pixelMetres);
      const { tileSize } = file.coding;
      const image = imageOf(file);
      const rows = Array.from({ length: tilesAlong(height, tileSize) }, (_, index) => index);
      await Promise.all(
        rows.map(async (index) => {
          const top = index * tileSize;
          const rowHeight = Math.min(tileSize, height - top);
          const task: EncodeTask = {
            kind: 'encode',
            samples: image.slice(3 * top * width, 3 * (top + rowHeight) * width),
            width,
            height: rowHeight,
            coding: file.coding,
            firstTile: index * tilesAlong(width, tileSize),
          };
          for (const part of (await work(task)) as TilePart[]) await writers.get(file.key)!.put(part);
        }),
      );
      report((0.15 * total) / 1.15 / rest.length, 'Encoding colour images');
    }
    for (const writer of writers.values()) await writer.finish();

    const statistics = statisticsOf(level, planes.get('truth_20')!, sclCounts);
    const texts: Record<string, string> = {
      [`MTD_MSI${level}.xml`]: productMetadata(
        identity,
        scene,
        files.filter((file) => file.folder.startsWith('IMG_DATA')).map((file) => pathOf(file).replace(/\.jp2$/, '')),
        statistics,
      ),
      [`GRANULE/${identity.granule}/MTD_TL.xml`]: tileMetadata(
        identity,
        scene,
        files
          .filter((file) => file.name.startsWith('MSK_'))
          .map((file) => ({ type: file.name.slice(0, 10), path: pathOf(file) })),
        pathOf(files.find((file) => file.content.kind === 'preview')!),
        statistics,
      ),
      'HTML/README.txt': `${SIMULATED_NOTE}\nSeed ${seed}.\n`,
    };
    for (const [path, text] of Object.entries(texts)) {
      await mkdir(dirname(join(staging, path)), { recursive: true });
      await writeFile(join(staging, path), text);
    }
    const listed = [...Object.keys(texts), ...files.map(pathOf)];
    await writeFile(join(staging, 'manifest.safe'), await manifest(staging, identity, listed));

    const stem = productPath.replace(/\.SAFE$/, '');
    const truthPath = `${stem}_truth_20m.tif`;
    const fineTruthPath = `${stem}_truth_10m.tif`;
    await writeTruth(truthPath, planes.get('truth_20')!, tileGrid(extent, 20));
    await writeTruth(fineTruthPath, planes.get('truth_10')!, tileGrid(extent, 10));
    throwIfCancelled(signal);
    await rename(staging, productPath);
    onProgress?.({ fraction: 1, stage: 'Done' });
    return { productPath, truthPath, fineTruthPath };
  } finally {
    await pool.destroy();
    for (const writer of writers.values()) await writer.close();
    await rm(staging, { recursive: true, force: true });
  }
}

/** Runs tasks in the pool; a cancelled one throws CancelledError. */
function createQueue(pool: Tinypool, signal: AbortSignal | undefined) {
  return async (task: RenderTask | EncodeTask): Promise<unknown> => {
    throwIfCancelled(signal);
    try {
      return await pool.run(task, signal ? { signal } : {});
    } catch (error) {
      if (signal?.aborted) throw new CancelledError();
      throw error;
    }
  };
}
