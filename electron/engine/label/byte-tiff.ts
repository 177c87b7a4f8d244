import { deflateSync } from 'node:zlib';
import type { Grid } from '../core/grid.ts';
import { directoryBytes, encodeDirectory, placeFields, type TiffField } from '../core/tiff-directory.ts';

/** Tags of TIFF 6.0. */
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
} as const;

const ADOBE_DEFLATE = 8;
const BLACK_IS_ZERO = 1;
/** Byte order, 42, and where the directory stands. */
const HEADER_BYTES = 8;

/**
 * A raster of bytes as a deflated GeoTIFF of one strip. A grid without EPSG code keeps its geotransform and gets no
 * coordinate system: geotiff.js' own writer would claim WGS 84 at longitude -180.
 */
export function encodeByteTiff(values: Uint8Array, grid: Grid): Uint8Array {
  const strip = deflateSync(values);
  const fieldsFor = (stripOffset: number): TiffField[] => [
    { tag: TAG.width, type: 'long', values: [grid.width] },
    { tag: TAG.height, type: 'long', values: [grid.height] },
    { tag: TAG.bitsPerSample, type: 'short', values: [8] },
    { tag: TAG.compression, type: 'short', values: [ADOBE_DEFLATE] },
    { tag: TAG.photometric, type: 'short', values: [BLACK_IS_ZERO] },
    { tag: TAG.stripOffset, type: 'long', values: [stripOffset] },
    { tag: TAG.samplesPerPixel, type: 'short', values: [1] },
    { tag: TAG.rowsPerStrip, type: 'long', values: [grid.height] },
    { tag: TAG.stripBytes, type: 'long', values: [strip.length] },
    { tag: TAG.sampleFormat, type: 'short', values: [1] },
    ...placeFields(grid),
  ];
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('II', 0, 'latin1');
  header.writeUInt16LE(42, 2);
  header.writeUInt32LE(HEADER_BYTES, 4);
  const stripOffset = HEADER_BYTES + directoryBytes(fieldsFor(0));
  return Buffer.concat([header, encodeDirectory(fieldsFor(stripOffset), HEADER_BYTES), strip]);
}
