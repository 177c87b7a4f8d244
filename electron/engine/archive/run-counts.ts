import { listResults, type ResultKind, type ResultName } from './result.ts';
import type { RunFolder } from './run-folder.ts';

/** Where the products of a run stand by their results; those being worked on are `waiting` here. */
export interface RunCounts {
  readonly products: number;
  readonly done: number;
  readonly failed: number;
  readonly broken: number;
  readonly waiting: number;
  state(index: number): 'waiting' | 'done' | 'failed' | 'broken';
  /** Attempts that failed; those whose workers died are not among them. */
  attempts(index: number): number;
  /** Ends of the products that are done, milliseconds since 1970, in no order. */
  readonly doneAt: Float64Array;
  readonly doneSeconds: number;
  /** The last result of each product that is not done. */
  readonly unsuccessful: ReadonlyMap<number, ResultName>;
}

const STATES = ['waiting', 'done', 'failed', 'broken'] as const;
const STATE_OF: Readonly<Record<ResultKind, number>> = { done: 1, failed: 2, died: 2, broken: 3 };

/** Counts by the names of the result files alone: no file is opened, and a product takes some bytes of memory. */
export async function runCounts(folder: RunFolder, products: number): Promise<RunCounts> {
  const states = new Uint8Array(products);
  const attempts = new Uint8Array(products);
  const lastAt = new Float64Array(products);
  const ends = new Float64Array(products);
  const unsuccessful = new Map<number, ResultName>();
  let [done, doneSeconds] = [0, 0];
  for await (const name of listResults(folder)) {
    const { index, kind, endedAt, seconds } = name;
    if (index >= products) continue;
    if (kind === 'done') {
      if (states[index] === STATE_OF.done) continue;
      states[index] = STATE_OF.done;
      unsuccessful.delete(index);
      ends[done++] = endedAt;
      doneSeconds += seconds;
      continue;
    }
    if (kind === 'failed') attempts[index] = Math.min(255, attempts[index]! + 1);
    if (states[index] === STATE_OF.done || endedAt < lastAt[index]!) continue;
    lastAt[index] = endedAt;
    states[index] = STATE_OF[kind];
    unsuccessful.set(index, name);
  }
  const count = (kind: 'failed' | 'broken') =>
    states.reduce((sum, value) => sum + (value === STATE_OF[kind] ? 1 : 0), 0);
  const [failed, broken] = [count('failed'), count('broken')];
  return {
    products,
    done,
    failed,
    broken,
    waiting: products - done - failed - broken,
    state: (index) => STATES[states[index] ?? 0]!,
    attempts: (index) => attempts[index] ?? 0,
    doneAt: ends.subarray(0, done),
    doneSeconds,
    unsuccessful,
  };
}
