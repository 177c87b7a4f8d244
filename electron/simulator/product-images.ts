import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GRID_METRES, type GridMetres } from '../engine/core/bands.ts';
import type { OnProgress } from '../engine/core/bytes.ts';
import type { Grid, Window } from '../engine/core/grid.ts';
import { createJp2Writer, type Jp2Writer, tilesAlong } from './coding/jp2-writer.ts';
import { gridTileSize, type PlannedFile, PREVIEW_METRES } from './plan.ts';
import { tileGrid } from './safe/identity.ts';
import { shrink } from './safe/preview.ts';
import type { PlaneName } from './tile-work.ts';
import type { Workforce } from './workforce.ts';
import type { Scene } from './world/scene.ts';

/** What is left to tell when the images are on disk. */
export interface WrittenImages {
  /** True classes on the 10 m and 20 m grid, codes of the mask. */
  readonly truth10: Uint8Array;
  readonly truth20: Uint8Array;
  /** Pixels of every code of the scene classification at 20 m; empty for Level 1C. */
  readonly sclCounts: readonly number[];
}

const WANTED: Readonly<Record<GridMetres, readonly PlaneName[]>> = {
  10: ['truth'],
  20: ['truth'],
  60: ['trueColour', 'classification'],
};
/** Share of the whole work that remains when every window is rendered. */
const REST_SHARE = 0.02;

/** Whether the tiles of a file fit into the windows that are rendered; the others wait for the whole image. */
function isTileAligned(file: PlannedFile): boolean {
  const grid = GRID_METRES.find((metres) => metres === file.pixelMetres);
  const whole = file.content.kind === 'classification' || file.content.kind === 'preview';
  return grid !== undefined && !whole && gridTileSize(grid) % file.coding.tileSize === 0;
}

function windowsOf(grid: Grid, tileSize: number): Window[] {
  const columns = tilesAlong(grid.width, tileSize);
  return Array.from({ length: columns * tilesAlong(grid.height, tileSize) }, (_, index) => {
    const column = (index % columns) * tileSize;
    const row = Math.floor(index / columns) * tileSize;
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

/** A product that is to be written into the folder `root`. */
export interface PlannedProduct {
  readonly root: string;
  readonly scene: Scene;
  readonly files: readonly PlannedFile[];
  /** Of a file, within `root`. */
  pathOf(file: PlannedFile): string;
}

/** Renders the scene window by window, encodes it and writes every raster file of the product under `root`. */
export async function writeImages(
  { root, scene, files, pathOf }: PlannedProduct,
  workforce: Workforce,
  onProgress?: OnProgress,
): Promise<WrittenImages> {
  const writers = new Map<string, Jp2Writer>();
  try {
    for (const file of files) {
      const path = join(root, pathOf(file));
      await mkdir(dirname(path), { recursive: true });
      const grid = tileGrid(scene.extent, file.pixelMetres);
      writers.set(
        file.key,
        await createJp2Writer(path, { ...file.coding, width: grid.width, height: grid.height }, grid),
      );
    }
    const { planes, sclCounts } = await renderAll(scene, files, writers, workforce, onProgress);
    for (const file of files) {
      if (!isTileAligned(file)) await encodeWhole(file, scene, planes, writers.get(file.key)!, workforce);
    }
    for (const writer of writers.values()) await writer.finish();
    return { truth10: planes.get('truth_10')!, truth20: planes.get('truth_20')!, sclCounts };
  } finally {
    for (const writer of writers.values()) await writer.close();
  }
}

async function renderAll(
  scene: Scene,
  files: readonly PlannedFile[],
  writers: ReadonlyMap<string, Jp2Writer>,
  workforce: Workforce,
  onProgress: OnProgress | undefined,
) {
  const planes = new Map<string, Uint8Array>();
  const squareMetres = GRID_METRES.length * scene.extent.eastMetres * scene.extent.southMetres;
  let sclCounts: number[] = [];
  let done = 0;
  const renders = GRID_METRES.flatMap((pixelMetres) => {
    const grid = tileGrid(scene.extent, pixelMetres);
    const wanted = WANTED[pixelMetres];
    for (const name of wanted) {
      planes.set(`${name}_${pixelMetres}`, new Uint8Array(grid.width * grid.height * (name === 'truth' ? 1 : 3)));
    }
    const here = files.filter((file) => file.pixelMetres === pixelMetres && isTileAligned(file));
    return windowsOf(grid, gridTileSize(pixelMetres)).map(async (window) => {
      const result = await workforce.render({
        kind: 'render',
        scene,
        pixelMetres,
        window,
        gridWidth: grid.width,
        files: here,
        wanted,
      });
      for (const [key, parts] of Object.entries(result.parts)) {
        for (const part of parts) await writers.get(key)!.put(part);
      }
      for (const name of wanted) {
        paste(planes.get(`${name}_${pixelMetres}`)!, grid.width, result.planes[name]!, window);
      }
      if (pixelMetres === 20) sclCounts = result.sclCounts.map((count, code) => count + (sclCounts[code] ?? 0));
      done += window.width * window.height * pixelMetres ** 2;
      const stage = `Simulating the ${pixelMetres} m bands`;
      onProgress?.({ fraction: ((1 - REST_SHARE) * done) / squareMetres, stage });
    });
  });
  await Promise.all(renders);
  return { planes, sclCounts };
}

async function encodeWhole(
  file: PlannedFile,
  scene: Scene,
  planes: ReadonlyMap<string, Uint8Array>,
  writer: Jp2Writer,
  workforce: Workforce,
): Promise<void> {
  const grid = tileGrid(scene.extent, file.pixelMetres);
  const image =
    file.content.kind === 'preview'
      ? shrink(planes.get('trueColour_60')!, tileGrid(scene.extent, 60), tileGrid(scene.extent, PREVIEW_METRES))
      : planes.get(`${file.content.kind}_${file.pixelMetres}`)!;
  const { tileSize } = file.coding;
  for (let row = 0; row < tilesAlong(grid.height, tileSize); row++) {
    const top = row * tileSize;
    const height = Math.min(tileSize, grid.height - top);
    const parts = await workforce.encode({
      kind: 'encode',
      samples: image.slice(3 * top * grid.width, 3 * (top + height) * grid.width),
      width: grid.width,
      height,
      coding: file.coding,
      row: row * tileSize,
    });
    for (const part of parts) await writer.put(part);
  }
}
