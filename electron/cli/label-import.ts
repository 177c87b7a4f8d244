import { resolve } from 'node:path';
import type { Command } from 'commander';
import { listChips } from '../engine/label/chips.ts';
import { EXCHANGE_FORMATS, exchangeFormat } from '../engine/label/exchange/formats.ts';
import { importLabels } from '../engine/label/exchange/import-labels.ts';
import { openProject } from '../engine/label/project.ts';
import { print } from './terminal.ts';

/** `nephoscope label import PROJECT FILE --from FORMAT` */
export function addLabelImport(label: Command): void {
  const formats = EXCHANGE_FORMATS.filter(({ read }) => read).map(({ id }) => id);
  label
    .command('import')
    .description('take labels of another tool into the chips of their names')
    .argument('<project>', 'folder of a label project')
    .argument('<file>', 'a zip, a folder or a file')
    .option('--from <format>', formats.join(', '), 'cvat')
    .option('--replace', 'replace all labels of these chips, also what a person said')
    .action(async (folder: string, file: string, flags: { readonly from: string; readonly replace?: boolean }) => {
      const project = await openProject(resolve(folder));
      const { chips, notes } = await listChips(project);
      const over = flags.replace ? 'everything' : 'machines';
      const taken = await importLabels({
        project,
        chips,
        format: exchangeFormat(flags.from),
        path: resolve(file),
        over,
      });
      const left = taken.without.length;
      const without =
        left > 0
          ? [`${left === 1 ? '1 chip is not in it and stays' : `${left} chips are not in it and stay`} as before.`]
          : [];
      print([...notes, `Labels of ${taken.chips.length} chips were taken in.`, ...without].join('\n'));
    });
}
