import { RasterError } from './errors.ts';
import type { Grid } from './grid.ts';

/** One field of a TIFF's directory; text is UTF-8 and gets its final zero here. */
export type TiffField = { readonly tag: number } & (
  | { readonly type: 'short' | 'long' | 'double'; readonly values: readonly number[] }
  | { readonly type: 'text'; readonly text: string }
);

const TYPES = {
  text: { code: 2, bytes: 1 },
  short: { code: 3, bytes: 2 },
  long: { code: 4, bytes: 4 },
  double: { code: 12, bytes: 8 },
} as const;
const MODEL_PIXEL_SCALE = 33_550;
const MODEL_TIEPOINT = 33_922;
const GEO_KEYS = 34_735;
const PROJECTED = 1;
const PIXEL_IS_AREA = 1;
const LARGEST_EPSG = 32_766;
const FIELD_BYTES = 12;
const INLINE_BYTES = 4;

/**
 * Where a raster lies, by tags of GeoTIFF 1.1; without a coordinate system where its grid has no EPSG code.
 * @throws RasterError for a code that a GeoTIFF has no room for
 */
export function placeFields({ epsg, originX, originY, pixelMetres }: Grid): TiffField[] {
  if (epsg !== null && epsg > LARGEST_EPSG)
    throw new RasterError(`EPSG:${epsg} is larger than what a GeoTIFF can name.`, {
      remedy: 'Reproject the raster to the UTM zone that it lies in (gdalwarp -t_srs EPSG:326xx).',
    });
  return [
    { tag: MODEL_PIXEL_SCALE, type: 'double', values: [pixelMetres, pixelMetres, 0] },
    { tag: MODEL_TIEPOINT, type: 'double', values: [0, 0, 0, originX, originY, 0] },
    ...(epsg === null ? [] : [{ tag: GEO_KEYS, type: 'short', values: geoKeys(epsg) } as const]),
  ];
}

/** A key directory: version 1.1.0, then GTModelType, GTRasterType and ProjectedCRS (OGC 19-008r4). */
function geoKeys(epsg: number): number[] {
  return [1, 1, 0, 3, 1024, 0, 1, PROJECTED, 1025, 0, 1, PIXEL_IS_AREA, 3072, 0, 1, epsg];
}

/** Bytes of a directory with its values behind it; an even number. */
export function directoryBytes(fields: readonly TiffField[]): number {
  return fields.map(bytesOf).reduce((sum, { length }) => sum + room(length), 2 + FIELD_BYTES * fields.length + 4);
}

/**
 * A directory of a little-endian TIFF, its values behind it (TIFF 6.0, section 2). Fields are sorted by their tags.
 * @param at where in the file it will stand, an even number
 * @param next where the next one stands, 0 where there is none
 */
export function encodeDirectory(fields: readonly TiffField[], at: number, next = 0): Buffer {
  const out = Buffer.alloc(directoryBytes(fields));
  out.writeUInt16LE(fields.length, 0);
  let extra = 2 + FIELD_BYTES * fields.length + 4;
  out.writeUInt32LE(next, extra - 4);
  for (const [index, field] of fields.toSorted((a, b) => a.tag - b.tag).entries()) {
    const bytes = bytesOf(field);
    const to = 2 + FIELD_BYTES * index;
    out.writeUInt16LE(field.tag, to);
    out.writeUInt16LE(TYPES[field.type].code, to + 2);
    out.writeUInt32LE(bytes.length / TYPES[field.type].bytes, to + 4);
    if (bytes.length <= INLINE_BYTES) {
      out.set(bytes, to + 8);
      continue;
    }
    out.writeUInt32LE(at + extra, to + 8);
    out.set(bytes, extra);
    extra += room(bytes.length);
  }
  return out;
}

/** Bytes that values take behind a directory. */
function room(length: number): number {
  return length <= INLINE_BYTES ? 0 : length + (length % 2);
}

function bytesOf(field: TiffField): Uint8Array {
  if (field.type === 'text') return Buffer.from(`${field.text}\0`);
  const { type, values } = field;
  const out = Buffer.alloc(TYPES[type].bytes * values.length);
  for (const [index, value] of values.entries())
    if (type === 'short') out.writeUInt16LE(value, 2 * index);
    else if (type === 'long') out.writeUInt32LE(value, 4 * index);
    else out.writeDoubleLE(value, 8 * index);
  return out;
}
