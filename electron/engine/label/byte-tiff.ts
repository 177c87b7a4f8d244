import { deflateSync } from 'node:zlib';
import type { Grid } from '../core/grid.ts';

/** Tags of TIFF 6.0 and GeoTIFF 1.1, with the field types that are used here. */
const TAG = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  stripOffset: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  sampleFormat: 339,
  pixelScale: 33_550,
  tiepoint: 33_922,
  geoKeys: 34_735,
} as const;

type Entry = { readonly tag: number } & (
  | { readonly type: 'short' | 'long'; readonly values: readonly number[] }
  | { readonly type: 'double'; readonly values: readonly number[] }
);

const TYPES = { short: { code: 3, bytes: 2 }, long: { code: 4, bytes: 4 }, double: { code: 12, bytes: 8 } } as const;
const ADOBE_DEFLATE = 8;
const BLACK_IS_ZERO = 1;
const PROJECTED = 1;
const PIXEL_IS_AREA = 1;

/**
 * A raster of bytes as a deflated GeoTIFF of one strip. A grid without EPSG code keeps its geotransform and gets no
 * coordinate system: geotiff.js' own writer would claim WGS 84 at longitude -180.
 */
export function encodeByteTiff(values: Uint8Array, grid: Grid): Uint8Array {
  const strip = deflateSync(values);
  const { epsg, originX, originY, pixelMetres } = grid;
  const entries: Entry[] = [
    { tag: TAG.width, type: 'long', values: [grid.width] },
    { tag: TAG.height, type: 'long', values: [grid.height] },
    { tag: TAG.bitsPerSample, type: 'short', values: [8] },
    { tag: TAG.compression, type: 'short', values: [ADOBE_DEFLATE] },
    { tag: TAG.photometric, type: 'short', values: [BLACK_IS_ZERO] },
    { tag: TAG.stripOffset, type: 'long', values: [0] },
    { tag: TAG.samplesPerPixel, type: 'short', values: [1] },
    { tag: TAG.rowsPerStrip, type: 'long', values: [grid.height] },
    { tag: TAG.stripBytes, type: 'long', values: [strip.length] },
    { tag: TAG.sampleFormat, type: 'short', values: [1] },
    { tag: TAG.pixelScale, type: 'double', values: [pixelMetres, pixelMetres, 0] },
    { tag: TAG.tiepoint, type: 'double', values: [0, 0, 0, originX, originY, 0] },
    ...(epsg === null ? [] : [{ tag: TAG.geoKeys, type: 'short', values: geoKeys(epsg) } as const]),
  ];
  const headBytes = 8 + 2 + 12 * entries.length + 4;
  const sizes = entries.map(({ type, values: list }) => TYPES[type].bytes * list.length);
  const extraBytes = sizes.reduce((sum, size) => sum + (size > 4 ? size : 0), 0);
  const file = Buffer.alloc(headBytes + extraBytes + strip.length);
  file.write('II', 0, 'latin1');
  file.writeUInt16LE(42, 2);
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(entries.length, 8);
  let extra = headBytes;
  entries.forEach(({ tag, type, values: list }, index) => {
    const at = 10 + 12 * index;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(TYPES[type].code, at + 2);
    file.writeUInt32LE(list.length, at + 4);
    const isInline = sizes[index]! <= 4;
    if (!isInline) file.writeUInt32LE(extra, at + 8);
    let to = isInline ? at + 8 : extra;
    for (const value of tag === TAG.stripOffset ? [headBytes + extraBytes] : list) {
      if (type === 'short') file.writeUInt16LE(value, to);
      else if (type === 'long') file.writeUInt32LE(value, to);
      else file.writeDoubleLE(value, to);
      to += TYPES[type].bytes;
    }
    if (!isInline) extra += sizes[index]!;
  });
  file.set(strip, headBytes + extraBytes);
  return file;
}

/** A key directory: version 1.1.0, then GTModelType, GTRasterType and ProjectedCRS (OGC 19-008r4). */
function geoKeys(epsg: number): number[] {
  return [1, 1, 0, 3, 1024, 0, 1, PROJECTED, 1025, 0, 1, PIXEL_IS_AREA, 3072, 0, 1, epsg];
}
