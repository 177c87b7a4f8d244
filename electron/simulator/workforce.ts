import { availableParallelism } from 'node:os';
import { Tinypool } from 'tinypool';
import { CancelledError, throwIfCancelled } from '../engine/core/errors.ts';
import { workerEntry } from '../engine/core/worker-entry.ts';
import type { TilePart } from './coding/assemble.ts';
import type { EncodeTask, RenderResult, RenderTask } from './tile-work.ts';

/** Threads that render and encode. Both calls throw CancelledError when the signal fires. */
export interface Workforce {
  render(task: RenderTask): Promise<RenderResult>;
  encode(task: EncodeTask): Promise<readonly TilePart[]>;
  close(): Promise<void>;
}

export function createWorkforce(threads = availableParallelism(), signal?: AbortSignal): Workforce {
  const pool = new Tinypool({
    filename: workerEntry('sample').href,
    minThreads: 1,
    maxThreads: Math.max(1, threads),
  });
  const run = async (task: RenderTask | EncodeTask): Promise<unknown> => {
    throwIfCancelled(signal);
    try {
      return await pool.run(task, signal ? { signal } : {});
    } catch (error) {
      if (signal?.aborted) throw new CancelledError();
      throw error;
    }
  };
  return {
    render: (task) => run(task) as Promise<RenderResult>,
    encode: (task) => run(task) as Promise<readonly TilePart[]>,
    close: () => pool.destroy(),
  };
}
