import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Agreement, adjudicate, agreementOf } from '../engine/label/agree.ts';
import { listChips } from '../engine/label/chips.ts';
import { openProject } from '../engine/label/project.ts';
import { projectProducts } from './label-project.ts';
import { print } from './terminal.ts';
import { withWorkbench } from './workbench.ts';

/** `nephoscope label agree PROJECT OTHER [--settle FOLDER]` */
export function addLabelAgree(label: Command): void {
  label
    .command('agree')
    .description('how far two people agree on the same chips')
    .argument('<project>', 'folder of a label project')
    .argument('<other>', 'folder of another one')
    .option('--settle <folder>', 'make a third project, in which only what they differ on is to be labelled')
    .option('--json', 'print one JSON object')
    .action(async (first: string, second: string, flags: { readonly settle?: string; readonly json?: boolean }) => {
      const [one, two] = [await openProject(resolve(first)), await openProject(resolve(second))];
      const chips = [(await listChips(one)).chips, (await listChips(two)).chips] as const;
      const agreement = await agreementOf(...chips);
      const { settle } = flags;
      if (settle !== undefined)
        await withWorkbench(1, ({ rasters }) => {
          const settling = { folder: resolve(settle), choices: new Map() };
          return adjudicate(one, chips, settling, projectProducts(one, rasters));
        });
      print(flags.json ? JSON.stringify(agreement) : text(agreement));
    });
}

function text({ chips, uncompared, report, kappa }: Agreement): string {
  const names = report.classes.map(({ id }) => id);
  const cell = (value: string | number): string => String(value).padStart(10);
  const worst = [...chips].sort((a, b) => b.differing / b.compared - a.differing / a.compared).slice(0, 5);
  return [
    `${'first \\ second'.padEnd(16)}${names.map(cell).join('')}`,
    ...report.matrix.counts.map((row, i) => `${names[i]!.padEnd(16)}${row.map(cell).join('')}`),
    `${'F1'.padEnd(16)}${report.classes.map(({ f1 }) => cell(f1 === null ? '-' : f1.toFixed(3))).join('')}`,
    `kappa ${kappa === null ? '-' : kappa.toFixed(3)}, ${chips.length} chips, ${report.total} pixels`,
    ...uncomparedLines(uncompared),
    ...worst.map(({ id, compared, differing }) => `${((100 * differing) / compared).toFixed(1)} % differ in ${id}`),
  ].join('\n');
}

/** Chips that are not compared, by the reason; a project that settles the two has those that both have without labels. */
function uncomparedLines({ first, second, apart, unshared }: Agreement['uncompared']): string[] {
  const reasons: [number, string][] = [
    [first, 'labelled only in the first'],
    [second, 'labelled only in the second'],
    [apart, 'labelled in both, of no pixel in common'],
    [unshared, 'in only one of the projects'],
  ];
  return reasons.filter(([count]) => count > 0).map(([count, why]) => `not compared, ${why}: ${count}`);
}
