import { Jpeg2000Error, RasterError, throwIfCancelled } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import { openJpeg2000, type TilePlace } from '../jpeg2000/image.ts';
import type { Samples } from '../jpeg2000/samples.ts';
import type { TileDecoder } from '../jpeg2000/tile-decoder.ts';
import { storedToDn } from '../product/stored-values.ts';
import { openTiffRaster } from '../product/tiff-raster.ts';
import type { RasterFile } from '../product/types.ts';
import { type Integrity, integrityOf } from './integrity.ts';

/** How a window of a band is read. */
export interface ReadBandOptions {
  /** Halvings, 0 to `levels`; the window is in pixels of the raster so reduced. */
  readonly reduce?: number;
  /** Decode only the parts of a tile that the window needs: for a small window that is read once. */
  readonly partial?: boolean;
  /** Bit-planes that may be left undecoded, for a file that is intact: see `Trimmable`. */
  readonly planes?: number;
  /** Decode the whole of a small file in one go: for a reader that will want all of it. */
  readonly atOnce?: boolean;
  /** Called for each damaged part of the window, which is read as no-data then; without it, damage is an error. */
  readonly onDamage?: ((error: Jpeg2000Error) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Full resolution where it is needed beside a reduced one: see `settleNoData`. */
export interface ExactTiles {
  tilesIn(window: Window): readonly TilePlace[];
  /** Whether a tile is known to have no detail at all: its reduced resolutions show all of it. */
  isFlat(tile: number): Promise<boolean>;
  /** DN of the tile inside of `areas`, row by row of the whole tile. Throws Jpeg2000Error, CancelledError. */
  readAreas(place: TilePlace, areas: readonly Window[], signal?: AbortSignal): Promise<Uint16Array>;
}

/**
 * One raster plane with random access. Sample i of the raster reduced by r halvings is centred on pixel 2^r * i of the
 * full raster: the wavelet's low-pass filter is symmetric about even samples (ISO/IEC 15444-1, F.3.8.2). So it is
 * centred at (2^r * i + 0.5) pixels from the edge, not at 2^r * (i + 0.5).
 */
export interface BandSource {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Planes that interleave in `readWindow`; 1 for a band, 3 for a true-colour image. */
  readonly components: number;
  /** Halvings that cost less than the full raster; 0 where there are none. */
  readonly levels: number;
  sizeAt(reduce: number): { readonly width: number; readonly height: number };
  /** DN of a window that lies inside the raster, row by row; components interleaved. Throws Jpeg2000Error, RasterError, CancelledError. */
  readWindow(window: Window, options?: ReadBandOptions): Promise<Uint16Array>;
  /** Whether the file is as it was delivered, told by all of its bytes: a second for 500 MB. */
  integrity(): Promise<Integrity>;
  /** Null where there is only the full resolution. */
  readonly exact: ExactTiles | null;
  close(): Promise<void>;
}

/**
 * Opens a raster file of a product: reads headers only. Throws Jpeg2000Error where the file is malformed or breaks off
 * (a download that was not finished), RasterError where it is no such TIFF. Damaged tiles are met when they are read.
 */
export async function openBand(file: RasterFile, decoder: TileDecoder): Promise<BandSource> {
  const source = await file.open();
  try {
    if (file.format === 'geotiff') return await openTiffBand(file, source);
    const image = await openJpeg2000(source, decoder);
    if (image.breaksOff)
      throw new Jpeg2000Error(`Only ${image.wholeTiles} of its ${image.tiles} tiles are there.`, {
        file: source.name,
        remedy: 'The file is truncated; download it again.',
      });
    const asDnSamples = (samples: Samples) =>
      samples instanceof Uint16Array ? samples : Uint16Array.from(samples, (value) => Math.max(0, value));
    return {
      name: image.name,
      width: image.width,
      height: image.height,
      components: image.components,
      levels: image.levels,
      sizeAt: image.sizeAt,
      async readWindow(window, options = {}) {
        return asDnSamples(await image.readWindow(window, options));
      },
      exact: {
        tilesIn: image.tilesIn,
        isFlat: image.isFlat,
        readAreas: async (place, areas, signal) => asDnSamples(await image.readAreas(place, areas, signal)),
      },
      integrity: once(() => integrityOf(file, source)),
      close: image.close,
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Asks once; later calls get the same answer. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

async function openTiffBand(file: RasterFile, source: Awaited<ReturnType<RasterFile['open']>>): Promise<BandSource> {
  const raster = await openTiffRaster(source, source.name, file.warp);
  const size = { width: raster.width, height: raster.height };
  const about = raster.about[file.index];
  if (!about) throw new RasterError(`Plane ${file.index + 1} of ${raster.planes} is asked for.`, { file: source.name });
  const masked = about.mask !== null && !(about.mask === 'alpha' && file.ignoresAlpha);
  return {
    name: source.name,
    ...size,
    components: 1,
    levels: 0,
    exact: null,
    integrity: once(() => integrityOf(file, source)),
    sizeAt: () => size,
    async readWindow(window, { reduce = 0, signal } = {}) {
      throwIfCancelled(signal);
      if (reduce !== 0) throw new RasterError(`${reduce} halvings of 0 are asked for.`, { file: source.name });
      const [values, mask] = await Promise.all([
        raster.read(file.index, window),
        masked ? raster.readMask(file.index, window) : null,
      ]);
      throwIfCancelled(signal);
      return storedToDn(values, mask, about.noData, file.toDn);
    },
    async close() {
      await raster.close();
      await source.close();
    },
  };
}
