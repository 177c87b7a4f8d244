import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, deflate } from 'node:zlib';
import { throwIfCancelled } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import { directoryBytes, encodeDirectory, placeFields, type TiffField } from '../core/tiff-directory.ts';
import { type CodesRaster, modeOverviews, overviewSizes } from './mode-overview.ts';
import type { Rgba } from './vrt.ts';
import { toXml } from './xml.ts';

/** What codes of a raster mean and look like to other programs; index = code, 0 is no data. */
export interface CodesLook {
  readonly description: string;
  readonly colours: readonly Rgba[];
  readonly categories: readonly string[];
}

export interface CodesCog {
  readonly grid: Grid;
  /** Of the grid's pixels, row by row. */
  readonly codes: Uint8Array;
  /** Items of text; those named `TIFFTAG_SOFTWARE` and `TIFFTAG_COPYRIGHT` become tags of their own. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly look: CodesLook;
}

/** Tags of TIFF 6.0, and GDAL's own two. */
const TAG = {
  subfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  samplesPerPixel: 277,
  planarConfiguration: 284,
  software: 305,
  colourMap: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  sampleFormat: 339,
  copyright: 33_432,
  gdalMetadata: 42_112,
  gdalNoData: 42_113,
} as const;
const TAG_OF_ITEM: Readonly<Record<string, number>> = {
  TIFFTAG_SOFTWARE: TAG.software,
  TIFFTAG_COPYRIGHT: TAG.copyright,
};
const ADOBE_DEFLATE = 8;
const PALETTE = 3;
const REDUCED = 1;
const TILE = 512;
const COLOURS = 256;
/** A mask is runs of one code along its rows: looking for those alone takes an eighth of the time of level 6, and as much room. */
const DEFLATE = { level: 1, strategy: constants.Z_RLE } as const;
/** Tiles that are compressed at a time, by the threads that Node has for it. */
const TILES_AT_ONCE = 8;
/** Length of a tile, before it, and its last bytes once more, behind it: what {@link STRUCTURE} promises. */
const LEADER_BYTES = 4;
const TRAILER_BYTES = 4;
/** By which GDAL knows that a file is laid out for reading over a network (its COG driver's documentation). */
const STRUCTURE = [
  'LAYOUT=IFDS_BEFORE_DATA',
  'BLOCK_ORDER=ROW_MAJOR',
  'BLOCK_LEADER=SIZE_AS_UINT4',
  'BLOCK_TRAILER=LAST_4_BYTES_REPEATED',
  'KNOWN_INCOMPATIBLE_EDITION=NO\n ',
].join('\n');

const deflateAsync = promisify(deflate);

/** One resolution, its tiles compressed, row by row. */
interface Level {
  readonly width: number;
  readonly height: number;
  readonly tiles: readonly Buffer[];
}

/**
 * Writes codes into a folder as `mask.tif`, a Cloud Optimized GeoTIFF (OGC 21-026) with overviews by mode, colours and
 * no-data 0, and the names of its categories as `mask.tif.aux.xml`, where GDAL looks for them.
 * @throws CancelledError; errors of the system
 */
export async function writeCodesCog(
  folder: string,
  { grid, codes, metadata, look }: CodesCog,
  options: { readonly signal?: AbortSignal | undefined; readonly onFraction?: (fraction: number) => void },
): Promise<void> {
  const full = { width: grid.width, height: grid.height, codes };
  const total = [full, ...overviewSizes(full, TILE)].reduce((sum, size) => sum + tileOrigins(size).length, 0);
  let done = 0;
  const level = async (raster: CodesRaster): Promise<Level> => {
    const tiles = await compress(raster, options.signal, () => options.onFraction?.(++done / total));
    return { width: raster.width, height: raster.height, tiles };
  };
  // Overviews are counted on this thread, and tiles compressed by others.
  const [finest, overviews] = await Promise.all([level(full), modeOverviews(full, TILE)]);
  const levels = [finest];
  for (const overview of overviews) levels.push(await level(overview));
  await writeFile(join(folder, 'mask.tif'), Buffer.concat(layOut(levels, fieldsOf(grid, metadata, look), look)));
  await writeFile(join(folder, 'mask.tif.aux.xml'), categoriesXml(look));
}

/** Upper left corners of the tiles, row by row. */
function tileOrigins({ width, height }: Pick<CodesRaster, 'width' | 'height'>): { column: number; row: number }[] {
  const across = Math.ceil(width / TILE);
  const down = Math.ceil(height / TILE);
  return Array.from({ length: across * down }, (_, index) => ({
    column: TILE * (index % across),
    row: TILE * Math.floor(index / across),
  }));
}

async function compress(
  raster: CodesRaster,
  signal: AbortSignal | undefined,
  onDone: () => void,
): Promise<readonly Buffer[]> {
  const origins = tileOrigins(raster);
  const tiles = new Array<Buffer>(origins.length);
  const left = origins.entries();
  const oneAfterOther = async (): Promise<void> => {
    for (const [index, origin] of left) {
      throwIfCancelled(signal);
      tiles[index] = await deflateAsync(tileCodes(raster, origin), DEFLATE);
      onDone();
    }
  };
  await Promise.all(Array.from({ length: TILES_AT_ONCE }, oneAfterOther));
  return tiles;
}

/** A whole tile; 0 beyond the raster. */
function tileCodes({ codes, width, height }: CodesRaster, { column, row }: { column: number; row: number }) {
  const tile = new Uint8Array(TILE * TILE);
  const across = Math.min(TILE, width - column);
  for (let y = 0; y < Math.min(TILE, height - row); y++) {
    const from = (row + y) * width + column;
    tile.set(codes.subarray(from, from + across), y * TILE);
  }
  return tile;
}

/** The pieces of the file, in their order: all directories, then the tiles from the coarsest overview to the full resolution. */
function layOut(levels: readonly Level[], own: readonly TiffField[], look: CodesLook): Buffer[] {
  const head = fileHead();
  const fieldsAt = (index: number, offsets: readonly number[]) => [
    ...levelFields(levels[index]!, offsets, look),
    ...(index === 0 ? own : [{ tag: TAG.subfileType, type: 'long', values: [REDUCED] } as const]),
  ];
  const none = levels.map(({ tiles }) => tiles.map(() => 0));
  const starts: number[] = [];
  let at = head.length;
  for (const index of levels.keys()) {
    starts.push(at);
    at += directoryBytes(fieldsAt(index, none[index]!));
  }
  const offsets = levels
    .toReversed()
    .map(({ tiles }) =>
      tiles.map(({ length }) => {
        const start = at + LEADER_BYTES;
        at = start + length + TRAILER_BYTES;
        return start;
      }),
    )
    .toReversed();
  const directories = levels.map((_, index) =>
    encodeDirectory(fieldsAt(index, offsets[index]!), starts[index]!, starts[index + 1]),
  );
  return [head, ...directories, ...levels.toReversed().flatMap(({ tiles }) => tiles.flatMap(withLeader))];
}

function fileHead(): Buffer {
  const size = String(STRUCTURE.length).padStart(6, '0');
  const text = `GDAL_STRUCTURAL_METADATA_SIZE=${size} bytes\n${STRUCTURE}`;
  const head = Buffer.alloc(8 + text.length + (text.length % 2));
  head.write('II', 0, 'latin1');
  head.writeUInt16LE(42, 2);
  head.writeUInt32LE(head.length, 4);
  head.write(text, 8, 'latin1');
  return head;
}

function withLeader(tile: Buffer): Buffer[] {
  const leader = Buffer.alloc(LEADER_BYTES);
  leader.writeUInt32LE(tile.length);
  return [leader, tile, tile.subarray(-TRAILER_BYTES)];
}

/** Fields that every resolution has. */
function levelFields({ width, height, tiles }: Level, offsets: readonly number[], look: CodesLook): TiffField[] {
  const short = (tag: number, value: number) => ({ tag, type: 'short', values: [value] }) as const;
  return [
    { tag: TAG.width, type: 'long', values: [width] },
    { tag: TAG.height, type: 'long', values: [height] },
    short(TAG.bitsPerSample, 8),
    short(TAG.compression, ADOBE_DEFLATE),
    short(TAG.photometric, PALETTE),
    short(TAG.samplesPerPixel, 1),
    short(TAG.planarConfiguration, 1),
    { tag: TAG.colourMap, type: 'short', values: colourMap(look) },
    short(TAG.tileWidth, TILE),
    short(TAG.tileHeight, TILE),
    { tag: TAG.tileOffsets, type: 'long', values: offsets },
    { tag: TAG.tileBytes, type: 'long', values: tiles.map(({ length }) => length) },
    short(TAG.sampleFormat, 1),
    { tag: TAG.gdalNoData, type: 'text', text: '0' },
  ];
}

/** All reds, all greens, all blues, 16 bits each. */
function colourMap({ colours }: CodesLook): number[] {
  const channel = (index: number) => Array.from({ length: COLOURS }, (_, code) => 257 * (colours[code]?.[index] ?? 0));
  return [...channel(0), ...channel(1), ...channel(2)];
}

/** Fields of the full resolution alone. */
function fieldsOf(grid: Grid, metadata: CodesCog['metadata'], look: CodesLook): TiffField[] {
  const items = Object.entries(metadata).filter(([name]) => TAG_OF_ITEM[name] === undefined);
  const tags = Object.entries(metadata).flatMap(([name, text]) => {
    const tag = TAG_OF_ITEM[name];
    return tag === undefined ? [] : [{ tag, type: 'text', text } as const];
  });
  const description = { '@name': 'DESCRIPTION', '@sample': 0, '@role': 'description', '#text': look.description };
  const xml = toXml({
    GDALMetadata: { Item: [...items.map(([name, text]) => ({ '@name': name, '#text': text })), description] },
  });
  return [...tags, { tag: TAG.gdalMetadata, type: 'text', text: xml }, ...placeFields(grid)];
}

function categoriesXml({ description, categories }: CodesLook): string {
  return toXml({
    PAMDataset: {
      PAMRasterBand: { '@band': 1, Description: description, CategoryNames: { Category: categories } },
    },
  });
}
