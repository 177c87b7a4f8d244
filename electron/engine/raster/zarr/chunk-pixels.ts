import { RasterError, throwIfCancelled } from '../../core/errors.ts';
import { intersectWindows, type Window } from '../../core/grid.ts';
import { storedToDn } from '../../product/stored-values.ts';
import type { RasterFile } from '../../product/types.ts';
import type { ReadBandOptions } from '../band.ts';
import type { ChunkRasters } from './chunk-rasters.ts';

/** Chunks of a raster, and the DN of a pixel in one that is not stored. */
export interface ChunkPixels {
  readonly rasters: ChunkRasters;
  readonly fill: number;
}

/** Pixels of a window of the full resolution; what is damaged is 0, with `onDamage`. */
export async function readChunkPixels(
  { rasters, fill }: ChunkPixels,
  window: Window,
  onDamage: ReadBandOptions['onDamage'],
  signal?: AbortSignal,
): Promise<Uint16Array> {
  const out = new Uint16Array(window.width * window.height);
  await Promise.all(
    chunksIn(window, rasters).map(async ({ place, part }) => {
      const inner = {
        ...part,
        column: part.column - place[1] * rasters.width,
        row: part.row - place[0] * rasters.height,
      };
      const samples = await rasters.read(place, inner, signal).catch((error: unknown) => {
        if (!onDamage || !(error instanceof RasterError)) throw error;
        onDamage(error);
        return undefined;
      });
      if (samples !== undefined) paste(samples ?? fill, part, out, window);
    }),
  );
  throwIfCancelled(signal);
  return out;
}

/** What a pixel of a chunk that is not stored is: the fill value, as DN. */
export function fillOf({ zarr, toDn }: RasterFile): number {
  const { metadata } = zarr!.chunks;
  // Reflectances that nobody wrote are no data, whatever number stands for them.
  if (toDn?.zeroIsValid) return 0;
  return storedToDn(Float64Array.of(metadata.fill), null, null, zarr!.values === 'dn' ? toDn : undefined)[0]!;
}

/** The chunks that share pixels with a window, and what they share. */
function chunksIn(window: Window, { width, height }: ChunkRasters) {
  const found: { readonly place: readonly [number, number]; readonly part: Window }[] = [];
  for (let row = Math.floor(window.row / height); row * height < window.row + window.height; row++) {
    for (let column = Math.floor(window.column / width); column * width < window.column + window.width; column++) {
      const part = intersectWindows(window, { column: column * width, row: row * height, width, height });
      if (part) found.push({ place: [row, column], part });
    }
  }
  return found;
}

/** Puts samples of a part of a window, or one value for all of them, where they belong. */
export function paste(samples: Uint16Array | number, part: Window, out: Uint16Array, window: Window): void {
  for (let line = 0; line < part.height; line++) {
    const to = (part.row + line - window.row) * window.width + part.column - window.column;
    if (typeof samples === 'number') out.fill(samples, to, to + part.width);
    else out.set(samples.subarray(line * part.width, (line + 1) * part.width), to);
  }
}

/** A part of the samples of the window `at`. */
export function cutOut(samples: Uint16Array, at: Window, part: Window): Uint16Array {
  const out = new Uint16Array(part.width * part.height);
  for (let line = 0; line < part.height; line++) {
    const from = (part.row + line - at.row) * at.width + part.column - at.column;
    out.set(samples.subarray(from, from + part.width), line * part.width);
  }
  return out;
}
