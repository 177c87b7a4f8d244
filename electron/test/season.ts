import { join, resolve } from 'node:path';
import { fromFile } from 'geotiff';
import { afterAll, beforeAll } from 'vitest';
import { createWorkbench, type Workbench } from '../engine/produce/workbench.ts';
import { openProduct } from '../engine/product/open.ts';
import type { Product } from '../engine/product/types.ts';
import type { CompositeOptions } from '../engine/series/composite-plan.ts';
import { simulatedDate } from './simulated-dates.ts';

/** Simulated dates of one place, with what computes their masks. */
export interface Season {
  readonly bench: Workbench;
  readonly products: readonly Product[];
}

/** The dates of the simulator's `passes`, L2A, tiny: opened before the first test of the file that calls this. */
export function simulatedSeason(folder: { readonly path: string }, passes: readonly number[]): Season {
  const season = {} as { bench: Workbench; products: Product[] };
  beforeAll(async () => {
    const cacheFolder = join(folder.path, 'cache');
    season.bench = createWorkbench({ packFolders: [resolve('models')], cacheFolder, threads: 1 });
    season.products = [];
    for (const pass of passes) season.products.push(await openProduct(await simulatedDate(pass)));
  }, 240_000);
  afterAll(async () => {
    for (const product of season.products) {
      await season.bench.rasters.release(product);
      await product.close();
    }
    await season.bench.close();
  });
  return season;
}

/** Dates that are taken as they are: with the pack and the parameters that are theirs by default, not corrected. */
export const datesOf = (products: readonly Product[]) =>
  products.map((product) => ({ product, pack: null, parameters: null, corrections: [] }));

/** A composite of the whole scene at 20 m, on the CPU, into `path`; `more` says what is to be otherwise. */
export const compositeOptions = (path: string, more: Partial<CompositeOptions> = {}): CompositeOptions => ({
  ...{ grid: 20, maskGrid: 20, bands: [], targetDate: null, area: { kind: 'scene' }, overwrite: false },
  ...{ device: 'cpu', version: '0.0.0-test', path },
  ...more,
});

/** A raster whose planes have names. */
export interface NamedPlanes {
  readonly names: readonly string[];
  readonly plane: (name: string) => ArrayLike<number>;
  readonly tags: Readonly<Record<string, string>>;
}

export async function readNamedPlanes(path: string): Promise<NamedPlanes> {
  const tiff = await fromFile(path);
  const image = await tiff.getImage();
  const planes = (await image.readRasters()) as unknown as ArrayLike<number>[];
  const names: string[] = [];
  for (const sample of planes.keys()) names.push((await image.getGDALMetadata(sample))?.DESCRIPTION as string);
  const tags = ((await image.getGDALMetadata()) ?? {}) as Record<string, string>;
  await tiff.close();
  return { names, tags, plane: (name) => planes[names.indexOf(name)]! };
}
