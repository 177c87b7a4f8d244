import { basename, join } from 'node:path';
import type { Job, JobResult } from '../contract/jobs.ts';
import { LEAST_PERSISTENCE_DATES } from '../contract/limits.ts';
import type { PersistenceJobRequest } from '../contract/series.ts';
import { finishInterrupted } from '../export/staging.ts';
import type { JobQueueOptions } from '../jobs/queue.ts';
import type { PersistenceWork } from '../jobs/work.ts';
import { finishedWarning } from '../produce/room.ts';
import { requireOwnPlace } from '../product/own-place.ts';
import { requireSeries } from '../series/dates.ts';
import { findPersistence } from '../series/persistence.ts';
import type { SessionContext } from './context.ts';

type Tools = Parameters<JobQueueOptions['run']>[1];

/** The job that a request for persistent places becomes. @throws SeriesError where its products do not go together */
export function persistenceJob(
  { products }: SessionContext,
  { target: _, name, ...request }: PersistenceJobRequest,
  folder: string,
): Pick<Job, 'title' | 'batch'> & { readonly work: PersistenceWork } {
  const chosen = request.products.map((id) => products.get(id).product);
  requireSeries(chosen, request.grid, LEAST_PERSISTENCE_DATES, 'Persistence');
  const path = join(folder, `${name}.tif`);
  return {
    title: `Persistent places of ${chosen.length} dates: ${basename(path)}`,
    batch: null,
    work: { ...request, path },
  };
}

/** Does the work of such a job; the first of its files is the raster. */
export async function runPersistence(
  { bench, products, confinement, version, grants, state }: SessionContext,
  work: PersistenceWork,
  { signal, onProgress }: Tools,
): Promise<JobResult> {
  for (const id of work.products) await products.refresh(id);
  const chosen = work.products.map((id) => products.get(id).product);
  const path = await confinement.inside(work.path);
  await requireOwnPlace(path);
  const finished = finishedWarning(await finishInterrupted(join(path, '..')));
  const { device } = await state.settings();
  const { grid, pack, overwrite } = work;
  const beforeWriting = async () => void (await confinement.inside(path));
  const options = { grid, pack, path, overwrite, device, version, signal, onProgress, beforeWriting };
  const result = await findPersistence(bench, chosen, options);
  const share = (pixels: number) => `${((100 * pixels) / result.pixels).toFixed(2)} %`;
  const found = `Persistently cloud ${share(result.cloudPixels)} of the scene, shadow ${share(result.shadowPixels)}.`;
  return {
    files: result.files.map((file) => ({ ...grants.grant(file.path), bytes: file.bytes })),
    percent: null,
    seconds: result.seconds,
    notes: [found],
    warnings: [...finished, ...result.warnings],
  };
}
