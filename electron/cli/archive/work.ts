import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Run, readRun } from '../../engine/archive/run-file.ts';
import { type RunFolder, runFolder } from '../../engine/archive/run-folder.ts';
import type { WorkOutcome } from '../../engine/archive/work-product.ts';
import { type OnOutcome, type WorkSummary, workAll, workIndices } from '../../engine/archive/worker.ts';
import { quoted } from '../../engine/core/shell-word.ts';
import { VERSION } from '../../shell/version.ts';
import { numberFlag } from '../stack-options.ts';
import { createProgressReporter, EXIT, print, printable, UsageError } from '../terminal.ts';
import { withScratchWorkbench } from './scratch.ts';

interface WorkFlags {
  readonly index?: string;
  readonly chunk: string;
  readonly list?: string;
  readonly all?: boolean;
  readonly scratch?: string;
  readonly threads?: string;
  readonly json?: boolean;
}

/** Variables by which engines tell a task its number: SLURM, Kubernetes' Indexed Job, AWS Batch. */
const INDEX_VARIABLES = ['SLURM_ARRAY_TASK_ID', 'JOB_COMPLETION_INDEX', 'AWS_BATCH_JOB_ARRAY_INDEX'];

const EXIT_OF: Readonly<Record<WorkSummary, number>> = {
  done: EXIT.done,
  again: EXIT.failed,
  broken: EXIT.broken,
};

/** `nephoscope archive work RUN --index N` */
export function addArchiveWork(archive: Command, signal: AbortSignal): void {
  archive
    .command('work')
    .description('compute products of a run: those of one task of an engine, or all that wait')
    .argument('<run>', 'folder of the run')
    .option('--index <number>', `number of the task, from 0 (${INDEX_VARIABLES.join(', ')})`)
    .option('--chunk <number>', 'products of a task', '1')
    .option('--list <file>', 'indices of the products that the tasks share, one a line (all of the run)')
    .option('--all', 'whatever waits, until nothing does; any number of such workers share a run')
    .option(
      '--scratch <folder>',
      "quick disk of this machine for what is not whole yet (the system's temporary folder)",
    )
    .option('--threads <number>', 'CPU threads (all)')
    .option('--json', 'print one JSON object for each product')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 try again, 2 asked for wrongly, 3 a product is broken: do not try again, 130 stopped.',
    )
    .action(async (path: string, flags: WorkFlags) => {
      process.exitCode = EXIT_OF[await runWork(path, flags, signal)];
    });
}

async function runWork(path: string, flags: WorkFlags, signal: AbortSignal): Promise<WorkSummary> {
  const folder = runFolder(resolve(path));
  const run = await readRun(folder).catch((cause: Error) => {
    throw new UsageError(cause.message, {
      file: folder.path,
      remedy: 'Give the folder that "archive plan" made.',
      cause,
    });
  });
  const indices = flags.all ? null : await indicesOf(folder, run, flags);
  const progress = createProgressReporter(process.stderr, !process.stderr.isTTY);
  const onOutcome: OnOutcome = (outcome) => {
    progress.end();
    print(flags.json ? JSON.stringify(summaryOf(outcome)) : sentenceOf(outcome));
  };
  return withScratchWorkbench(flags, async (bench, scratch) => {
    const context = { bench, folder, run, scratch, version: VERSION, signal, onProgress: progress };
    if (indices !== null) return workIndices(context, indices, onOutcome);
    const summary = await workAll(context, onOutcome);
    if (summary !== 'done') process.stderr.write(`nephoscope: ${whatIsLeft(summary, folder.path)}\n`);
    return summary;
  }).finally(() => progress.end());
}

/**
 * What a worker says that leaves products undone: none of them may have been tried by it.
 * @internal
 */
export function whatIsLeft(summary: Exclude<WorkSummary, 'done'>, run: string): string {
  const place = printable(quoted(run));
  const what =
    summary === 'broken'
      ? 'Products that are broken are left.'
      : 'Products that failed are left, which were tried often enough.';
  const retry = `nephoscope archive retry ${place}${summary === 'broken' ? ' --broken' : ''}`;
  return `${what} Why, tells: nephoscope archive status ${place}. To try them again: ${retry}`;
}

/** The products of the task. @throws UsageError */
async function indicesOf(folder: RunFolder, run: Run, flags: WorkFlags): Promise<readonly number[]> {
  const variable = INDEX_VARIABLES.find((name) => process.env[name] !== undefined);
  const text = flags.index ?? (variable && process.env[variable]);
  if (text === undefined)
    throw new UsageError('Which products? No --index is given, and no engine has set one.', {
      remedy: 'Give --index N, or --all for whatever waits.',
    });
  const task = wholeNumber(flags.index === undefined ? variable! : '--index', text, 0);
  const chunk = wholeNumber('--chunk', flags.chunk, 1);
  const listed = flags.list === undefined ? null : await readList(flags.list, run);
  const count = listed?.length ?? run.products;
  const range = Array.from({ length: chunk }, (_, k) => task * chunk + k).filter((at) => at < count);
  if (range.length === 0)
    throw new UsageError(`Task ${task} of ${chunk} products begins after the last of ${count} products.`, {
      file: folder.path,
      remedy: `The last task is ${Math.ceil(count / chunk) - 1}.`,
    });
  return listed ? range.map((at) => listed[at]!) : range;
}

async function readList(file: string, run: Run): Promise<readonly number[]> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${cause.code}).`, { file, remedy: 'Submit the run again.', cause });
  });
  const indices = text.split('\n').filter(Boolean).map(Number);
  if (indices.some((index) => !Number.isInteger(index) || index < 0 || index >= run.products))
    throw new UsageError(`${file} names products that the run does not have.`, {
      file,
      remedy: 'Submit the run again.',
    });
  return indices;
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = numberFlag(name, text);
  if (value === undefined || !Number.isInteger(value) || value < least)
    throw new UsageError(`${name} wants a whole number from ${least} on, not "${text}".`);
  return value;
}

function sentenceOf(outcome: WorkOutcome): string {
  const { entry } = outcome;
  const name = `${entry.index} ${printable(entry.id)}`;
  switch (outcome.kind) {
    case 'done':
      return `${name}: done in ${outcome.result.seconds.toFixed(1)} s`;
    case 'settled':
      return `${name}: ${outcome.as === 'done' ? 'done already' : 'broken; not tried again'}`;
    case 'taken':
      return `${name}: ${outcome.holder.host} works on it`;
    default: {
      const { error } = outcome.result;
      const what = outcome.kind === 'broken' ? 'broken, not to be tried again' : 'failed, may be tried again';
      const remedy = error?.remedy === undefined ? '' : ` ${printable(error.remedy)}`;
      return `${name}: ${what}: ${printable(error?.message ?? '')}${remedy}`;
    }
  }
}

function summaryOf(outcome: WorkOutcome): Record<string, unknown> {
  const { kind, entry } = outcome;
  const base = { index: entry.index, id: entry.id, state: kind };
  if (outcome.kind === 'settled') return { ...base, as: outcome.as };
  if (outcome.kind === 'taken') return { ...base, host: outcome.holder.host };
  const { seconds, maskSeconds, error, peakMemoryBytes } = outcome.result;
  return { ...base, seconds, maskSeconds, peakMemoryBytes, error };
}
