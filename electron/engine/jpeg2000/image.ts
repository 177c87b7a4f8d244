import type { ByteSource } from '../core/bytes.ts';
import { Jpeg2000Error, throwIfCancelled } from '../core/errors.ts';
import { type Window, wholeWindow } from '../core/grid.ts';
import { keepAnswers } from '../core/kept-answers.ts';
import { findCodestream } from './boxes.ts';
import { cellPixelsOf } from './cells.ts';
import { type MainHeader, reducedBounds, tileBounds } from './codestream.ts';
import { boundsInImage, windowIn } from './frames.ts';
import { MAX_PARTIAL_SHARE } from './part-choice.ts';
import { checkRequest, type ReadWindowOptions } from './read-request.ts';
import { copyShared, emptySamples, type Samples } from './samples.ts';
import type { TileDecoder } from './tile-decoder.ts';
import { asOneTile, countTiles, isTinyTiled, MAX_WHOLE_PIXELS, sizeOf, tilesOf } from './tile-grid.ts';
import { indexTiles } from './tile-index.ts';
import { breaksOff, countWholeTiles, isFlatTile } from './tile-parts.ts';
import { createTileReader, type TilePlace } from './tile-reader.ts';

/** A JPEG 2000 image with random access to its tiles. */
export interface Jpeg2000Image {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly bitDepth: number;
  readonly signed: boolean;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Halvings that can be asked for. */
  readonly levels: number;
  readonly tiles: number;
  /** Side in pixels of the squares in which {@link readAreas} costs least for what it gives: some code-blocks of the finest details. */
  readonly cellPixels: number;
  /** Tiles whose bytes are all there; fewer than `tiles` in a truncated file. */
  readonly wholeTiles: number;
  /** The file ends before its last tile does. */
  readonly breaksOff: boolean;
  readonly indexedFrom: 'TLM' | 'tile-part headers';
  /** Size in pixels of the image after `reduce` halvings. */
  sizeAt(reduce: number): { readonly width: number; readonly height: number };
  /**
   * Samples of a window that lies inside of the reduced image, row by row. What is decoded is kept by the decoder. Throws Jpeg2000Error (a tile is missing, truncated or damaged), CancelledError.
   */
  readWindow(window: Window, options?: ReadWindowOptions): Promise<Samples>;
  /** Samples of the whole reduced image. */
  readWhole(options?: ReadWindowOptions): Promise<Samples>;
  /** The tiles that share pixels with a window of the full resolution. */
  tilesIn(window: Window): readonly TilePlace[];
  /**
   * Samples of a tile at full resolution inside of `areas`, windows of the image within the tile; what lies outside of
   * them is not specified. Decodes only what the areas need, where the file allows it. Throws as `readWindow`.
   */
  readAreas(
    place: TilePlace,
    areas: readonly Window[],
    options?: Pick<ReadWindowOptions, 'signal' | 'isUrgent'>,
  ): Promise<Samples>;
  /** Whether a tile holds nothing beyond its coarsest resolution, told by the lengths of its packets alone. */
  isFlat(tile: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Longest codestream that is read and decoded in one go: ESA's bands of 60 m have 2 to 5 MB. */
const MAX_AT_ONCE_BYTES = 12 * 2 ** 20;
/** Of a small image a larger part than this is decoded with the rest: messages about each of its tiles would take as long. */
const MAX_PIECE_SHARE = 0.1;

/**
 * Opens a JP2 file or a raw codestream: reads headers only. The image owns `source` and closes it. Throws
 * Jpeg2000Error where the file is malformed or uses what is not supported (see `parseMainHeader`).
 */
export async function openJpeg2000(source: ByteSource, decoder: TileDecoder): Promise<Jpeg2000Image> {
  const { start, end, told } = await findCodestream(source);
  const index = await indexTiles(source, start, end, told);
  const { header } = index;
  const oneTile = asOneTile(header);
  const tiles = createTileReader({ source, start, end, index }, decoder);
  let isAtOnce = end - start <= MAX_AT_ONCE_BYTES && countWholeTiles(index, end) === countTiles(header);

  const sizeAt = (reduce: number) => {
    const area = reducedBounds(header.image, reduce);
    return { width: area.x1 - area.x0, height: area.y1 - area.y0 };
  };

  /** The header by which an image is divided for decoding: its own, or one in which a single tile is the whole image. */
  function unitsFor(window: Window, reduce: number, { atOnce, partial, region }: ReadWindowOptions): MainHeader {
    if (isTinyTiled(header)) return oneTile;
    const size = sizeOf(reducedBounds(header.image, reduce));
    if (!atOnce || !isAtOnce || size > MAX_WHOLE_PIXELS) return header;
    const isPart = region && region.width * region.height < MAX_PARTIAL_SHARE * size;
    const isPiece = partial && window.width * window.height < MAX_PIECE_SHARE * size;
    return !(isPart || isPiece) || tiles.hasWhole(reduce) ? oneTile : header;
  }

  async function readWindow(window: Window, options: ReadWindowOptions = {}): Promise<Samples> {
    const { reduce = 0, signal } = options;
    throwIfCancelled(signal);
    checkRequest(source.name, header, sizeAt(reduce), window, options);
    const units = unitsFor(window, reduce, options);
    try {
      return await readUnits(units, window, reduce, options);
    } catch (error) {
      if (!(error instanceof Jpeg2000Error) || units === header || isTinyTiled(header)) throw error;
      isAtOnce = false; // some tile is damaged: the others can be read one by one
      return readUnits(header, window, reduce, options);
    }
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

  /** Of each tile that was asked for. */
  const flat = keepAnswers((tile: number) => isFlatTile(source, index, tile));

  return {
    name: source.name,
    ...sizeAt(0),
    components: header.components,
    bitDepth: header.bitDepth,
    signed: header.signed,
    tileWidth: header.tileWidth,
    tileHeight: header.tileHeight,
    levels: header.coding.levels,
    tiles: countTiles(header),
    cellPixels: cellPixelsOf(header),
    wholeTiles: countWholeTiles(index, end),
    breaksOff: breaksOff(index, end),
    indexedFrom: index.from,
    sizeAt,
    readWindow,
    readWhole: (options = {}) => readWindow(wholeWindow(sizeAt(options.reduce ?? 0)), options),
    tilesIn: (window) =>
      tilesOf(header, 0, boundsInImage(header, window, 0)).map((tile) => ({
        tile,
        ...windowIn(tileBounds(header, tile), header.image),
      })),
    readAreas: (place, areas, options = {}) => tiles.readAreas(place, areas, options),
    isFlat: flat.get,
    close: () => source.close(),
  };
}
