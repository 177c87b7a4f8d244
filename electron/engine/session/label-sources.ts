import { NephoscopeError, throwIfCancelled } from '../core/errors.ts';
import type { ChipSource } from '../label/add.ts';
import { findProducts, leftOut } from '../produce/find-products.ts';
import { openProduct } from '../product/open.ts';
import type { Product } from '../product/types.ts';
import type { SessionContext } from './context.ts';
import { pathOf } from './path-of.ts';
import { productPlace } from './product-place.ts';

/** Where products that could be labelled are: open ones, and those of a folder, which are opened one after the other. */
export interface SourceWish {
  readonly products: readonly string[] | undefined;
  /** Handle of a folder. */
  readonly folder: string | undefined;
}

/**
 * Does something with every product of a wish. One of a folder is closed again afterwards: its grids and names stay.
 * @returns where each is, by its key, and a sentence for each that could not be opened
 */
export async function eachSource(
  context: SessionContext,
  { products: ids, folder }: SourceWish,
  work: (product: Product, at: { readonly index: number; readonly count: number }) => Promise<void>,
  signal?: AbortSignal,
): Promise<{ readonly sources: ReadonlyMap<string, ChipSource>; readonly notes: readonly string[] }> {
  const { products } = context;
  const entries = ids?.map((id) => products.get(id)) ?? (folder === undefined ? products.list() : []);
  const sources = new Map<string, ChipSource>();
  const notes: string[] = [];
  const onSkipped = (path: string, why: string) => void notes.push(leftOut(context.confinement.show(path), why));
  const paths = folder === undefined ? [] : await findProducts(await pathOf(context, folder), onSkipped, signal);
  const count = entries.length + paths.length;
  let index = 0;
  for (const entry of entries) {
    sources.set(entry.product.key, entry);
    await work(entry.product, { index: index++, count });
  }
  for (const path of paths) {
    throwIfCancelled(signal);
    const note = await withSource(context, path, async (product) => {
      if (sources.has(product.key)) return;
      sources.set(product.key, products.list().find((open) => open.product.key === product.key) ?? { product, path });
      await work(product, { index: index++, count });
    }).then(
      () => null,
      (error: unknown) => {
        if (!(error instanceof NephoscopeError) || signal?.aborted) throw error;
        return `${context.confinement.show(path)} is left out: ${error.message}`;
      },
    );
    if (note !== null) notes.push(note);
  }
  return { sources, notes };
}

/** Gives a product that is open at a path, or opens it for as long as the work takes. */
export async function withSource<T>(
  context: SessionContext,
  path: string,
  work: (product: Product) => Promise<T>,
): Promise<T> {
  const open = context.products.list().find((entry) => entry.path === path);
  if (open) return work(open.product);
  const product = await openProduct(await productPlace(context, path), context.products.options({}));
  try {
    return await work(product);
  } finally {
    await context.bench.rasters.release(product);
    await product.close();
  }
}
