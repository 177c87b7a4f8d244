import { dirname, extname, resolve } from 'node:path';
import { requireProducts } from '../engine/produce/find-products.ts';
import type { Workbench } from '../engine/produce/workbench.ts';
import type { OpenProductOptions, Product } from '../engine/product/types.ts';
import { makeFolder } from './make-folder.ts';
import { openNamedProduct } from './open-product.ts';
import { numberFlag } from './stack-options.ts';
import { createProgressReporter, sayLeftOut, UsageError } from './terminal.ts';
import { withWorkbench } from './workbench.ts';

interface SeriesFlags {
  readonly out: string;
  readonly threads?: string;
  readonly json?: boolean;
}

export interface SeriesBench {
  readonly bench: Workbench;
  /** In the order of the paths that they were found at. */
  readonly products: readonly Product[];
  /** The file to be written; its folder is there. */
  readonly path: string;
  readonly progress: ReturnType<typeof createProgressReporter>;
}

/** @throws UsageError where `--out` is no GeoTIFF */
export function requireTiff(out: string): void {
  if (!/\.tiff?$/i.test(extname(out))) throw new UsageError(`--out is a file .tif, not "${out}".`);
}

/** Opens the products of a series, all read as the options say, runs `work` with them on a workbench, and closes all of it whatever happens. */
export async function withSeries(
  paths: readonly string[],
  flags: SeriesFlags,
  options: OpenProductOptions,
  work: (series: SeriesBench) => Promise<void>,
): Promise<void> {
  const products: Product[] = [];
  const progress = createProgressReporter(process.stderr, flags.json === true && !process.stderr.isTTY);
  try {
    for (const path of await requireProducts(paths, sayLeftOut)) products.push(await openNamedProduct(path, options));
    const path = resolve(flags.out);
    await makeFolder(dirname(path));
    await withWorkbench(numberFlag('--threads', flags.threads), (bench) => work({ bench, products, path, progress }));
  } finally {
    progress.end();
    for (const product of products) await product.close();
  }
}
