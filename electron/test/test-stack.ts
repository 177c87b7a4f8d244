import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openProduct } from '../engine/product/open.ts';
import { bandNamed } from '../engine/product/stack-bands.ts';
import type { OpenProductOptions, Product } from '../engine/product/types.ts';
import { type FakeTiff, fakeTiff } from './fake-tiff.ts';

/** Names of planes as Earth Engine gives them. */
export const EARTH_ENGINE = ['B1', 'B2', 'B3', 'B4', 'B8', 'B8A', 'B10', 'QA60'];
/** The bands of {@link EARTH_ENGINE}; null for what is none. */
export const EARTH_ENGINE_BANDS = EARTH_ENGINE.map((name) => bandNamed(name));

/** Opens stacks that it writes into a folder, each into a file of its own. */
export function stackOpener(folder: { readonly path: string }) {
  let count = 0;
  return async (
    tiff: FakeTiff | Uint8Array,
    stack?: OpenProductOptions['stack'],
    name = 'scene.tif',
  ): Promise<Product> => {
    const path = join(folder.path, `${count++}-${name}`);
    await writeFile(path, tiff instanceof Uint8Array ? tiff : fakeTiff(tiff));
    return openProduct(path, stack ? { stack } : {});
  };
}
