import type { OnProgress } from '../core/bytes.ts';
import { ModelPackError, throwIfCancelled } from '../core/errors.ts';
import { type Grid, intersectWindows, type Window, wholeWindow } from '../core/grid.ts';
import { featureWindow } from './feature-tile.ts';
import type { InputReader } from './inference.ts';
import type { ModelSession } from './session.ts';
import { type Tile, type TilePlan, tilesOf } from './tiling.ts';

/**
 * What a network's last layer takes, for a whole grid: planar, channel by channel, places row by row; upper half of each
 * float32 (bfloat16), a relative error of 0.4 %. In shared memory.
 */
export interface FeatureMap {
  readonly channels: number;
  /** Pixels of the grid for each place along an axis. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  readonly values: Uint16Array;
}

/** The features of one scene take a quarter of a gigabyte at 20 m: those of the last one are kept. */
export interface KeptFeatures {
  readonly key: string;
  readonly map: Promise<FeatureMap>;
}

/** Every bfloat16 as a number, by its 16 bits. */
export const BFLOAT16: Float32Array = new Float32Array(
  Uint32Array.from({ length: 65_536 }, (_, bits) => bits << 16).buffer,
);

const wide = new Float32Array(1);
const bits = new Uint32Array(wide.buffer);

/** The nearest bfloat16 of a number. */
function toBfloat16(value: number): number {
  wide[0] = value;
  return (bits[0]! + 0x7fff + ((bits[0]! >>> 16) & 1)) >>> 16;
}

export interface FeatureMapOptions {
  readonly session: ModelSession;
  readonly reader: InputReader;
  readonly grid: Grid;
  readonly plan: TilePlan;
  /** Only tiles that meet it are computed; the whole grid by default. */
  readonly window?: Window | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Runs a session that was opened for features over a grid.
 * @throws ModelPackError where the network gives none; CancelledError; what reading and the session throw
 */
export async function computeFeatures(options: FeatureMapOptions): Promise<FeatureMap> {
  const { session, reader, grid, plan, signal, onProgress } = options;
  const wanted = options.window ?? wholeWindow(grid);
  const tiles = tilesOf(plan).filter((tile) => intersectWindows(tile.core, wanted) !== null);
  const read = (tile: Tile) => reader.readTile(intersectWindows(tile.input, wholeWindow(grid))!, { signal });
  let map: FeatureMap | null = null;
  let next = tiles[0] && read(tiles[0]);
  next?.catch(() => undefined);
  for (const [index, tile] of tiles.entries()) {
    throwIfCancelled(signal);
    onProgress?.({ fraction: index / tiles.length, stage: `Features, tile ${index + 1} of ${tiles.length}` });
    const { warnings: _, ...pixels } = await next!;
    const following = tiles[index + 1];
    next = following && read(following);
    next?.catch(() => undefined);
    const within = intersectWindows(tile.input, wholeWindow(grid))!;
    const part = { ...tile.core, column: tile.core.column - within.column, row: tile.core.row - within.row };
    const { inputWidth, inputHeight } = plan;
    const { features } = await session.run(
      { tile: pixels, radiometry: reader.radiometry, inputWidth, inputHeight, pixelMetres: grid.pixelMetres, part },
      signal,
    );
    if (!features) continue;
    const scale = Math.round(part.width / features.width) || 1;
    map ??= emptyMap(grid, features.channels, scale);
    write(map, featureWindow(tile.core, scale), features.values);
  }
  if (map) return map;
  throw new ModelPackError('No pixel of the product was observed: there are no features.', {
    remedy: 'Choose a product, or an area, that has data.',
  });
}

function emptyMap(grid: Grid, channels: number, scale: number): FeatureMap {
  const width = Math.ceil(grid.width / scale);
  const height = Math.ceil(grid.height / scale);
  const values = new Uint16Array(new SharedArrayBuffer(2 * channels * width * height));
  return { channels, scale, width, height, values };
}

function write(map: FeatureMap, at: Window, values: Float32Array): void {
  for (let channel = 0, from = 0; channel < map.channels; channel++)
    for (let row = 0; row < at.height; row++) {
      const to = (channel * map.height + at.row + row) * map.width + at.column;
      for (let column = 0; column < at.width; column++, from++) map.values[to + column] = toBfloat16(values[from]!);
    }
}

/** The same map with half as many places along each axis: the means of four. */
export function halveFeatures(map: FeatureMap): FeatureMap {
  const { channels } = map;
  const width = Math.ceil(map.width / 2);
  const height = Math.ceil(map.height / 2);
  const values = new Uint16Array(new SharedArrayBuffer(2 * channels * width * height));
  for (let channel = 0, to = 0; channel < channels; channel++)
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++, to++) {
        let sum = 0;
        let count = 0;
        for (let y = 2 * row; y < Math.min(2 * row + 2, map.height); y++)
          for (let x = 2 * column; x < Math.min(2 * column + 2, map.width); x++) {
            sum += BFLOAT16[map.values[(channel * map.height + y) * map.width + x]!]!;
            count++;
          }
        values[to] = toBfloat16(sum / count);
      }
  return { channels, scale: map.scale * 2, width, height, values };
}

/** The features of one place, `channels` numbers. */
export function featuresAt(map: FeatureMap, column: number, row: number): Float32Array {
  const places = map.width * map.height;
  const at = row * map.width + column;
  return Float32Array.from({ length: map.channels }, (_, channel) => BFLOAT16[map.values[channel * places + at]!]!);
}
