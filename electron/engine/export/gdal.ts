import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CancelledError, ExportError, throwIfCancelled } from '../core/errors.ts';
import { workerEntry } from '../core/worker-entry.ts';
import { GDAL_PROGRAM_FOLDER, gdalProgram } from '../gdal/program.ts';
import type { GdalJob, GdalReport } from './gdal-job.ts';

/** How to run a step: cancel it, and hear of its progress from 0 to 1. */
export interface GdalRunOptions {
  /** Path that the file will have in the end, for messages. */
  readonly file: string;
  readonly signal?: AbortSignal | undefined;
  readonly onFraction?: ((fraction: number) => void) | undefined;
  /** The error to throw when GDAL fails; by default one of writing. */
  readonly failure?: ((message: string, cause: unknown) => Error) | undefined;
}

/**
 * Runs one GDAL step in a thread of its own, which ends afterwards so that its memory returns to the system. Cancelling
 * ends the thread at once; half-written files stay in the job's folder for the caller to remove.
 * @returns GDAL's warnings
 * @throws ExportError with GDAL's own words; CancelledError
 */
export async function runGdal(
  job: Pick<GdalJob, 'folder' | 'step'>,
  options: GdalRunOptions,
): Promise<readonly string[]> {
  return (await runStep(job, options)).warnings;
}

/**
 * Asks GDAL what a file is: the JSON of `gdalinfo -json` or `ogrinfo -json`.
 * @throws as {@link runGdal}
 */
export async function describeByGdal(
  job: Pick<GdalJob, 'folder' | 'sourceFolder' | 'step'>,
  options: GdalRunOptions,
): Promise<unknown> {
  return JSON.parse((await runStep(job, options)).info ?? 'null');
}

/** Runs a step that may read from another folder. @throws as {@link runGdal} */
export async function runStep(
  job: Pick<GdalJob, 'folder' | 'sourceFolder' | 'step'>,
  options: GdalRunOptions,
): Promise<Extract<GdalReport, { kind: 'done' }>> {
  throwIfCancelled(options.signal);
  const program = await gdalProgram();
  const workerData: GdalJob = { ...job, program, programFolder: GDAL_PROGRAM_FOLDER };
  const worker = new Worker(workerEntry('gdal'), { workerData, stdout: true, stderr: true });
  let cancel = () => {};
  try {
    return await new Promise((resolve, reject) => {
      cancel = () => reject(new CancelledError());
      options.signal?.addEventListener('abort', cancel);
      const toError = options.failure ?? ((message, cause) => gdalError(options.file, message, cause));
      const fail = (message: string, cause?: unknown) => reject(toError(message, cause));
      worker.on('message', (report: GdalReport) => {
        if (report.kind === 'progress') options.onFraction?.(report.fraction);
        else if (report.kind === 'done') resolve(report);
        else fail(report.message);
      });
      worker.on('error', (error) => fail(error instanceof Error ? error.message : String(error), error));
      worker.on('exit', (code) => fail(`its thread ended with code ${code}`));
    });
  } finally {
    options.signal?.removeEventListener('abort', cancel);
    await worker.terminate();
  }
}

/** What GDAL says where it does not know a coordinate system, or cannot write it down. */
const OF_THE_SYSTEM = /crs not found|proj_as_wkt|unsupported conversion method/i;

function gdalError(file: string, message: string, cause: unknown): ExportError {
  return new ExportError(`GDAL could not write ${basename(file)}: ${message.replace(/\.$/, '')}.`, {
    file,
    remedy: OF_THE_SYSTEM.test(message)
      ? 'Its coordinate system cannot be told in this format: lay the image on its UTM zone (gdalwarp -t_srs EPSG:326xx), or choose another format.'
      : 'Check that the disk is not full and that the folder is still there, then export again.',
    cause,
  });
}
