import { chmod, mkdir } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { replaceFile } from '../../core/disk.ts';
import { OWNER } from '../../core/owner.ts';
import { runCounts } from '../run-counts.ts';
import { type Run, RunError } from '../run-file.ts';
import type { RunFolder } from '../run-folder.ts';
import { argo } from './argo.ts';
import { cwl } from './cwl.ts';
import { kubernetes } from './kubernetes.ts';
import { local } from './local.ts';
import { slurm } from './slurm.ts';
import type { Engine, Submission } from './task.ts';

/** Engines that a run can be handed to. */
export const ENGINES = [slurm, kubernetes, cwl, argo, local] as const;
export type EngineId = (typeof ENGINES)[number]['id'];

export interface SubmitOptions {
  readonly engine: EngineId;
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

export interface Submitted {
  readonly submission: Submission;
  /** Paths, the main one first. */
  readonly files: readonly string[];
  readonly command: readonly string[];
}

/** Memory beyond what was measured: other scenes, other machines. */
const MEMORY_MARGIN = 1.3;
const MEMORY_STEP_MIB = 256;
/** Time beyond it: slower machines, a disk that others use. */
const TIME_MARGIN = 3;
const START_SECONDS = 120;
/** A task shorter than this is not worth its start. */
const WORTHWHILE_SECONDS = 120;

/** Writes the scripts by which an engine does what is left of a run; null where nothing is. */
export async function submitRun(folder: RunFolder, run: Run, options: SubmitOptions): Promise<Submitted | null> {
  const engine: Engine = ENGINES.find(({ id }) => id === options.engine)!;
  const open = await openProducts(folder, run);
  if (open.length === 0) return null;
  await mkdir(folder.scripts, { recursive: true });
  await mkdir(folder.logs, { recursive: true });
  // An engine of its own has its own list: another one may still be reading an older.
  const list = open.length === run.products ? null : join(folder.scripts, `todo-${Date.now().toString(36)}.txt`);
  if (list !== null) await put(list, `${open.join('\n')}\n`);
  const submission = sized(folder, run, engine, open.length, list, options);
  const files: string[] = [];
  for (const { name, text, executable } of await engine.scripts(submission)) {
    const path = join(folder.scripts, name);
    await put(path, text);
    if (executable) await chmod(path, 0o755);
    files.push(path);
  }
  return { submission, files, command: engine.command(files[0]!) };
}

/** Products that are neither done nor given up. */
async function openProducts(folder: RunFolder, { products }: Run): Promise<number[]> {
  const counts = await runCounts(folder, products);
  return Array.from({ length: products }, (_, index) => index).filter((index) =>
    ['waiting', 'failed'].includes(counts.state(index)),
  );
}

function sized(
  folder: RunFolder,
  run: Run,
  engine: Engine,
  products: number,
  list: string | null,
  options: SubmitOptions,
): Submission {
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
        ? `${throttle} workers of ${threads} threads: what this machine has.`
        : `${throttle} tasks at a time: each reads up to ${megabytesPerSecond.toFixed(1)} MB/s of the ${options.diskMegabytes} MB/s that the shared disk is taken to give.`,
      `${chunk} products a task, of which a worker keeps the network loaded.`,
    ],
  };
}

/** Workers that a machine has cores and memory for. */
function byMachine(threads: number, memoryMiB: number): number {
  const byCores = Math.floor(availableParallelism() / threads);
  const byMemory = Math.floor((0.8 * totalmem()) / 2 ** 20 / memoryMiB);
  return Math.max(1, Math.min(byCores, byMemory));
}

function put(path: string, text: string): Promise<void> {
  return replaceFile(path, text, `${path}.${OWNER}.part`);
}
