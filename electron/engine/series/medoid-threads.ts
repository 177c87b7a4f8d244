import { Tinypool } from 'tinypool';
import { throwIfCancelled } from '../core/errors.ts';
import { workerEntry } from '../core/worker-entry.ts';
import type { Choices, ObservationBlock } from './medoid.ts';
import type { MedoidTask } from './medoid.worker.ts';

/** Threads that choose medoids. */
export interface MedoidThreads {
  /** @throws CancelledError, once the parts that were begun are done */
  choose(block: ObservationBlock, dateScores: readonly number[], signal?: AbortSignal): Promise<Choices>;
  close(): Promise<void>;
}

const PARTS_PER_THREAD = 4;

export function createMedoidThreads(threads: number): MedoidThreads {
  const pool = new Tinypool({ filename: workerEntry('medoid').href, minThreads: 0, maxThreads: Math.max(1, threads) });
  return {
    async choose(block, dateScores, signal) {
      const plane = () => new Uint8Array(new SharedArrayBuffer(block.pixels));
      const choices = { chosen: plane(), observations: plane() };
      const size = Math.ceil(block.pixels / (threads * PARTS_PER_THREAD));
      const parts: Promise<unknown>[] = [];
      for (let from = 0; from < block.pixels; from += size) {
        const task: MedoidTask = { block, dateScores, choices, from, to: Math.min(block.pixels, from + size) };
        parts.push(pool.run(task));
      }
      await Promise.all(parts);
      throwIfCancelled(signal);
      return choices;
    },
    close: () => pool.destroy(),
  };
}
