import { basename, join } from 'node:path';
import type { z } from 'zod';
import {
  type agreeSchema,
  type exportLabelsSchema,
  type importLabelsSchema,
  type LabelAgreement,
  type LabelExport,
  type LabelFormat,
  type LabelImport,
  TRAINING_FORMAT,
} from '../contract/label-exchange.ts';
import { adjudicate, agreementOf } from '../label/agree.ts';
import { listChips } from '../label/chips.ts';
import { exportLabels } from '../label/exchange/export-labels.ts';
import { EXCHANGE_FORMATS, exchangeFormat } from '../label/exchange/formats.ts';
import { importLabels } from '../label/exchange/import-labels.ts';
import { exportTrainingSet } from '../label/exchange/training-set.ts';
import type { LabelFolder } from '../label/project.ts';
import type { SessionContext } from './context.ts';
import { labelFolder, projectProducts } from './label-projects.ts';
import { pathOf } from './path-of.ts';

/** The formats of other tools, and the training set, in the order in which they are offered. */
export const LABEL_FORMATS: readonly LabelFormat[] = [
  ...EXCHANGE_FORMATS.map(({ id, title, write, read }) => ({
    ...{ id, title },
    ...{ exports: write !== undefined, imports: read !== undefined },
  })),
  { id: TRAINING_FORMAT, title: 'Training set', exports: true, imports: false },
];

/** Writes a project's chips for another tool. @throws LabelError, NotFoundError */
export async function exportProject(
  context: SessionContext,
  project: LabelFolder,
  { target, name, format }: z.output<typeof exportLabelsSchema>,
  signal: AbortSignal,
): Promise<LabelExport> {
  const { chips, notes } = await listChips(project);
  const folder = await newFolder(context, { target, name });
  const options = {
    ...{ project, chips, folder, signal },
    rasters: context.bench.rasters,
    withProduct: projectProducts(context, project),
  };
  const commands =
    format === TRAINING_FORMAT
      ? await exportTrainingSet(options)
      : await exportLabels({ ...options, format: exchangeFormat(format) });
  const { show } = context.confinement;
  return { ...context.grants.grant(folder), chips: chips.length, commands: commands.map(show), notes };
}

/** Takes labels of another tool in. @throws LabelError: then nothing is changed */
export async function importProject(
  context: SessionContext,
  project: LabelFolder,
  { source, format, over }: z.output<typeof importLabelsSchema>,
): Promise<LabelImport> {
  const path = await pathOf(context, source);
  const { chips } = await listChips(project);
  const taken = await importLabels({ project, chips, format: exchangeFormat(format), path, over });
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
  const { chips: compared, kappa, report } = await agreementOf(...chips);
  const folder = settle ? await newFolder(context, settle) : null;
  if (folder !== null) await adjudicate(project, chips, folder, projectProducts(context, project));
  return {
    ...{ chips: compared, kappa },
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
