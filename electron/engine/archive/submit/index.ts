import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../core/disk.ts';
import { OWNER } from '../../core/owner.ts';
import { runCounts } from '../run-counts.ts';
import type { Run } from '../run-file.ts';
import type { RunFolder } from '../run-folder.ts';
import { argo } from './argo.ts';
import { cwl } from './cwl.ts';
import { kubernetes } from './kubernetes.ts';
import { local } from './local.ts';
import { type SizeOptions, sizeSubmission } from './size.ts';
import { slurm } from './slurm.ts';
import type { Engine, Submission } from './task.ts';

/** Engines that a run can be handed to. */
export const ENGINES = [slurm, kubernetes, cwl, argo, local] as const;
export type EngineId = (typeof ENGINES)[number]['id'];

export interface SubmitOptions extends SizeOptions {
  readonly engine: EngineId;
}

export interface Submitted {
  readonly submission: Submission;
  /** Paths, the main one first. */
  readonly files: readonly string[];
  readonly command: readonly string[];
}

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
  const submission = sizeSubmission({ folder, run, engine, products: open.length, list, options });
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

function put(path: string, text: string): Promise<void> {
  return replaceFile(path, text, `${path}.${OWNER}.part`);
}
