import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { readRun } from '../../engine/archive/run-file.ts';
import { runFolder } from '../../engine/archive/run-folder.ts';
import { ENGINES, type EngineId, type Submitted, submitRun } from '../../engine/archive/submit/index.ts';
import { NephoscopeError } from '../../engine/core/errors.ts';
import { quoted } from '../../engine/core/shell-word.ts';
import { VERSION } from '../../shell/version.ts';
import { numberFlag } from '../stack-options.ts';
import { print, printable, UsageError } from '../terminal.ts';

interface SubmitFlags {
  readonly to: string;
  readonly start?: boolean;
  readonly chunk?: string;
  readonly mostTasks?: string;
  readonly atATime?: string;
  readonly threads?: string;
  readonly memory?: string;
  readonly minutes?: string;
  readonly disk: string;
  readonly image: string;
  readonly claim: string;
  readonly mount?: string;
}

/** `nephoscope archive submit RUN --to ENGINE` */
export function addArchiveSubmit(archive: Command): void {
  archive
    .command('submit')
    .description('write the script by which an engine does what is left of a run, and start it where asked')
    .argument('<run>', 'folder of the run')
    .requiredOption('--to <engine>', ENGINES.map(({ id }) => id).join(', '))
    .option('--start', 'start it: sbatch, kubectl apply, cwltool, argo submit, sh')
    .option('--chunk <number>', 'products of a task (as many as are worth the start of a worker)')
    .option(
      '--most-tasks <number>',
      'tasks of one array (SLURM: MaxArraySize less 1, asked of scontrol where it is there)',
    )
    .option('--at-a-time <number>', 'tasks at a time (what the shared disk bears)')
    .option('--threads <number>', 'CPU threads of a task (as measured)')
    .option('--memory <MiB>', 'memory of a task (as measured, and 30 %)')
    .option('--minutes <number>', 'time of a task (three times as measured)')
    .option('--disk <MB/s>', 'what the shared disk gives to all tasks together', '500')
    .option('--image <name>', 'container image', `nephoscope:${VERSION}`)
    .option('--claim <name>', "Kubernetes' claim to the disk that holds the run and the products", 'archive')
    .option('--mount <folder>', 'where that disk is mounted in the containers (the folder above the run)')
    .action((path: string, flags: SubmitFlags) => runSubmit(path, flags));
}

async function runSubmit(path: string, flags: SubmitFlags): Promise<void> {
  const engine = ENGINES.find(({ id }) => id === flags.to)?.id;
  if (engine === undefined)
    throw new UsageError(`--to is one of ${ENGINES.map(({ id }) => id).join(', ')}, not "${flags.to}".`);
  const folder = runFolder(resolve(path));
  const run = await readRun(folder);
  const submitted = await submitRun(folder, run, {
    engine,
    command: [process.execPath, resolve(process.argv[1]!)],
    chunk: positive('--chunk', flags.chunk),
    mostTasks: positive('--most-tasks', flags.mostTasks) ?? siteLimit(engine),
    atATime: positive('--at-a-time', flags.atATime),
    threads: positive('--threads', flags.threads),
    memoryMiB: positive('--memory', flags.memory),
    minutes: positive('--minutes', flags.minutes),
    diskMegabytes: positive('--disk', flags.disk) ?? 500,
    image: flags.image,
    claim: flags.claim,
    mount: flags.mount ?? dirname(folder.path),
  });
  if (submitted === null) {
    print('Nothing is left to be done.');
    return;
  }
  report(submitted);
  if (flags.start) start(submitted.command);
  else print(`next: ${submitted.command.map(quoted).join(' ')}`);
}

function report({ submission, files }: Submitted): void {
  const { products, tasks, throttle, threads, memoryMiB, minutes, reasons } = submission;
  print(
    `${products} products in ${tasks} tasks, ${throttle} at a time: ${threads} threads, ${memoryMiB} MiB, ${minutes} min`,
  );
  for (const reason of reasons) print(printable(reason));
  for (const file of files) print(printable(file));
}

/** Runs an engine's own command with this terminal. @throws NephoscopeError where it is not there, or fails */
function start([program, ...args]: readonly string[]): void {
  const { error, status } = spawnSync(program!, args, { stdio: 'inherit' });
  if (error) {
    throw new NephoscopeError(`${program} cannot be started (${(error as NodeJS.ErrnoException).code}).`, {
      remedy: `Run it where it is installed: ${[program, ...args].join(' ')}`,
      cause: error,
    });
  }
  if (status !== 0)
    throw new NephoscopeError(`${program} ended with exit code ${status}.`, { remedy: 'See what it says above.' });
}

/** The site's own limit, where its program tells it. */
function siteLimit(engine: EngineId): number | undefined {
  if (engine !== 'slurm') return undefined;
  const { stdout } = spawnSync('scontrol', ['show', 'config'], { encoding: 'utf8', timeout: 5000 });
  const size = Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(stdout ?? '')?.[1]);
  return size > 1 ? size - 1 : undefined;
}

function positive(name: string, text: string | undefined): number | undefined {
  const value = numberFlag(name, text);
  if (value !== undefined && !(Number.isInteger(value) && value > 0))
    throw new UsageError(`${name} wants a whole number above 0, not "${text}".`);
  return value;
}
