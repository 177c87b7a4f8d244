import { basename, join } from 'node:path';
import type { Job, JobResult } from '../contract/jobs.ts';
import { LEAST_COMPOSITE_DATES } from '../contract/limits.ts';
import type { CompositeJobRequest } from '../contract/series.ts';
import { finishInterrupted } from '../export/staging.ts';
import type { JobQueueOptions } from '../jobs/queue.ts';
import type { CompositeWork } from '../jobs/work.ts';
import { finishedWarning } from '../produce/room.ts';
import { requireOwnPlace } from '../product/own-place.ts';
import { makeComposite } from '../series/composite.ts';
import type { SeriesDate } from '../series/dates.ts';
import { requireSeries } from '../series/dates.ts';
import type { SessionContext } from './context.ts';

type Tools = Parameters<JobQueueOptions['run']>[1];

/** The job that a request for a composite becomes. @throws SeriesError where its products do not go together */
export function compositeJob(
  { products }: SessionContext,
  { target: _, name, ...request }: CompositeJobRequest,
  folder: string,
): Pick<Job, 'title' | 'batch'> & { readonly work: CompositeWork } {
  const chosen = request.dates.map(({ product }) => products.get(product).product);
  requireSeries(chosen, request.grid, LEAST_COMPOSITE_DATES, 'A composite');
  const path = join(folder, `${name}.tif`);
  return {
    title: `Composite of ${chosen.length} dates: ${basename(path)}`,
    batch: null,
    work: { ...request, path },
  };
}

/** Does the work of a composite's job. */
export async function runComposite(
  context: SessionContext,
  work: CompositeWork,
  { signal, onProgress }: Tools,
): Promise<JobResult> {
  const { bench, products, confinement, version, grants } = context;
  for (const { product } of work.dates) await products.refresh(product);
  const dates = work.dates.map((date): SeriesDate => ({ ...date, product: products.get(date.product).product }));
  const path = await confinement.inside(work.path);
  await requireOwnPlace(path);
  const finished = finishedWarning(await finishInterrupted(join(path, '..')));
  const { device } = await context.state.settings();
  const { grid, maskGrid, bands, targetDate, area, overwrite } = work;
  const result = await makeComposite(bench, dates, {
    ...{ grid, maskGrid, bands, targetDate, area, path, overwrite, device, version, signal, onProgress },
    // Computing takes minutes, in which the folder can become a link to another one.
    beforeWriting: async () => void (await confinement.inside(path)),
  });
  const observed = `${(100 * result.observedShare).toFixed(1)} % of the area has a clear observation.`;
  return {
    files: result.files.map((file) => ({ ...grants.grant(file.path), bytes: file.bytes })),
    percent: null,
    seconds: result.seconds,
    notes: [observed],
    warnings: [...finished, ...result.warnings],
  };
}
