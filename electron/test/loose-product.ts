import type { Product } from '../engine/product/types.ts';
import { fakeTiff } from './fake-tiff.ts';
import { fakePlacedJp2 } from './test-product.ts';

/** Bands that loose files are made of: what a network of L2A needs. */
export const LOOSE_BANDS = ['B02', 'B03', 'B04', 'B8A', 'B11', 'B12'];

/** JPEG 2000 files of a scene by name, 30 x 30 pixels, on grids that the files tell. */
export function looseJp2s(nameOf: (band: string) => string, pixelMetres = 60): Map<string, Uint8Array> {
  return new Map(LOOSE_BANDS.map((band) => [nameOf(band), fakePlacedJp2(30, 600_000, 5_900_040, pixelMetres)]));
}

/** GeoTIFFs of a scene by name, 60 x 60 pixels of 20 m where the options say nothing else. */
export function looseTiffs(nameOf: (band: string) => string, options: Partial<Parameters<typeof fakeTiff>[0]> = {}) {
  return new Map<string, Uint8Array>(
    LOOSE_BANDS.map((band) => [
      nameOf(band),
      fakeTiff({ descriptions: [null], width: 60, height: 60, pixelMetres: 20, ...options }),
    ]),
  );
}

/** All that a product warns of, a line each. */
export function warningText(product: Product): string {
  return product.warnings.map(({ message }) => message).join('\n');
}
