import type { Command } from 'commander';
import { addArchiveCollect } from './archive/collect.ts';
import { addArchivePlan } from './archive/plan.ts';
import { addArchiveRetry } from './archive/retry.ts';
import { addArchiveStatus } from './archive/status.ts';
import { addArchiveSubmit } from './archive/submit.ts';
import { addArchiveWork } from './archive/work.ts';

/** `nephoscope archive ...`: thousands of products on the engine that a site has. */
export function addArchive(program: Command, signal: AbortSignal): void {
  const archive = program
    .command('archive')
    .description('masks of thousands of products: plan a run, let an engine work on it, see how far it is');
  for (const add of [
    addArchivePlan,
    addArchiveWork,
    addArchiveSubmit,
    addArchiveStatus,
    addArchiveRetry,
    addArchiveCollect,
  ])
    add(archive, signal);
}
