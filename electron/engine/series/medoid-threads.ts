import { Tinypool } from 'tinypool';
import { throwIfCancelled } from '../core/errors.ts';
import { workerEntry } from '../core/worker-entry.ts';
import type { Choices, ObservationBlock } from './medoid.ts';
import type { MedoidTask } from './medoid.worker.ts';
import { createSharedMemory } from './shared-memory.ts';

/** Threads that choose medoids. */
export interface MedoidThreads {
  /**
   * What the call before gave is lost.
   * @throws CancelledError, once the parts that were begun are done
   */
  choose(block: ObservationBlock, dateScores: readonly number[], signal?: AbortSignal): Promise<Choices>;
  close(): Promise<void>;
}

const PARTS_PER_THREAD = 4;

export function createMedoidThreads(threads: number): MedoidThreads {
  const pool = new Tinypool({
    filename: workerEntry('medoid').href,
    minThreads: 0,
    maxThreads: Math.max(1, threads),
    // They live on while the next block is read.
    idleTimeout: 30_000,
  });
  const memory = { chosen: createSharedMemory(), observations: createSharedMemory() };
  return {
    async choose(block, dateScores, signal) {
      const { pixels } = block;
      const choices = {
        chosen: new Uint8Array(memory.chosen(pixels), 0, pixels),
        observations: new Uint8Array(memory.observations(pixels), 0, pixels),
      };
      const size = Math.ceil(pixels / (threads * PARTS_PER_THREAD));
      const parts: Promise<unknown>[] = [];
      for (let from = 0; from < pixels; from += size) {
        const task: MedoidTask = { block, dateScores, choices, from, to: Math.min(pixels, from + size) };
        parts.push(pool.run(task));
      }
      await Promise.all(parts);
      throwIfCancelled(signal);
      return choices;
    },
    close: () => pool.destroy(),
  };
}
