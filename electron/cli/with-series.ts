import { dirname, extname, resolve } from 'node:path';
import { CancelledError, NephoscopeError } from '../engine/core/errors.ts';
import { leftOut, type OnSkipped, requireProducts } from '../engine/produce/find-products.ts';
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
  /** What in folders was left out, in words. */
  readonly notes: readonly string[];
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
  const notes: string[] = [];
  const skip: OnSkipped = (path, why) => {
    notes.push(leftOut(path, why));
    sayLeftOut(path, why);
  };
  const progress = createProgressReporter(process.stderr, flags.json === true && !process.stderr.isTTY);
  try {
    products.push(...(await openSeries(paths, options, skip)));
    const path = resolve(flags.out);
    await makeFolder(dirname(path));
    await withWorkbench(numberFlag('--threads', flags.threads), (bench) =>
      work({ bench, products, notes, path, progress }),
    );
  } finally {
    progress.end();
    for (const product of products) await product.close();
  }
}

/**
 * Opens the products at some paths. What was not named itself but found in a folder, and cannot be opened, is left out and told.
 * @throws what `openProduct` throws of a product that was named, or where none can be opened; nothing stays open then
 */
async function openSeries(paths: readonly string[], options: OpenProductOptions, skip: OnSkipped): Promise<Product[]> {
  const products: Product[] = [];
  let first: unknown = null;
  try {
    for (const path of await requireProducts(paths, skip)) {
      const opened = await openNamedProduct(path, options).catch((error: unknown) => {
        if (paths.includes(path) || !isOfProduct(error)) throw error;
        first ??= error;
        skip(path, [error.message, error.remedy ?? ''].join(' ').trim().replace(/\.$/, ''));
        return null;
      });
      if (opened) products.push(opened);
    }
    if (products.length === 0 && first !== null) throw first;
    return products;
  } catch (error) {
    for (const product of products) await product.close();
    throw error;
  }
}

function isOfProduct(error: unknown): error is NephoscopeError {
  return error instanceof NephoscopeError && !(error instanceof CancelledError);
}
