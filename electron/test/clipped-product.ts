import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SATURATED_DN } from '../engine/model/clipped-bands.ts';
import { openProduct } from '../engine/product/open.ts';
import type { Product } from '../engine/product/types.ts';
import { writeTestBand } from './band-jp2.ts';

/** Pixels of 10 m of a side. */
export const CLIPPED_SIDE = 128;
/** DN around the square. */
export const CLIPPED_CLOUD = 9000;

/** A cloud of which a square of 32 pixels (from 64, 64) is too bright, and the first 32 columns were not seen. */
function bandOf(metres: 10 | 20, tooBright: number): Uint16Array {
  const scale = metres / 10;
  const side = CLIPPED_SIDE / scale;
  return Uint16Array.from({ length: side * side }, (_, i) => {
    const [column, row] = [(i % side) * scale, Math.floor(i / side) * scale];
    if (column < 32) return 0;
    return column >= 64 && column < 96 && row >= 64 && row < 96 ? tooBright : CLIPPED_CLOUD;
  });
}

/**
 * Writes and opens a Level-2A product of 1.28 km as loose files. `tooBright` gives the value in the square; all 0 in bands
 * of 10 m, it is saturated in those of 20 m.
 */
export async function writeClippedProduct(
  folder: string,
  tooBright: (band: string) => number,
  day = '20240506',
): Promise<Product> {
  await mkdir(folder, { recursive: true });
  const put = (band: string, metres: 10 | 20, value: number) => {
    const side = (CLIPPED_SIDE * 10) / metres;
    const path = join(folder, `T33UVU_${day}T101031_${band}_${metres}m.jp2`);
    return writeTestBand(path, { dn: bandOf(metres, value), width: side, height: side, pixelMetres: metres }, metres);
  };
  for (const band of ['B02', 'B03', 'B04', 'B08']) await put(band, 10, tooBright(band));
  for (const band of ['B02', 'B03', 'B04', 'B8A', 'B11', 'B12'])
    await put(band, 20, tooBright(band) === 0 && tooBright('B12') === 0 ? SATURATED_DN : tooBright(band));
  return openProduct(folder, { stack: { offset: -0.1, level: 'L2A' } });
}
