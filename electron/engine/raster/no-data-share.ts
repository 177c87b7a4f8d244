import { RasterError, throwIfCancelled } from '../core/errors.ts';
import type { Product, RasterFile } from '../product/types.ts';
import type { ReadBandOptions } from './band.ts';
import type { RasterContext } from './context.ts';

/** Of a product's pixels, how many have no data. */
export interface NoDataShare {
  /** 0 to 1. */
  readonly share: number;
  /** Band that was counted, and the size of its pixels in metres. */
  readonly band: string;
  readonly pixelMetres: number;
}

const STRIP_ROWS = 512;

/**
 * Counts the pixels without data (DN 0) of a product's coarsest band file, every one, at full resolution: reduced ones do not
 * show zeros that stand alone. Of equals B04 is taken. Damaged tiles count as no-data.
 *
 * @throws RasterError where no band is there; Jpeg2000Error; CancelledError
 */
export async function noDataShare(
  product: Product,
  context: RasterContext,
  { signal, atOnce }: Pick<ReadBandOptions, 'signal' | 'atOnce'> = {},
): Promise<NoDataShare> {
  const [band, file] = coarsest(product);
  const source = await context.open(file);
  let zeros = 0;
  for (let row = 0; row < source.height; row += STRIP_ROWS) {
    throwIfCancelled(signal);
    const window = { column: 0, row, width: source.width, height: Math.min(STRIP_ROWS, source.height - row) };
    const dn = await source.readWindow(window, { signal, atOnce, onDamage: () => undefined });
    for (const value of dn) if (value === 0) zeros++;
  }
  return { share: zeros / (source.width * source.height), band, pixelMetres: file.pixelMetres };
}

function coarsest({ bands, path }: Product): readonly [string, RasterFile] {
  const all = Object.entries(bands).flatMap(([band, files]) => files.map((file) => [band, file] as const));
  const rank = ([band, { pixelMetres }]: (typeof all)[number]) => pixelMetres + (band === 'B04' ? 0.5 : 0);
  const [first] = all.sort((a, b) => rank(b) - rank(a));
  if (!first) throw new RasterError('The product has no band to count in.', { file: path });
  return first;
}
