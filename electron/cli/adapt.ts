import { resolve } from 'node:path';
import type { Command } from 'commander';
import { tuneProject } from '../engine/adapt/tune.ts';
import { gateText } from '../engine/adapt/tuned-card.ts';
import { keepTunedPack } from '../engine/adapt/tuned-pack.ts';
import { listChips } from '../engine/label/chips.ts';
import { openProject } from '../engine/label/project.ts';
import { choosePack, loadPack, type ModelPack } from '../engine/model/packs.ts';
import type { Workbench } from '../engine/produce/workbench.ts';
import { requireOwnPlace } from '../engine/product/own-place.ts';
import { projectProducts } from './label-project.ts';
import { createProgressReporter, EXIT, print, UsageError } from './terminal.ts';
import { withWorkbench } from './workbench.ts';

interface AdaptFlags {
  readonly method: string;
  readonly pack?: string;
  readonly out?: string;
  readonly ignoreGate?: boolean;
  readonly json?: boolean;
}

/** `nephoscope adapt PROJECT --method calibration|head [--out PACK]` */
export function addAdapt(program: Command, signal: AbortSignal): void {
  program
    .command('adapt')
    .description("tune a network's last layer on a label project; kept only where a gate finds it better")
    .argument('<project>', 'folder of a label project')
    .option(
      '--method <name>',
      'calibration (4 numbers, few labels) or head (68 numbers, thousands of pixels)',
      'calibration',
    )
    .option('--pack <id or folder>', 'network to tune; the best for the products by default')
    .option('--out <folder>', 'the tuned pack; in the folder "packs" of the project by default')
    .option('--ignore-gate', 'write it even where the gate refuses it; it says so wherever it is used')
    .option('--json', 'print one JSON object as the last line')
    .action(async (folder: string, flags: AdaptFlags) => {
      const { method } = flags;
      if (method !== 'calibration' && method !== 'head')
        throw new UsageError(`--method is calibration or head, not "${method}".`);
      if (flags.out !== undefined) await requireOwnPlace(flags.out);
      await withWorkbench(undefined, async (bench) => {
        const project = await openProject(resolve(folder));
        const { chips, notes } = await listChips(project);
        const pack = await findPack(bench, flags.pack, project.document.products[0]?.level);
        const progress = createProgressReporter(process.stderr, false);
        const tuned = await tuneProject(bench, {
          project,
          chips,
          pack,
          method,
          whatever: flags.ignoreGate === true,
          withProduct: projectProducts(project, bench.rasters),
          signal,
          onProgress: progress,
        }).finally(() => progress.end());
        const { report } = tuned;
        let written: ModelPack | null = null;
        if (report.accepted || flags.ignoreGate) {
          const target = flags.out === undefined ? undefined : resolve(flags.out);
          written = await keepTunedPack(bench, project, { parent: pack, tuned, folder: target });
        } else process.exitCode = EXIT.failed;
        const where = written
          ? `The tuned network is ${written.id}, in ${written.folder}.`
          : 'The old network is kept.';
        print([...notes, gateText(report), '', where].join('\n'));
        if (flags.json)
          print(JSON.stringify({ gate: report, pack: written?.id ?? null, folder: written?.folder ?? null }));
      });
    });
}

async function findPack(
  bench: Workbench,
  name: string | undefined,
  level: 'L1C' | 'L2A' | undefined,
): Promise<ModelPack> {
  if (name !== undefined && /[/\\]/.test(name)) return loadPack(resolve(name));
  const packs = await bench.packsFor('auto');
  if (name === undefined) return choosePack(packs, { level: level ?? 'L2A' });
  const pack = packs.find(({ id }) => id === name);
  if (pack) return pack;
  throw new UsageError(`There is no model pack "${name}"; there are ${packs.map(({ id }) => id).join(', ')}.`);
}
