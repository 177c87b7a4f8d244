import type { ByteSource } from '../core/bytes.ts';
import type { Window } from '../core/grid.ts';
import { type Bounds, type MainHeader, reducedBounds, tileBounds } from './codestream.ts';
import { cutTile } from './cut.ts';
import { boundsInImage, meets, windowIn } from './frames.ts';
import { choosePart } from './part-choice.ts';
import type { ReadWindowOptions } from './read-request.ts';
import { asSamples, bytesPerPixel, type Samples } from './samples.ts';
import type { TileDecoder } from './tile-decoder.ts';
import { countTiles } from './tile-grid.ts';
import type { TileIndex } from './tile-index.ts';
import { readParts } from './tile-parts.ts';
import { canTrim } from './trim.ts';

/** A tile on its image at full resolution. */
export interface TilePlace extends Window {
  /** Number of the tile, from 0. */
  readonly tile: number;
}

/** A codestream that was opened: where it lies in its file, and where its tiles are. */
export interface Codestream {
  readonly source: ByteSource;
  readonly start: number;
  readonly end: number;
  readonly index: TileIndex;
}

/** A tile of an image, or the image as one tile. */
export interface Unit {
  /** The header by which the image is divided. */
  readonly header: MainHeader;
  readonly tile: number;
  /** Whether it is the whole image, decoded in one go. */
  readonly isWhole: boolean;
}

/** Reads tiles through a decoder, which keeps what it decoded. */
export interface TileReader {
  /** Samples of a tile after halvings, of `wanted` at least, on the reference grid so reduced; and of which part they are. */
  readTile(
    unit: Unit,
    wanted: Bounds,
    reduce: number,
    options: ReadWindowOptions,
  ): Promise<{ area: Bounds; samples: Samples }>;
  /** See `Jpeg2000Image.readAreas`. */
  readAreas(
    place: TilePlace,
    areas: readonly Window[],
    options: Pick<ReadWindowOptions, 'signal' | 'isUrgent'>,
  ): Promise<Samples>;
  /** Whether the image has been decoded in one go after halvings, or is just being decoded so. */
  hasWhole(reduce: number): boolean;
}

let opened = 0;

/** Makes the reader of one image; what it decodes goes by a key of its own. */
export function createTileReader({ source, start, end, index }: Codestream, decoder: TileDecoder): TileReader {
  const { header } = index;
  const id = ++opened;
  const partOf = choosePart();
  const keyOf = (unit: number | 'whole', reduce: number) => `${id}/${unit}/${reduce}`;
  const nameOf = (tile: number) => `Tile ${tile + 1} of ${countTiles(header)}`;

  /** What is given to the decoder of a tile, of whose `area` the part `crop` is wanted. */
  function loadTile({ header: units, tile, isWhole }: Unit, crop: Bounds, reduce: number, isIntact: boolean) {
    return async () => {
      if (isWhole) return { codestream: new Uint8Array(await source.read(start, end - start)), reduce };
      const { parts, drop } = await readParts(source, index, tile, [crop], reduce);
      const codestream = cutTile(header, tileBounds(units, tile), parts, { drop, isIntact });
      return { codestream, reduce: reduce - drop };
    };
  }

  return {
    async readTile(unit, wanted, reduce, options) {
      const { tile, isWhole } = unit;
      const { isUrgent, partial, signal } = options;
      const planes = canTrim(header) ? (options.planes ?? 0) : 0;
      const area = reducedBounds(tileBounds(unit.header, tile), reduce);
      const key = `${keyOf(isWhole ? 'whole' : tile, reduce)}${planes > 0 ? `/${planes}` : ''}`;
      const region = options.region && boundsInImage(header, options.region, reduce);
      const asked = { area, wanted, region, partial, isUrgent, inCells: planes > 0 };
      const crop = isWhole || decoder.has(key) ? area : partOf(key, asked);
      const cropKey = crop === area ? key : `${key}/${crop.x0},${crop.y0},${crop.x1},${crop.y1}`;
      const bytes = await decoder.tile(
        {
          key: cropKey,
          file: source.name,
          name: isWhole ? 'The image' : nameOf(tile),
          isUrgent,
          task: {
            width: area.x1 - area.x0,
            height: area.y1 - area.y0,
            bytesPerPixel: bytesPerPixel(header),
            planes,
            crop: windowIn(crop, area),
          },
          load: loadTile(unit, crop, reduce, planes > 0),
        },
        signal,
      );
      // A small image that was decoded in one go stays: its no-data are judged by pieces of it after the window was read.
      const isLast = !isWhole && options.later?.every((window) => !meets(boundsInImage(header, window, reduce), area));
      if (isLast) decoder.drop(cropKey);
      return { area: crop, samples: asSamples(bytes, header) };
    },
    async readAreas({ tile, column, row, width, height }, areas, { signal, isUrgent }) {
      const whole = keyOf(tile, 0);
      const wanted = areas.map((area) => boundsInImage(header, area, 0));
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
    },
    hasWhole: (reduce) => decoder.has(keyOf('whole', reduce)),
  };
}
