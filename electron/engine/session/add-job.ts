import { basename } from 'node:path';
import type { ExportEstimate, Job, JobRequest } from '../contract/jobs.ts';
import { shortDay } from '../core/day-text.ts';
import { ParameterError } from '../core/errors.ts';
import { freeBytes } from '../export/disk-space.ts';
import { outputNotes, outputRange } from '../produce/outputs.ts';
import { planRecipe } from '../produce/plan.ts';
import { existingOutputs } from '../produce/recipe.ts';
import type { Product } from '../product/types.ts';
import type { SessionContext } from './context.ts';
import { pathOf } from './path-of.ts';
import { compositeJob } from './run-composite.ts';
import { persistenceJob } from './run-persistence.ts';

/** Turns a request of the renderer into a job of the queue: handles become paths. */
export async function addJob(context: SessionContext, request: JobRequest): Promise<Job> {
  const { queue, products } = context;
  const named = (what: string, grid: number): string => `${what} ${grid} m`;
  if (request.kind === 'mask' || request.kind === 'features') {
    const { product } = products.get(request.product);
    const title = `${shortName(product)}: ${named(request.kind, request.grid)}`;
    return queue.add({ title, batch: null, work: request }, { urgent: true });
  }
  const folder = await pathOf(context, request.target);
  if (request.kind === 'composite') return queue.add(compositeJob(context, request, folder));
  if (request.kind === 'persistence') return queue.add(persistenceJob(context, request, folder));
  const { recipe } = request;
  if (request.kind === 'batch') {
    const paths = await Promise.all(request.sources.map((handle) => pathOf(context, handle)));
    return queue.add({
      title: `Queue into ${basename(folder)}`,
      batch: null,
      work: { kind: 'batch', paths, recipe, settings: request.settings, folder, skipExisting: request.skipExisting },
    });
  }
  const { product } = products.get(request.product);
  const { area, corrections, helper, report, overwrite } = request;
  return queue.add({
    title: `${shortName(product)}: ${named('export', recipe.grid)}`,
    batch: null,
    work: {
      kind: 'export',
      source: { product: request.product },
      recipe,
      area,
      settings: 'window',
      corrections,
      helper,
      report,
      folder,
      overwrite,
      skipExisting: false,
    },
  });
}

/** The day and the tile as everyone writes them, or the whole name where there is no tile. */
function shortName({ tile, id, sensingTime }: Product): string {
  if (tile === null) return id;
  const day = sensingTime === null ? [] : [shortDay(new Date(sensingTime))];
  return [...day, `T${tile}`].join(' ');
}

/** Bytes and names of what an export would write. */
export async function estimateExport(context: SessionContext, request: JobRequest): Promise<ExportEstimate> {
  if (request.kind !== 'export') throw new ParameterError('Only exports can be estimated.');
  const { product } = context.products.get(request.product);
  const folder = await pathOf(context, request.target);
  const { recipe } = request;
  const plan = await planRecipe(context.bench, product, recipe, request.area, (await context.state.settings()).device);
  const [leastBytes, bytes] = outputRange({ product, recipe, plan });
  const existing = await existingOutputs({ product, recipe, plan, folder });
  return {
    leastBytes,
    bytes,
    notes: outputNotes({ product, recipe, plan }),
    freeBytes: await freeBytes(folder),
    files: existing.map(({ path, exists }) => ({ name: basename(path), exists })),
  };
}
