import { resolve } from 'node:path';
import type { Command } from 'commander';
import { TRAINING_FORMAT } from '../engine/contract/label-exchange.ts';
import { listChips } from '../engine/label/chips.ts';
import { exportLabels } from '../engine/label/exchange/export-labels.ts';
import { canWrite, EXCHANGE_FORMATS, exchangeFormat } from '../engine/label/exchange/formats.ts';
import { exportTrainingSet } from '../engine/label/exchange/training-set.ts';
import { openProject } from '../engine/label/project.ts';
import { projectProducts } from './label-project.ts';
import { print, UsageError } from './terminal.ts';
import { withWorkbench } from './workbench.ts';

/** `nephoscope label export PROJECT --to FORMAT --out FOLDER` */
export function addLabelExport(label: Command, signal: AbortSignal): void {
  const formats = EXCHANGE_FORMATS.filter(canWrite)
    .map(({ id }) => id)
    .concat(TRAINING_FORMAT);
  label
    .command('export')
    .description('write chips with pictures for another labelling tool')
    .argument('<project>', 'folder of a label project')
    .requiredOption('--out <folder>', 'folder that is not there yet')
    .option('--to <format>', formats.join(', '), 'cvat')
    .action(async (folder: string, flags: { readonly out: string; readonly to: string }) => {
      if (!formats.includes(flags.to)) throw new UsageError(`--to is one of ${formats.join(', ')}, not "${flags.to}".`);
      await withWorkbench(undefined, async ({ rasters }) => {
        const project = await openProject(resolve(folder));
        const { chips, notes } = await listChips(project);
        const options = {
          project,
          chips,
          folder: resolve(flags.out),
          rasters,
          withProduct: projectProducts(project, rasters),
          signal,
        };
        const commands =
          flags.to === TRAINING_FORMAT
            ? await exportTrainingSet(options)
            : await exportLabels({ ...options, format: exchangeFormat(flags.to) });
        print([...notes, `${chips.length} chips in ${resolve(flags.out)}`, ...commands].join('\n'));
      });
    });
}
