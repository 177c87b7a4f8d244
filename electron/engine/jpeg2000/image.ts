import type { ByteSource } from '../core/bytes.ts';
import { type Window, wholeWindow } from '../core/grid.ts';
import { keepAnswers } from '../core/kept-answers.ts';
import { findCodestream } from './boxes.ts';
import { cellPixelsOf } from './cells.ts';
import { tileBounds } from './codestream.ts';
import { boundsInImage, windowIn } from './frames.ts';
import type { ReadWindowOptions } from './read-request.ts';
import type { Samples } from './samples.ts';
import type { TileDecoder } from './tile-decoder.ts';
import { countTiles, tilesOf } from './tile-grid.ts';
import { indexTiles } from './tile-index.ts';
import { breaksOff, countWholeTiles, isFlatTile } from './tile-parts.ts';
import { type Codestream, createTileReader, type TilePlace } from './tile-reader.ts';
import { createWindowReader, sizeAfter, type WindowReader } from './window-reader.ts';

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
  readonly readWindow: WindowReader;
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

/**
 * Opens a JP2 file or a raw codestream: reads headers only. The image owns `source` and closes it. Throws
 * Jpeg2000Error where the file is malformed or uses what is not supported (see `parseMainHeader`).
 */
export async function openJpeg2000(source: ByteSource, decoder: TileDecoder): Promise<Jpeg2000Image> {
  const { start, end, told } = await findCodestream(source);
  const index = await indexTiles(source, start, end, told);
  const { header } = index;
  const stream = { source, start, end, index };
  const tiles = createTileReader(stream, decoder);
  const readWindow = createWindowReader(stream, tiles);
  const sizeAt = (reduce: number) => sizeAfter(header, reduce);
  /** Of each tile that was asked for. */
  const flat = keepAnswers((tile: number) => isFlatTile(source, index, tile));
  return {
    ...describe(stream),
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

/** What the headers tell. */
function describe({ source, end, index }: Codestream) {
  const { header } = index;
  return {
    name: source.name,
    ...sizeAfter(header, 0),
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
  };
}
