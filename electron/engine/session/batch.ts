import { basename } from 'node:path';
import type { JobResult, ListedProduct, ProductAbout } from '../contract/jobs.ts';
import { ProductError, throwIfCancelled } from '../core/errors.ts';
import type { Work } from '../jobs/work.ts';
import { findProducts, leftOut, type OnSkipped } from '../produce/find-products.ts';
import { openProduct } from '../product/open.ts';
import type { Product } from '../product/types.ts';
import { batchNames, refuseClashes } from './batch-names.ts';
import type { SessionContext } from './context.ts';
import { errorBody } from './errors.ts';
import { keptScene } from './kept-scene.ts';

/** Queues an export for every product that the batch's paths hold. */
export async function expandBatch(
  context: SessionContext,
  request: Extract<Work, { kind: 'batch' }>,
  batch: string,
): Promise<JobResult> {
  const { recipe, settings, folder, skipExisting } = request;
  const skipped: string[] = [];
  const onSkipped = (path: string, why: string) => void skipped.push(leftOut(context.confinement.show(path), why));
  const paths = await productsAt(context, request.paths, onSkipped);
  if (paths.length === 0) {
    throw new ProductError('No Sentinel-2 product was found.', {
      ...(request.paths[0] === undefined ? {} : { file: request.paths[0] }),
      remedy: 'Choose folders that hold .SAFE or EOPF Zarr folders, or zips of them.',
    });
  }
  refuseClashes(await batchNames(context, paths, recipe));
  for (const path of paths) {
    context.queue.add({
      title: basename(path),
      batch,
      work: {
        kind: 'export',
        source: { path },
        recipe,
        ...(settings === undefined ? {} : { settings }),
        area: { kind: 'scene' },
        folder,
        overwrite: !skipExisting,
        skipExisting,
      },
    });
  }
  await context.saveSession();
  return {
    files: [],
    percent: null,
    seconds: 0,
    notes: [`${paths.length} ${paths.length === 1 ? 'product' : 'products'} queued.`],
    warnings: skipped,
  };
}

/** Products at paths and in the folders below them, as far as they may be reached. */
export async function productsAt(
  { confinement }: SessionContext,
  paths: readonly string[],
  onSkipped?: OnSkipped,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const sources = await Promise.all(paths.map(confinement.inside));
  const found = [...new Set((await Promise.all(sources.map((path) => findProducts(path, onSkipped, signal)))).flat())];
  const isReachable = await Promise.all(found.map(confinement.isReachable));
  return found.filter((_, index) => isReachable[index]);
}

/**
 * What a queue would work on: each product is opened to tell its date, and what is kept of it. What cannot be opened, or in
 * a folder cannot be looked into, is there with the reason.
 * @throws CancelledError once the signal is given up
 */
export async function listProducts(
  context: SessionContext,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<ListedProduct[]> {
  const listed: ListedProduct[] = [];
  const skipped: ListedProduct[] = [];
  const onSkipped = (path: string, why: string) => void skipped.push(listLeftOut(context, path, why));
  for (const path of await productsAt(context, paths, onSkipped, signal)) {
    throwIfCancelled(signal);
    listed.push(await listProduct(context, path));
  }
  return [...listed, ...skipped];
}

function listLeftOut({ grants, confinement }: SessionContext, path: string, why: string): ListedProduct {
  const { handle, name } = grants.grant(path);
  const reason = new ProductError(leftOut(name, why), { file: path });
  return { handle, name, about: null, error: errorBody(reason, confinement).error, kept: null };
}

async function listProduct(context: SessionContext, path: string): Promise<ListedProduct> {
  const { handle, name } = context.grants.grant(path);
  try {
    const product = await openProduct(path, context.products.options({}));
    try {
      const scene = await keptScene(context, product);
      const kept = scene && { corrections: scene.corrections.length, pack: scene.choice?.pack ?? null };
      return { handle, name, about: aboutProduct(product), error: null, kept };
    } finally {
      await product.close();
    }
  } catch (error) {
    return { handle, name, about: null, error: errorBody(error, context.confinement).error, kept: null };
  }
}

export function aboutProduct({ id, tile, sensingTime, level }: Product): ProductAbout {
  return { name: id, tile, sensingTime, level };
}
