import { Tinypool } from 'tinypool';
import { throwIfCancelled } from '../core/errors.ts';
import { workerEntry } from '../core/worker-entry.ts';
import type { HeadChange } from '../model/onnx-head.ts';
import type { FitOptions } from './fit.ts';
import type { FitTask } from './fit.worker.ts';
import type { SampleSet } from './samples.ts';

/** `fitChange`, wherever it runs. */
export type Fit = (labels: SampleSet, options: FitOptions) => Promise<HeadChange>;

export interface FitThreads {
  readonly fit: Fit;
  close(): Promise<void>;
}

/**
 * Threads that fit changes, so that the caller's event loop stays free and folds are fitted side by side.
 * @param signal ends fits that are under way
 */
export function createFitThreads(threads: number, signal?: AbortSignal): FitThreads {
  const pool = new Tinypool({
    filename: workerEntry('fit').href,
    minThreads: 0,
    maxThreads: Math.max(1, threads),
    // They live on while what is to be fitted next is gathered.
    idleTimeout: 30_000,
  });
  return {
    async fit(labels, { method, replay, ridge }) {
      throwIfCancelled(signal);
      const task: FitTask = { labels, options: { method, replay, ridge } };
      try {
        return await pool.run(task, signal ? { signal } : {});
      } catch (error) {
        throwIfCancelled(signal);
        throw error;
      }
    },
    close: () => pool.destroy(),
  };
}
