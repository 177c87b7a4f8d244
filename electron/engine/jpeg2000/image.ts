import type { ByteSource } from '../core/bytes.ts';
import { Jpeg2000Error, throwIfCancelled } from '../core/errors.ts';
import { type Window, wholeWindow } from '../core/grid.ts';
import { keepAnswers } from '../core/kept-answers.ts';
import { findCodestream } from './boxes.ts';
import { cellPixelsOf } from './cells.ts';
import { type Bounds, type MainHeader, reducedBounds, tileBounds } from './codestream.ts';
import { cutTile } from './cut.ts';
import { choosePart, MAX_PARTIAL_SHARE } from './part-choice.ts';
import { checkRequest, type ReadWindowOptions } from './read-request.ts';
import { asSamples, bytesPerPixel, copyShared, emptySamples, type Samples } from './samples.ts';
import type { TileDecoder } from './tile-decoder.ts';
import { asOneTile, countTiles, isTinyTiled, MAX_WHOLE_PIXELS, sizeOf, tilesOf } from './tile-grid.ts';
import { indexTiles } from './tile-index.ts';
import { breaksOff, countWholeTiles, isFlatTile, readParts } from './tile-parts.ts';
import { canTrim } from './trim.ts';

/** A tile on its image at full resolution. */
export interface TilePlace extends Window {
  /** Number of the tile, from 0. */
  readonly tile: number;
}

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

let opened = 0;

/**
 * Opens a JP2 file or a raw codestream: reads headers only. The image owns `source` and closes it. Throws
 * Jpeg2000Error where the file is malformed or uses what is not supported (see `parseMainHeader`).
 */
