import { Jpeg2000Error, throwIfCancelled } from '../core/errors.ts';
import type { Window } from '../core/grid.ts';
import { type MainHeader, reducedBounds } from './codestream.ts';
import { boundsInImage, windowIn } from './frames.ts';
import { MAX_PARTIAL_SHARE } from './part-choice.ts';
import { checkRequest, type ReadWindowOptions } from './read-request.ts';
import { copyShared, emptySamples, type Samples } from './samples.ts';
import { asOneTile, countTiles, isTinyTiled, MAX_WHOLE_PIXELS, sizeOf, tilesOf } from './tile-grid.ts';
import { countWholeTiles } from './tile-parts.ts';
import type { Codestream, TileReader } from './tile-reader.ts';

/**
 * Samples of a window that lies inside of the reduced image, row by row. What is decoded is kept by the decoder. Throws
 * Jpeg2000Error (a tile is missing, truncated or damaged), CancelledError.
 */
export type WindowReader = (window: Window, options?: ReadWindowOptions) => Promise<Samples>;

/** Longest codestream that is read and decoded in one go: ESA's bands of 60 m have 2 to 5 MB. */
const MAX_AT_ONCE_BYTES = 12 * 2 ** 20;
/** Of a small image a larger part than this is decoded with the rest: messages about each of its tiles would take as long. */
const MAX_PIECE_SHARE = 0.1;

/** Size in pixels of an image after `reduce` halvings. */
export function sizeAfter(header: MainHeader, reduce: number): { readonly width: number; readonly height: number } {
  const area = reducedBounds(header.image, reduce);
  return { width: area.x1 - area.x0, height: area.y1 - area.y0 };
}

/** Puts windows of one image together from its tiles, or from the whole of it where that is decoded in one go. */
export function createWindowReader({ source, start, end, index }: Codestream, tiles: TileReader): WindowReader {
  const { header } = index;
  const oneTile = asOneTile(header);
  let isAtOnce = end - start <= MAX_AT_ONCE_BYTES && countWholeTiles(index, end) === countTiles(header);

  /** The header by which an image is divided for decoding: its own, or one in which a single tile is the whole image. */
  function unitsFor(window: Window, reduce: number, { atOnce, partial, region }: ReadWindowOptions): MainHeader {
    if (isTinyTiled(header)) return oneTile;
    const size = sizeOf(reducedBounds(header.image, reduce));
    if (!atOnce || !isAtOnce || size > MAX_WHOLE_PIXELS) return header;
    const isPart = region && region.width * region.height < MAX_PARTIAL_SHARE * size;
    const isPiece = partial && window.width * window.height < MAX_PIECE_SHARE * size;
    return !(isPart || isPiece) || tiles.hasWhole(reduce) ? oneTile : header;
  }

  async function readUnits(
    units: MainHeader,
    window: Window,
    reduce: number,
    options: ReadWindowOptions,
  ): Promise<Samples> {
    const { component } = options;
    const planes = component === undefined ? header.components : 1;
    const out = emptySamples(header, window.width * window.height * planes);
    const origin = reducedBounds(header.image, reduce);
    const wanted = boundsInImage(header, window, reduce);
    const isWhole = units === oneTile;
    await Promise.all(
      tilesOf(units, reduce, wanted).map(async (tile) => {
        const unit = { header: units, tile, isWhole };
        const read = await tiles.readTile(unit, wanted, reduce, options).catch((error: unknown) => {
          if (units !== header || !options.onDamage || !(error instanceof Jpeg2000Error)) throw error;
          options.onDamage(error);
          return null;
        });
        if (!read) return;
        const tileSamples = { samples: read.samples, window: windowIn(read.area, origin) };
        copyShared(tileSamples, { samples: out, window }, header.components, component);
      }),
    );
    return out;
  }

  return async (window, options = {}) => {
    const { reduce = 0, signal } = options;
    throwIfCancelled(signal);
    checkRequest(source.name, header, sizeAfter(header, reduce), window, options);
    const units = unitsFor(window, reduce, options);
    try {
      return await readUnits(units, window, reduce, options);
    } catch (error) {
      if (!(error instanceof Jpeg2000Error) || units === header || isTinyTiled(header)) throw error;
      isAtOnce = false; // some tile is damaged: the others can be read one by one
      return readUnits(header, window, reduce, options);
    }
  };
}
