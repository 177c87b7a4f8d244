import type { GeoTIFFImage } from 'geotiff';
import { ProductError } from '../core/errors.ts';
import type { FileEntry } from './files.ts';
import { PROBLEMS, readGeoreference } from './georeference.ts';
import { openGeoTiff } from './geotiff-source.ts';
import type { Placement } from './gml-grid.ts';
import { MAX_SIDE_PIXELS } from './granule-metadata.ts';
import { planesByTags } from './tiff-planes.ts';
import { type TiffStructure, tiffStructure } from './tiff-structure.ts';

/** What the first bytes of a raster file tell. */
export type Sniffed =
  | { readonly format: 'jp2'; readonly width: number; readonly height: number }
  | { readonly format: 'geotiff'; readonly width: number; readonly height: number; readonly tiff: TiffTraits }
  | {
      readonly format: null;
      /** Words that continue "FILE ...". */
      readonly problem: string;
    };

/** What a TIFF tells of its values and its place. */
export interface TiffTraits {
  readonly values: Pick<TiffStructure, 'kind' | 'bits'>;
  readonly noData: number | null;
  /** Reflectance = value * scale + offset, where the file says so (GDAL). */
  readonly scale: number | null;
  readonly offset: number | null;
  readonly placement: Placement | null;
  /** Why its coordinates are of no use, in words that continue "FILE ..."; null where they are, or where it has none. */
  readonly placeProblem: string | null;
}

const HEAD_BYTES = 4096;
const TAIL_BYTES = 512;
const SOC_SIZ = 0xff4fff51;
const EOC = 0xffd9;
const JP2_SIGNATURE = 0x6a502020;

function unreadable(problem: string): Sniffed {
  return { format: null, problem };
}

/** Grids are made by what the files say where no metadata does: a damaged header must not ask for all memory. */
function tooLarge({ width, height }: { readonly width: number; readonly height: number }): Sniffed | null {
  if (Math.max(width, height) <= MAX_SIDE_PIXELS) return null;
  return unreadable(
    `is to have ${width} x ${height} pixels, and no tile has more than ${MAX_SIDE_PIXELS} along a side`,
  );
}

/**
 * Recognises JPEG 2000 (boxed or bare) and TIFF by content and reads the size in pixels. Reads the first 4 KiB, and
 * the last 512 bytes where that is cheap, so that empty, foreign and cut-off files are told from whole ones.
 */
