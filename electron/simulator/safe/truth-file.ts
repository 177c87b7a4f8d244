import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { Grid } from '../../engine/core/grid.ts';

const DEFLATE_COMPRESSION = 8;
const PROJECTED = 1;
const PIXEL_IS_AREA = 1;

/** Writes class codes as a georeferenced GeoTIFF: 8 bits, one deflated strip. */
export async function writeTruth(path: string, codes: Uint8Array, grid: Grid): Promise<void> {
  const { writeArrayBuffer } = await import('geotiff');
  const strip = await promisify(deflate)(codes);
  const file = writeArrayBuffer(new Uint8Array(strip), {
    width: grid.width,
    height: grid.height,
    BitsPerSample: [8],
    SamplesPerPixel: [1],
    SampleFormat: [1],
    PhotometricInterpretation: 1,
    Compression: DEFLATE_COMPRESSION,
    StripByteCounts: [strip.length],
    ModelPixelScale: [grid.pixelMetres, grid.pixelMetres, 0],
    ModelTiepoint: [0, 0, 0, grid.originX, grid.originY, 0],
    GTModelTypeGeoKey: PROJECTED,
    GTRasterTypeGeoKey: PIXEL_IS_AREA,
    ProjectedCSTypeGeoKey: grid.epsg,
  } as never);
  await writeFile(path, new Uint8Array(file as ArrayBuffer));
}
