import { parentPort, workerData } from 'node:worker_threads';
import type { GdalJob, GdalReport } from './gdal-job.ts';
import { startGdal } from './gdal-module.ts';

const PROGRESS_STEP = 0.02;

const report = (message: GdalReport) => parentPort?.postMessage(message);

async function work({ step, ...start }: GdalJob): Promise<void> {
  const gdal = await startGdal(start);
  let info: string | undefined;
  if (step.kind === 'raster') {
    let reported = 0;
    gdal.copyRaster(step.source, step.output, step.driver, step.options, (fraction) => {
      if (fraction - reported < PROGRESS_STEP) return;
      reported = fraction;
      report({ kind: 'progress', fraction });
    });
  } else if (step.kind === 'vector') {
    gdal.translateVector(step.source, step.output, step.options);
  } else if (step.kind === 'translate') {
    gdal.translateRaster(step.source, step.output, step.options);
  } else if (step.kind === 'warp') {
    gdal.warp(step.source, step.output, step.options, step.assign);
  } else {
    info = gdal.describe(step.source, step.kind === 'raster-info' ? 'raster' : 'vector');
  }
  report({ kind: 'done', warnings: gdal.messages, info });
}

work(workerData as GdalJob).catch((error: unknown) => {
  report({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
});
