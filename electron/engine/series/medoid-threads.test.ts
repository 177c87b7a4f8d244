import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { buildIfStale } from '../../../build/dist.mjs';
import type { ObservationBlock } from './medoid.ts';
import { createMedoidThreads } from './medoid-threads.ts';

const { Worker } = threads;
let made = 0;
class Counted extends Worker {
  constructor(...args: ConstructorParameters<typeof Worker>) {
    super(...args);
    made++;
  }
}
afterEach(() => {
  threads.Worker = Worker;
  syncBuiltinESMExports();
});

/** Two dates of one band; the second date is there at every other pixel only, and weighs more. */
function block(pixels: number, value: number): ObservationBlock {
  const values = new Int16Array(new SharedArrayBuffer(4 * pixels)).fill(value);
  const weights = new Uint8Array(new SharedArrayBuffer(2 * pixels)).fill(100, 0, pixels);
  for (let pixel = 0; pixel < pixels; pixel += 2) weights[pixels + pixel] = 200;
  return { pixels, dates: 2, bands: 1, comparedBands: 1, values, weights };
}

it('goes through block after block with the same threads and the same memory', async () => {
  await buildIfStale();
  threads.Worker = Counted;
  syncBuiltinESMExports();
  const pool = createMedoidThreads(2);
  const buffers = new Set<SharedArrayBuffer>();
  for (const pixels of [4000, 1000, 3001, 4000]) {
    const { chosen, observations } = await pool.choose(block(pixels, pixels), [1, 1]);
    buffers.add(chosen.buffer).add(observations.buffer);
    expect([...chosen]).toEqual(Array.from({ length: pixels }, (_, pixel) => (pixel % 2 === 0 ? 2 : 1)));
    expect([...observations]).toEqual(Array.from({ length: pixels }, (_, pixel) => (pixel % 2 === 0 ? 2 : 1)));
    // As long as reading the next block takes.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(made).toBe(2);
  expect(buffers.size).toBe(2);
  await pool.close();
});
