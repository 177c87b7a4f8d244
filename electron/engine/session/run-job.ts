import type { JobResult } from '../contract/jobs.ts';
import type { GridMetres } from '../core/bands.ts';
import { ModelPackError } from '../core/errors.ts';
import type { JobQueueOptions } from '../jobs/queue.ts';
import type { Work } from '../jobs/work.ts';
import type { ModelPack } from '../model/packs.ts';
import { featuresOf } from '../produce/features.ts';
import { computeProbabilities } from '../produce/probabilities.ts';
import { adaptToLabels } from './adapt.ts';
import { expandBatch } from './batch.ts';
import type { SessionContext } from './context.ts';
import { exportProduct } from './export-product.ts';
import { runExport, runImport } from './label-exchange.ts';
import { runComposite } from './run-composite.ts';
import { runPersistence } from './run-persistence.ts';

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
  if (work.kind === 'persistence') return { state: 'done', result: await runPersistence(context, work, tools) };
  if (work.kind === 'features') return { state: 'done', result: await computeSceneFeatures(context, work, tools) };
  if (work.kind === 'adapt') return { state: 'done', result: await adaptToLabels(context, work, tools) };
  if (work.kind === 'label-export' || work.kind === 'label-import')
    return { state: 'done', result: await exchangeLabels(context, work, tools) };
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
  const pack = await packOf(context, request.pack);
  const tell = tileEvents(context, request.product, request.pack, request.grid);
  context.bench.masks.prepare();
  context.bench.masks.prepareSession();
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

async function computeSceneFeatures(
  context: SessionContext,
  request: Extract<Work, { kind: 'features' }>,
  { signal, onProgress }: Tools,
): Promise<JobResult> {
  const begin = performance.now();
  await context.products.refresh(request.product);
  const { product } = context.products.get(request.product);
  const pack = await packOf(context, request.pack);
  await featuresOf(context.bench, { product, pack, gridMetres: request.grid }, { signal, onProgress });
  return { ...NO_FILES, seconds: (performance.now() - begin) / 1000 };
}

async function exchangeLabels(
  context: SessionContext,
  work: Extract<Work, { kind: 'label-export' | 'label-import' }>,
  tools: Tools,
): Promise<JobResult> {
  const begin = performance.now();
  const told =
    work.kind === 'label-export'
      ? { labelsOut: await runExport(context, work, tools) }
      : { labelsIn: await runImport(context, work, tools) };
  return { ...NO_FILES, ...told, seconds: (performance.now() - begin) / 1000 };
}

async function packOf({ bench }: SessionContext, id: string): Promise<ModelPack> {
  const pack = (await bench.packs()).packs.find((candidate) => candidate.id === id);
  if (!pack) throw new ModelPackError(`There is no model pack "${id}".`, { remedy: 'Choose another one.' });
  return pack;
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
