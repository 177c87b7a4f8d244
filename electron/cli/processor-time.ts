import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';

/** Clock ticks per second of `/proc`: `sysconf(_SC_CLK_TCK)`, 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
/** Places of `cutime` and `cstime` behind the name in brackets: fields 16 and 17 of proc(5). */
const CHILD_TICKS_AT = [13, 14] as const;

/**
 * Processor seconds that ended child processes, and theirs, have used so far, of user and system together. Null where
 * the system does not tell (Node has no `RUSAGE_CHILDREN`).
 */
async function childSeconds(): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const stat = await readFile('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return CHILD_TICKS_AT.reduce((sum, at) => sum + Number(fields[at]), 0) / TICKS_PER_SECOND;
}

/** How long a piece of work took: by the clock, and of all processors in the processes that it started. */
export interface Taken {
  readonly wall: number;
  readonly processor: number | null;
}

/** Times work that is done in child processes; nothing else may start any meanwhile. */
export async function timeChildren(work: () => Promise<unknown>): Promise<Taken> {
  const before = await childSeconds();
  const begin = performance.now();
  await work();
  const wall = (performance.now() - begin) / 1000;
  const after = await childSeconds();
  return { wall, processor: before === null || after === null ? null : after - before };
}

/** Times work that this process does itself, in whatever threads. */
export async function timeHere(work: () => Promise<unknown>): Promise<Taken> {
  const before = process.cpuUsage();
  const begin = performance.now();
  await work();
  const wall = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { wall, processor: (user + system) / 1e6 };
}