export async function openJpeg2000(source: ByteSource, decoder: TileDecoder): Promise<Jpeg2000Image> {
  const { start, end, told } = await findCodestream(source);
  const index = await indexTiles(source, start, end, told);
  const { header } = index;
  const oneTile = asOneTile(header);
  const id = ++opened;
  let isAtOnce = end - start <= MAX_AT_ONCE_BYTES && countWholeTiles(index, end) === countTiles(header);

  const sizeAt = (reduce: number) => {
    const area = reducedBounds(header.image, reduce);
    return { width: area.x1 - area.x0, height: area.y1 - area.y0 };
  };

  const partOf = choosePart();

  /** The header by which an image is divided for decoding: its own, or one in which a single tile is the whole image. */
  function unitsFor(window: Window, reduce: number, { atOnce, partial, region }: ReadWindowOptions): MainHeader {
    if (isTinyTiled(header)) return oneTile;
    const size = sizeOf(reducedBounds(header.image, reduce));
    if (!atOnce || !isAtOnce || size > MAX_WHOLE_PIXELS) return header;
    const isPart = region && region.width * region.height < MAX_PARTIAL_SHARE * size;
    const isPiece = partial && window.width * window.height < MAX_PIECE_SHARE * size;
    return !(isPart || isPiece) || decoder.has(keyOf('whole', reduce)) ? oneTile : header;
  }

  const keyOf = (unit: number | 'whole', reduce: number) => `${id}/${unit}/${reduce}`;

  const nameOf = (tile: number) => `Tile ${tile + 1} of ${countTiles(header)}`;

  async function readTile(units: MainHeader, tile: number, wanted: Bounds, reduce: number, options: ReadWindowOptions) {
    const isWhole = units === oneTile;
    const planes = canTrim(header) ? (options.planes ?? 0) : 0;
    const isIntact = planes > 0;
    const bounds = tileBounds(units, tile);
    const area = reducedBounds(bounds, reduce);
    const key = `${keyOf(isWhole ? 'whole' : tile, reduce)}${planes > 0 ? `/${planes}` : ''}`;
    const region = options.region && inImage(options.region, reduce);
    const asked = { area, wanted, region, partial: options.partial, isUrgent: options.isUrgent, inCells: planes > 0 };
    const crop = isWhole || decoder.has(key) ? area : partOf(key, asked);
    const cropKey = crop === area ? key : `${key}/${crop.x0},${crop.y0},${crop.x1},${crop.y1}`;
    const bytes = await decoder.tile(
      {
        key: cropKey,
        file: source.name,
        name: isWhole ? 'The image' : nameOf(tile),
        isUrgent: options.isUrgent,
        task: {
          width: area.x1 - area.x0,
          height: area.y1 - area.y0,
          bytesPerPixel: bytesPerPixel(header),
          planes,
          crop: windowOf(crop, area),
        },
        load: async () => {
          if (isWhole) return { codestream: new Uint8Array(await source.read(start, end - start)), reduce };
          const { parts, drop } = await readParts(source, index, tile, [crop], reduce);
          return { codestream: cutTile(header, bounds, parts, { drop, isIntact }), reduce: reduce - drop };
        },
      },
      options.signal,
    );
    // A small image that was decoded in one go stays: its no-data are judged by pieces of it after the window was read.
    const isLast = !isWhole && options.later?.every((window) => !meets(inImage(window, reduce), area));
    if (isLast) decoder.drop(cropKey);
    return { area: crop, samples: asSamples(bytes, header) };
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
    const wanted = inImage(window, reduce);
    await Promise.all(
      tilesOf(units, reduce, wanted).map(async (tile) => {
        const read = await readTile(units, tile, wanted, reduce, options).catch((error: unknown) => {
          if (units !== header || !options.onDamage || !(error instanceof Jpeg2000Error)) throw error;
          options.onDamage(error);
          return null;
        });
        if (!read) return;
        const { area, samples } = read;
        const tileSamples = { samples, window: windowOf(area, origin) };
        copyShared(tileSamples, { samples: out, window }, header.components, component);
      }),
    );
    return out;
  }

  /** Bounds of a window of the reduced image, on the reference grid so reduced. */
  function inImage({ column, row, width, height }: Window, reduce: number): Bounds {
    const origin = reducedBounds(header.image, reduce);
    const [x0, y0] = [origin.x0 + column, origin.y0 + row];
    return { x0, y0, x1: x0 + width, y1: y0 + height };
  }

  async function readAreas(
    { tile, column, row, width, height }: TilePlace,
    areas: readonly Window[],
    { signal, isUrgent }: Pick<ReadWindowOptions, 'signal' | 'isUrgent'> = {},
  ) {
    const whole = keyOf(tile, 0);
    const wanted = areas.map((area) => inImage(area, 0));
    const load = async () => {
      const { parts } = await readParts(source, index, tile, wanted, 0);
      return { codestream: cutTile(header, tileBounds(header, tile), parts), reduce: 0 };
    };
    const crop = { column: 0, row: 0, width, height };
    const inTile = areas.map((area) => ({ ...area, column: area.column - column, row: area.row - row }));
    const task = { width, height, bytesPerPixel: bytesPerPixel(header), planes: 0, crop, areas: inTile };
    const key = decoder.has(whole) ? whole : `${id}/${tile}/areas/${JSON.stringify(areas)}`;
    const bytes = await decoder.tile({ key, file: source.name, name: nameOf(tile), task, load, isUrgent }, signal);
    return asSamples(bytes, header);
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
      tilesOf(header, 0, inImage(window, 0)).map((tile) => ({
        tile,
        ...windowOf(tileBounds(header, tile), header.image),
      })),
    readAreas,
    isFlat: flat.get,
    close: () => source.close(),
  };
}

/** Longest codestream that is read and decoded in one go: ESA's bands of 60 m have 2 to 5 MB. */
const MAX_AT_ONCE_BYTES = 12 * 2 ** 20;
/** Of a small image a larger part than this is decoded with the rest: messages about each of its tiles would take as long. */
const MAX_PIECE_SHARE = 0.1;

function meets(a: Bounds, b: Bounds): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

/** `bounds` in pixels from the upper left of `frame`. */
function windowOf(bounds: Bounds, frame: { readonly x0: number; readonly y0: number }): Window {
  return {
    column: bounds.x0 - frame.x0,
    row: bounds.y0 - frame.y0,
    width: bounds.x1 - bounds.x0,
    height: bounds.y1 - bounds.y0,
  };
}
