import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { tuneProject } from '../adapt/tune.ts';
import { keepTunedPack, TUNED_PACKS_FOLDER } from '../adapt/tuned-pack.ts';
import type { JobResult } from '../contract/jobs.ts';
import { disk } from '../core/disk.ts';
import { ModelPackError } from '../core/errors.ts';
import type { JobQueueOptions } from '../jobs/queue.ts';
import type { Work } from '../jobs/work.ts';
import { listChips } from '../label/chips.ts';
import { openProject } from '../label/project.ts';
import type { SessionContext } from './context.ts';
import { NotFoundError, RequestError } from './errors.ts';
import { projectProducts } from './label-products.ts';

/** Tunes a network on a label project; a pack that the gate accepts is kept in the project and joins the list. */
export async function adaptToLabels(
  context: SessionContext,
  request: Extract<Work, { kind: 'adapt' }>,
  tools: Parameters<JobQueueOptions['run']>[1],
): Promise<JobResult> {
  const begin = performance.now();
  const { bench } = context;
  const folder = await context.confinement.inside(request.project);
  const project = await openProject(folder);
  const parent = (await bench.packs()).packs.find(({ id }) => id === request.pack);
  if (!parent) throw new ModelPackError(`There is no model pack "${request.pack}".`, { remedy: 'Choose another one.' });
  const { chips, notes } = await listChips(project);
  const tuned = await tuneProject(bench, {
    project,
    chips,
    pack: parent,
    method: request.method,
    withProduct: projectProducts(context, project),
    ...tools,
  });
  const { report } = tuned;
  let pack: string | null = null;
  if (report.accepted) {
    const written = await keepTunedPack(bench, project, { parent, tuned });
    pack = written.id;
    bench.addPackFolder(dirname(written.folder));
    await context.saveSession();
  }
  const seconds = (performance.now() - begin) / 1000;
  return { files: [], percent: null, seconds, warnings: notes, adapted: { gate: report, pack } };
}

/** Adds the packs that were tuned on a project to the list. */
export async function offerTunedPacks({ bench }: Pick<SessionContext, 'bench'>, folder: string): Promise<void> {
  const packs = join(folder, TUNED_PACKS_FOLDER);
  if ((await readdir(packs).catch(() => [])).length > 0) bench.addPackFolder(packs);
}

/** Adds those of all projects that were opened before and may be reached, so that they are there whichever is open. */
export async function offerKnownTunedPacks(
  context: Pick<SessionContext, 'bench' | 'state' | 'confinement'>,
): Promise<void> {
  for (const { path } of await context.state.labelProjects())
    if (await context.confinement.isReachable(path)) await offerTunedPacks(context, path);
}

/**
 * Removes a pack that was tuned on a label project, from the list and from the disk.
 * @throws NotFoundError where there is none of the id; RequestError for one that was not tuned here
 */
export async function removeTunedPack(context: SessionContext, id: string): Promise<void> {
  const { bench } = context;
  const pack = (await bench.packs()).packs.find((one) => one.id === id);
  if (!pack)
    throw new NotFoundError(`There is no model pack "${id}".`, { remedy: 'It may have been removed already.' });
  const packs = dirname(pack.folder);
  if (!pack.manifest.tuned || basename(packs) !== TUNED_PACKS_FOLDER || !bench.addedPackFolders().includes(packs))
    throw new RequestError(`${pack.manifest.name} was not tuned in a label project; only such packs are removed here.`);
  const folder = await context.confinement.inside(pack.folder);
  const gone = join(packs, `.${basename(folder)}.part`);
  await disk.remove(gone);
  await disk.rename(folder, gone);
  // Read anew.
  bench.addPackFolder(packs);
  await disk.remove(gone);
}
