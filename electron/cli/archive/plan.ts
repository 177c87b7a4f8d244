import { resolve } from 'node:path';
import type { Command } from 'commander';
import { requireUsable } from '../../engine/archive/folder-access.ts';
import { measuredNeeds } from '../../engine/archive/needs.ts';
import { type PlannedArchive, planArchive } from '../../engine/archive/plan.ts';
import { type ArchiveSettings, type Run, writeRun } from '../../engine/archive/run-file.ts';
import { runFolder } from '../../engine/archive/run-folder.ts';
import { trialIndex } from '../../engine/archive/trial.ts';
import { workProduct } from '../../engine/archive/work-product.ts';
import { VERSION } from '../../shell/version.ts';
import {
  addRecipeOptions,
  areaFlag,
  deviceFlag,
  formatFlag,
  gridFlag,
  overridesOf,
  type RecipeFlags,
  recipeOf,
} from '../recipe-options.ts';
import { numberFlag, toOpenOptions } from '../stack-options.ts';
import { createProgressReporter, print, printable, UsageError } from '../terminal.ts';
import { withScratchWorkbench } from './scratch.ts';

interface PlanFlags extends RecipeFlags {
  readonly out: string;
  readonly trial: boolean;
  readonly scratch?: string;
  readonly json?: boolean;
}

/** `nephoscope archive plan SOURCES --out RUN` */
export function addArchivePlan(archive: Command, signal: AbortSignal): void {
  const command = archive
    .command('plan')
    .description('find products and write down what is to be computed of each; adds to a run that is there')
    .argument('<sources...>', 'folders, products, zips, lists (.txt), STAC files, or quoted patterns')
    .requiredOption('--out <run>', 'folder of the run, on a disk that all workers share; made when it is not there')
    .option('--no-trial', 'do not compute one product to find out what it needs')
    .option(
      '--scratch <folder>',
      "quick disk of this machine for what is not whole yet (the system's temporary folder)",
    )
    .option('--json', 'print one JSON object as the last line');
  addRecipeOptions(command, 'cog,stac').action((sources: string[], flags: PlanFlags) =>
    runPlan(sources, flags, signal),
  );
}

async function runPlan(sources: readonly string[], flags: PlanFlags, signal: AbortSignal): Promise<void> {
  if (flags.out === '') throw new UsageError('--out wants a folder, and is empty.');
  const { settings, warnings } = await settingsOf(flags);
  const folder = runFolder(resolve(flags.out));
  const progress = createProgressReporter(process.stderr, flags.json === true && !process.stderr.isTTY);
  try {
    await withScratchWorkbench(flags, async (bench, scratch) => {
      const planned = await planArchive(bench, folder, {
        sources,
        settings,
        version: VERSION,
        signal,
        onProgress: progress,
      });
      const { run } = planned;
      const index = flags.trial ? await trialIndex(folder, run) : null;
      if (index === null) return report(planned, run, warnings, flags.json === true);
      const context = { bench, folder, run, scratch, version: VERSION, signal, onProgress: progress };
      await requireUsable(folder, [index]);
      const outcome = await workProduct(context, index);
      const isMeasured = outcome.kind === 'done';
      const tried: Run = isMeasured ? { ...run, needs: measuredNeeds(outcome.result, bench.threads) } : run;
      if (isMeasured) await writeRun(folder, tried);
      progress.end();
      report(planned, tried, warnings, flags.json === true);
      if (outcome.kind === 'failed' || outcome.kind === 'broken')
        print(`warning: the trial failed: ${printable(outcome.result.error?.message ?? '')}`);
    });
  } finally {
    progress.end();
  }
}

/** What is computed of each product, and what is to be told of it. @throws UsageError, ParameterError */
async function settingsOf(
  flags: PlanFlags,
): Promise<{ readonly settings: ArchiveSettings; readonly warnings: readonly string[] }> {
  const grid = gridFlag(flags.grid) ?? null;
  const recipe = recipeOf(
    {
      ...flags,
      ...(flags.model === undefined ? {} : { model: /[/\\]/.test(flags.model) ? resolve(flags.model) : flags.model }),
    },
    grid ?? 20,
    formatFlag(flags),
  );
  const { stack } = toOpenOptions(flags);
  numberFlag('--threads', flags.threads);
  const { area, warnings } = await areaFlag(flags.aoi);
  const settings: ArchiveSettings = {
    recipe: { ...recipe, grid },
    parameters: overridesOf(flags) as ArchiveSettings['parameters'],
    area,
    device: deviceFlag(flags.device),
    ...(stack === undefined ? {} : { stack: stack as ArchiveSettings['stack'] }),
  };
  return { settings, warnings };
}

function report(
  { added, known, problems, skipped }: PlannedArchive,
  run: Run,
  warnings: readonly string[],
  json: boolean,
): void {
  const { needs } = run;
  if (json) {
    const { products, bytes } = run;
    print(JSON.stringify({ run: run.id, products, added, known, problems, skipped, bytes, needs, warnings }));
    return;
  }
  const again = known > 0 ? `, ${known} known already` : '';
  print(`${run.products} products, ${(run.bytes / 1e9).toFixed(1)} GB (${added} added${again})`);
  print(
    `a product needs ${needs.secondsPerProduct.toFixed(1)} s and ${Math.round(needs.memoryBytes / 2 ** 20)} MiB: ${printable(needs.basis)}`,
  );
  for (const warning of warnings) print(`warning: ${printable(warning)}`);
  for (const { id, message } of problems) print(`warning: ${printable(id)}: ${printable(message)}`);
  if (problems.length > 0) print('They stay in the run, and are tried when their turn comes.');
  for (const { path, message } of skipped) print(`warning: ${printable(path)} was passed over: ${printable(message)}`);
}
