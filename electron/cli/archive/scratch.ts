import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ParameterError } from '../../engine/core/errors.ts';
import { temporaryFolder } from '../../engine/core/temporary.ts';
import type { Workbench } from '../../engine/produce/workbench.ts';
import { numberFlag } from '../stack-options.ts';
import { withWorkbench } from '../workbench.ts';

/**
 * Runs `work` with a workbench whose every file lies in a folder of this worker's own on a quick disk, and removes that
 * whatever happens; what a killed worker left, the next one removes.
 */
export async function withScratchWorkbench<T>(
  flags: { readonly scratch?: string; readonly threads?: string },
  work: (bench: Workbench, scratch: string) => Promise<T>,
): Promise<T> {
  const threads = numberFlag('--threads', flags.threads);
  if (flags.scratch !== undefined) {
    if (flags.scratch === '') throw new ParameterError('--scratch wants a folder, and is empty.');
    // Everything that is temporary follows, GDAL's files and the networks' processes among it.
    process.env.TMPDIR = resolve(flags.scratch);
  }
  const scratch = await temporaryFolder();
  try {
    return await withWorkbench(threads, (bench) => work(bench, scratch), scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}
