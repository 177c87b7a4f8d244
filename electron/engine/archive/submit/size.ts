import { availableParallelism, totalmem } from 'node:os';
import { type Run, RunError } from '../run-file.ts';
import type { RunFolder } from '../run-folder.ts';
import type { Engine, Submission } from './task.ts';

/** What a user says instead of what was measured. */
export interface SizeOptions {
  readonly command: readonly string[];
  readonly chunk?: number | undefined;
  /** Tasks of one array, where the site allows another number than usual. */
  readonly mostTasks?: number | undefined;
  readonly atATime?: number | undefined;
  readonly threads?: number | undefined;
  readonly memoryMiB?: number | undefined;
  readonly minutes?: number | undefined;
  /** What the shared disk gives all workers together, MB/s. */
  readonly diskMegabytes: number;
  readonly image: string;
  readonly claim: string;
  readonly mount: string;
}

interface Sized {
  readonly folder: RunFolder;
  readonly run: Run;
  readonly engine: Engine;
  /** Products that are to be done, and the file that lists them where they are not all. */
  readonly products: number;
  readonly list: string | null;
  readonly options: SizeOptions;
}

/** Memory beyond what was measured: other scenes, other machines. */
const MEMORY_MARGIN = 1.3;
const MEMORY_STEP_MIB = 256;
/** Time beyond it: slower machines, a disk that others use. */
const TIME_MARGIN = 3;
const START_SECONDS = 120;
/** A task shorter than this is not worth its start. */
const WORTHWHILE_SECONDS = 120;

/** Sizes tasks by what a product has needed, and how many there are at a time by what the disk or the machine bears. */
export function sizeSubmission({ folder, run, engine, products, list, options }: Sized): Submission {
  const { needs } = run;
  const threads = options.threads ?? needs.threads;
  const mostTasks = options.mostTasks ?? engine.mostTasks;
  const worthwhile = Math.max(1, Math.floor(WORTHWHILE_SECONDS / needs.secondsPerProduct));
  const chunk = options.chunk ?? Math.max(Math.ceil(products / mostTasks), Math.min(worthwhile, products));
  const tasks = Math.ceil(products / chunk);
  if (tasks > mostTasks) {
    throw new RunError(
      `${products} products in tasks of ${chunk} are ${tasks} tasks; ${engine.title} takes ${mostTasks}.`,
      {
        file: folder.run,
        remedy: `Give --chunk ${Math.ceil(products / mostTasks)} or more.`,
      },
    );
  }
  const memoryMiB =
    options.memoryMiB ?? Math.ceil((needs.memoryBytes * MEMORY_MARGIN) / 2 ** 20 / MEMORY_STEP_MIB) * MEMORY_STEP_MIB;
  const minutes = options.minutes ?? Math.ceil((chunk * needs.secondsPerProduct * TIME_MARGIN + START_SECONDS) / 60);
  const megabytesPerSecond = Math.max(0.01, run.bytes / Math.max(1, run.products) / 1e6 / needs.secondsPerProduct);
  const byDisk = Math.max(1, Math.floor(options.diskMegabytes / megabytesPerSecond));
  const atATime = engine.id === 'local' ? byMachine(threads, memoryMiB) : byDisk;
  const throttle = Math.min(options.atATime ?? atATime, engine.id === 'local' ? products : tasks);
  return {
    ...{ folder, run, products, list, chunk, tasks, throttle, threads, memoryMiB, minutes },
    ...{ command: options.command, image: options.image, claim: options.claim, mount: options.mount },
    reasons: [
      `A product takes ${needs.secondsPerProduct.toFixed(1)} s and ${Math.round(needs.memoryBytes / 2 ** 20)} MiB: ${needs.basis}.`,
      engine.id === 'local'
        ? `${counted(throttle, 'worker')} of ${counted(threads, 'thread')}: what this machine has.`
        : `${counted(throttle, 'task')} at a time: each reads up to ${megabytesPerSecond.toFixed(1)} MB/s of the ${options.diskMegabytes} MB/s that the shared disk is taken to give.`,
      `${counted(chunk, 'product')} a task, of which a worker keeps the network loaded.`,
    ],
  };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Workers that a machine has cores and memory for. */
function byMachine(threads: number, memoryMiB: number): number {
  const byCores = Math.floor(availableParallelism() / threads);
  const byMemory = Math.floor((0.8 * totalmem()) / 2 ** 20 / memoryMiB);
  return Math.max(1, Math.min(byCores, byMemory));
}
