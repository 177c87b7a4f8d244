import type { Taken } from '../processor-time.ts';

/** A line of the table that is printed. */
export interface Row {
  readonly what: string;
  readonly median: string;
  readonly runs: string;
}

export async function repeat<T>(times: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < times; i++) results.push(await work());
  return results;
}

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

/** The median of some values, and all of them. */
export function row(what: string, unit: string, values: readonly number[]): Row {
  const sorted = [...values].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return { what, median: `${median.toFixed(2)} ${unit}`, runs: values.map((value) => value.toFixed(2)).join(', ') };
}

/** Time by the clock, and of all processors together. */
export function* takenRows(what: string, taken: readonly Taken[]): Generator<Row> {
  yield row(
    what,
    's',
    taken.map(({ wall }) => wall),
  );
  yield row(
    '— processor time of all processes',
    's',
    taken.map(({ processor }) => processor ?? Number.NaN),
  );
}
