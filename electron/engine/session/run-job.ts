import { mkdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { JobResult } from '../contract/jobs.ts';
import type { GridMetres } from '../core/bands.ts';
import { ModelPackError, ProductError } from '../core/errors.ts';
import { finishInterrupted } from '../export/staging.ts';
import type { JobQueueOptions } from '../jobs/queue.ts';
import type { Work } from '../jobs/work.ts';
import { findProducts } from '../produce/find-products.ts';
import { planRecipe } from '../produce/plan.ts';
import { computeProbabilities } from '../produce/probabilities.ts';
import { existingOutputs, runRecipe } from '../produce/recipe.ts';
import { finishedWarning } from '../produce/room.ts';
import { openProduct } from '../product/open.ts';
import type { Product } from '../product/types.ts';
import type { SessionContext } from './context.ts';
import { runComposite } from './run-composite.ts';

type Tools = Parameters<JobQueueOptions['run']>[1];
type Outcome = Awaited<ReturnType<JobQueueOptions['run']>>;

const NO_FILES: JobResult = { files: [], percent: null, seconds: 0, warnings: [] };
/** Least time between two events that tell of new tiles. */
const TILE_EVENT_MILLISECONDS = 400;

/** Does the work of one job of the queue. Paths in its result are handles, and what its warnings name is shown as the confinement says. */
export async function runWork(context: SessionContext, work: Work, tools: Tools): Promise<Outcome> {
  const { state, result } = await outcomeOf(context, work, tools);
  return { state, result: result && { ...result, warnings: result.warnings.map(context.confinement.show) } };
}

async function outcomeOf(context: SessionContext, work: Work, tools: Tools): Promise<Outcome> {
  if (work.kind === 'mask') return { state: 'done', result: await computeMask(context, work, tools) };
  if (work.kind === 'composite') return { state: 'done', result: await runComposite(context, work, tools) };
  if (work.kind === 'batch') return { state: 'done', result: await expandBatch(context, work, tools.id) };
  return exportProduct(context, work, tools);
}

async function computeMask(
  context: SessionContext,
  request: Extract<Work, { kind: 'mask' }>,
  { signal, onProgress }: Tools,
): Promise<JobResult> {
  await context.products.refresh(request.product);
  const { product } = context.products.get(request.product);
  const pack = (await context.bench.packs()).packs.find(({ id }) => id === request.pack);
  if (!pack) throw new ModelPackError(`There is no model pack "${request.pack}".`, { remedy: 'Choose another one.' });
  const tell = tileEvents(context, request.product, request.pack, request.grid);
  const { device } = await context.state.settings();
  const computed = await computeProbabilities(
    context.bench,
    { product, pack, gridMetres: request.grid },
    {
      device,
      signal,
      onProgress: (progress) => {
        onProgress(progress);
        tell(progress.fraction);
      },
    },
  );
  await computed.report.written;
  // Also when every tile was on disk already, and no progress was made.
  tell(1);
  context.events.emit({ type: 'device', device: context.bench.device() });
  const { report, warnings } = computed;
  return { ...NO_FILES, seconds: report.totalSeconds, warnings: [...warnings, ...computed.troubles()] };
}

/** Tells of new tiles, not too often, and of the last one once. */
function tileEvents(
  context: SessionContext,
  product: string,
  pack: string,
  grid: GridMetres,
): (fraction: number) => void {
  let told = 0;
  let isWhole = false;
  return (fraction) => {
    const now = performance.now();
    if (isWhole || (fraction < 1 && now - told < TILE_EVENT_MILLISECONDS)) return;
    told = now;
    isWhole = fraction === 1;
    context.events.emit({ type: 'mask-progress', product, pack, grid, fraction });
  };
}

/** Queues an export for every product that the batch's paths hold. */
async function expandBatch(
  context: SessionContext,
  request: Extract<Work, { kind: 'batch' }>,
  batch: string,
): Promise<JobResult> {
  const { recipe, folder, skipExisting } = request;
  const sources = await Promise.all(request.paths.map(context.confinement.inside));
  const found = [...new Set((await Promise.all(sources.map((path) => findProducts(path)))).flat())];
  const isReachable = await Promise.all(found.map(context.confinement.isReachable));
  const paths = found.filter((_, index) => isReachable[index]);
  if (paths.length === 0) {
    throw new ProductError('No Sentinel-2 product was found.', {
      ...(request.paths[0] === undefined ? {} : { file: request.paths[0] }),
      remedy: 'Choose folders that hold .SAFE folders or product zips.',
    });
  }
  for (const path of paths) {
    context.queue.add({
      title: basename(path),
      batch,
      work: {
        kind: 'export',
        source: { path },
        recipe,
        area: { kind: 'scene' },
        folder,
        overwrite: !skipExisting,
        skipExisting,
      },
    });
  }
  await context.saveSession();
  return { ...NO_FILES, warnings: [`${paths.length} products queued.`] };
}

async function exportProduct(
  context: SessionContext,
  request: Extract<Work, { kind: 'export' }>,
  { signal, onProgress }: Tools,
): Promise<Outcome> {
  const { source, recipe, area, corrections, overwrite, skipExisting } = request;
  const { bench, version, confinement } = context;
  const own = 'path' in source;
  if (!own) await context.products.refresh(source.product);
  const product: Product = own
    ? await openProduct(await confinement.inside(source.path), context.products.options({}))
    : context.products.get(source.product).product;
  try {
    const folder = await confinement.inside(request.folder);
    await mkdir(folder, { recursive: true }).catch(() => undefined);
    // Before looking what is there: half of it may be of an export that was killed while it replaced files.
    const finished = finishedWarning(await finishInterrupted(folder));
    if (skipExisting) {
      const { device } = await context.state.settings();
      const plan = await planRecipe(bench, product, recipe, area, device);
      const outputs = await existingOutputs({ product, recipe, plan, folder });
      if (outputs.every(({ exists }) => exists))
        return { state: 'skipped', result: { ...NO_FILES, warnings: finished } };
    }
    const { device } = await context.state.settings();
    const replace = overwrite || skipExisting;
    const result = await runRecipe(bench, product, recipe, {
      area,
      corrections,
      folder,
      overwrite: replace,
      device,
      version,
      signal,
      onProgress,
      // Computing takes minutes, in which the folder can become a link to another one.
      beforeWriting: async () => void (await confinement.inside(folder)),
    });
    const { files, percent, seconds, warnings } = result;
    const handed = files.map(({ path, bytes }) => ({ ...context.grants.grant(path), bytes }));
    return { state: 'done', result: { files: handed, percent, seconds, warnings: [...finished, ...warnings] } };
  } finally {
    if (own) {
      await bench.rasters.release(product);
      await product.close();
    }
  }
}