export async function sniffRaster(entry: FileEntry): Promise<Sniffed> {
  if (entry.size <= 1) return unreadable(`is empty (${entry.size === 1 ? '1 byte' : '0 bytes'})`);
  try {
    const head = await entry.head(HEAD_BYTES);
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    if (head.length < 16) return unreadable(`has only ${head.length} bytes`);
    const magic = view.getUint32(0);
    if (magic === 0x49492a00 || magic === 0x4d4d002a || magic === 0x49492b00 || magic === 0x4d4d002b) {
      return await sniffTiff(entry);
    }
    const isBare = magic === SOC_SIZ;
    if (!isBare && view.getUint32(4) !== JP2_SIGNATURE) return unreadable('is not a JPEG 2000 file');
    const sniffed = isBare ? sniffCodestream(view) : sniffBoxes(view, entry.size);
    if ('end' in sniffed) {
      if (sniffed.end > entry.size) {
        return unreadable(`is truncated (${entry.size} of ${sniffed.end} bytes)`);
      }
      if (sniffed.toTheEnd && entry.randomAccess && !(await endsWithEoc(entry))) {
        return unreadable(`is truncated (${entry.size} bytes, the end of the codestream is not there)`);
      }
      return tooLarge(sniffed) ?? { format: 'jp2', width: sniffed.width, height: sniffed.height };
    }
    return sniffed;
  } catch (error) {
    return unreadable(`cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** Whether a file ends with the end-of-codestream marker, or that and zeros (padding of tapes and block stores). */
async function endsWithEoc(entry: FileEntry): Promise<boolean> {
  const source = await entry.open();
  try {
    const length = Math.min(TAIL_BYTES, source.size);
    const tail = await source.read(source.size - length, length);
    let end = tail.length;
    while (end > 0 && tail[end - 1] === 0) end--;
    return end >= 2 && tail[end - 2] === EOC >> 8 && tail[end - 1] === (EOC & 0xff);
  } finally {
    await source.close();
  }
}

type Codestream = {
  readonly width: number;
  readonly height: number;
  /** Byte at which the file has to end at the earliest. */
  readonly end: number;
  readonly toTheEnd: boolean;
};

/** Image size of a bare codestream: SIZ marker, ISO/IEC 15444-1 A.5.1. */
function sniffCodestream(view: DataView): Codestream | Sniffed {
  if (view.byteLength < 24) return unreadable('is truncated in its header');
  const width = view.getUint32(8) - view.getUint32(16);
  const height = view.getUint32(12) - view.getUint32(20);
  return width > 0 && height > 0
    ? { width, height, end: 0, toTheEnd: true }
    : unreadable('has a damaged JPEG 2000 header');
}

/** Walks the boxes of a JP2 file (ISO/IEC 15444-1 annex I) to the image header and the codestream. */
function sniffBoxes(view: DataView, size: number): Codestream | Sniffed {
  let image: { width: number; height: number } | null = null;
  let offset = 0;
  while (offset + 8 <= view.byteLength) {
    const short = view.getUint32(offset);
    const type = view.getUint32(offset + 4);
    const isLong = short === 1;
    if (isLong && offset + 16 > view.byteLength) break;
    const headerLength = isLong ? 16 : 8;
    const length = isLong ? Number(view.getBigUint64(offset + 8)) : short === 0 ? size - offset : short;
    if (length < headerLength) return unreadable('has a damaged JPEG 2000 header');
    const body = offset + headerLength;
    if (type === 0x6a703268 /* jp2h */ && body + 16 <= view.byteLength && view.getUint32(body + 4) === 0x69686472) {
      image = { height: view.getUint32(body + 8), width: view.getUint32(body + 12) };
    }
    if (type === 0x6a703263 /* jp2c */) {
      if (image === null || image.width === 0 || image.height === 0) return unreadable('has no JPEG 2000 image header');
      if (body + 4 > view.byteLength) break;
      if (view.getUint32(body) !== SOC_SIZ) return unreadable('holds no JPEG 2000 codestream');
      return { ...image, end: offset + length, toTheEnd: short === 0 };
    }
    offset += length;
  }
  if (offset >= size || image === null) return unreadable('is truncated in its header');
  // Long metadata boxes: the codestream begins beyond the first bytes and is left to the decoder.
  return { ...image, end: offset + 8, toTheEnd: false };
}

async function sniffTiff(entry: FileEntry): Promise<Sniffed> {
  const source = await entry.open();
  try {
    const image = await (await openGeoTiff(source)).getImage(0);
    const [width, height] = [image.getWidth(), image.getHeight()];
    const refused = tooLarge({ width, height });
    if (refused) return refused;
    return width > 0 && height > 0
      ? { format: 'geotiff', width, height, tiff: await traitsOf(image, entry.path) }
      : unreadable('is a TIFF without pixels (its header is damaged)');
  } finally {
    await source.close();
  }
}

async function traitsOf(image: GeoTIFFImage, file: string): Promise<TiffTraits> {
  const structure = await tiffStructure(image, file);
  const [plane] = await planesByTags(image, structure, file);
  return {
    values: structure,
    noData: plane?.noData ?? null,
    scale: plane?.scale ?? null,
    offset: plane?.offset ?? null,
    ...placementOf(image, file),
  };
}

/** No placement where the file is not on square pixels of metres; what it is of no use for then is found out by its size. */
function placementOf(image: GeoTIFFImage, file: string): Pick<TiffTraits, 'placement' | 'placeProblem'> {
  try {
    const place = readGeoreference(image, file);
    if (place.kind !== 'metres')
      return { placement: null, placeProblem: place.kind === 'none' ? null : PROBLEMS[place.kind] };
    const { epsg, originX, originY, pixelX, pixelY } = place;
    if (pixelX !== pixelY)
      return { placement: null, placeProblem: `has pixels of ${pixelX} x ${pixelY} m, which are no squares` };
    return { placement: { epsg, originX, originY, pixelMetres: pixelX }, placeProblem: null };
  } catch (error) {
    const isTold = error instanceof ProductError;
    return { placement: null, placeProblem: isTold ? 'is not laid out from west to east and north to south' : null };
  }
}
