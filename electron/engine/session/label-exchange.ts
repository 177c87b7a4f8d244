import { basename, join, sep } from 'node:path';
import type { z } from 'zod';
import type { Job } from '../contract/jobs.ts';
import {
  type agreeSchema,
  type exportLabelsSchema,
  type importLabelsSchema,
  type LabelAgreement,
  type LabelExport,
  type LabelFormat,
  type LabelImport,
  SERVED_FOLDER,
  TRAINING_FORMAT,
} from '../contract/label-exchange.ts';
import { typed } from '../core/shell-word.ts';
import type { JobQueueOptions } from '../jobs/queue.ts';
import type { Work } from '../jobs/work.ts';
import { adjudicate, agreementOf } from '../label/agree.ts';
import { listChips } from '../label/chips.ts';
import { exportLabels, requireWritable } from '../label/exchange/export-labels.ts';
import { canWrite, EXCHANGE_FORMATS, exchangeFormat } from '../label/exchange/formats.ts';
import { importLabels } from '../label/exchange/import-labels.ts';
import { requireFree } from '../label/exchange/new-folder.ts';
import { exportTrainingSet } from '../label/exchange/training-set.ts';
import { type LabelFolder, openProject } from '../label/project.ts';
import type { SessionContext } from './context.ts';
import { projectProducts } from './label-products.ts';
import { labelFolder } from './label-projects.ts';
import { pathOf } from './path-of.ts';

type Tools = Parameters<JobQueueOptions['run']>[1];

/** The formats of other tools, and the training set, in the order in which they are offered. */
export const LABEL_FORMATS: readonly LabelFormat[] = [
  ...EXCHANGE_FORMATS.map((format) => ({
    ...{ id: format.id, title: format.title },
    ...{ exports: canWrite(format), imports: format.read !== undefined },
  })),
  { id: TRAINING_FORMAT, title: 'Training set', exports: true, imports: false },
];

/** Queues the writing of a project's chips for another tool. @throws LabelError for what can be refused before, NotFoundError */
export async function queueExport(
  context: SessionContext,
  project: LabelFolder,
  { target, name, format }: z.output<typeof exportLabelsSchema>,
): Promise<Job> {
  const folder = await newFolder(context, { target, name });
  const { chips } = await listChips(project);
  if (format !== TRAINING_FORMAT) requireWritable({ project, chips, format: exchangeFormat(format) });
  await requireFree(folder);
  return context.queue.add({
    title: `Labels of ${project.document.name}: export to ${name}`,
    batch: null,
    work: { kind: 'label-export', project: project.folder, format, folder },
  });
}

export async function runExport(
  context: SessionContext,
  work: Extract<Work, { kind: 'label-export' }>,
  { signal, onProgress }: Tools,
): Promise<LabelExport> {
  const folder = await context.confinement.inside(work.folder);
  const project = await openProject(await context.confinement.inside(work.project));
  const { chips, notes } = await listChips(project);
  const options = {
    ...{ project, chips, folder, signal, onProgress },
    rasters: context.bench.rasters,
    withProduct: projectProducts(context, project),
  };
  const commands =
    work.format === TRAINING_FORMAT
      ? await exportTrainingSet(options)
      : await exportLabels({ ...options, format: exchangeFormat(work.format) });
  return {
    ...context.grants.grant(folder),
    chips: chips.length,
    commands: runnable(commands, folder, context.confinement.show(folder)),
    notes,
  };
}

/** Commands on a folder where the window may see its path from the served folder only: that one is to be filled in. */
function runnable(commands: readonly string[], folder: string, shown: string): readonly string[] {
  if (shown === folder || commands.length === 0) return commands;
  const place = `"$SERVED"/${typed(shown.replaceAll(sep, '/'))}`;
  return [`SERVED=${SERVED_FOLDER}`, ...commands.map((command) => command.replaceAll(typed(folder), place))];
}

/** Queues the taking in of another tool's labels. */
export async function queueImport(
  context: SessionContext,
  project: LabelFolder,
  { source, format, over }: z.output<typeof importLabelsSchema>,
): Promise<Job> {
  const path = await pathOf(context, source);
  exchangeFormat(format);
  return context.queue.add({
    title: `Labels of ${project.document.name}: import of ${basename(path)}`,
    batch: null,
    work: { kind: 'label-import', project: project.folder, format, path, over },
  });
}

/** @throws LabelError: then nothing is changed */
export async function runImport(
  context: SessionContext,
  work: Extract<Work, { kind: 'label-import' }>,
  { signal, onProgress }: Tools,
): Promise<LabelImport> {
  const path = await context.confinement.inside(work.path);
  const project = await openProject(await context.confinement.inside(work.project));
  const { chips } = await listChips(project);
  const format = exchangeFormat(work.format);
  const taken = await importLabels({ project, chips, format, path, over: work.over, signal, onProgress });
  context.events.emit({ type: 'labels', project: context.grants.grant(project.folder).handle, chip: null });
  return { chips: taken.chips.map(({ id }) => id), without: taken.without };
}

/** How far two projects agree; a third one where they are to be settled. @throws LabelError where they share no chip */
export async function agreeProjects(
  context: SessionContext,
  project: LabelFolder,
  { other, settle }: z.output<typeof agreeSchema>,
): Promise<LabelAgreement> {
  const second = await labelFolder(context, other);
  const chips = [(await listChips(project)).chips, (await listChips(second)).chips] as const;
  const { chips: compared, uncompared, kappa, report } = await agreementOf(...chips);
  const folder = settle ? await newFolder(context, settle) : null;
  if (folder !== null) {
    const choices = new Map(Object.entries(settle?.choices ?? {}));
    await adjudicate(project, chips, { folder, choices }, projectProducts(context, project));
  }
  return {
    ...{ chips: compared, uncompared, kappa },
    counts: report.matrix.counts,
    f1: report.classes.map(({ f1 }) => f1),
    settled: folder === null ? null : context.grants.grant(folder).handle,
  };
}

async function newFolder(
  context: SessionContext,
  { target, name }: { readonly target: string; readonly name: string },
): Promise<string> {
  return context.confinement.inside(join(await pathOf(context, target), basename(name)));
}
