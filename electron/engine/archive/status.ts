import { listLeases } from './lease.ts';
import { readResult } from './result.ts';
import { type RunCounts, runCounts } from './run-counts.ts';
import type { Run } from './run-file.ts';
import type { RunFolder } from './run-folder.ts';

export interface FailureReason {
  /** `failed` may be tried again, `broken` not. */
  readonly state: 'failed' | 'broken';
  /** The sentence of one of them. */
  readonly reason: string;
  readonly remedy: string | null;
  readonly count: number;
  /** Some of the products. */
  readonly examples: readonly string[];
}

export interface ArchiveStatus {
  readonly products: number;
  readonly done: number;
  readonly running: number;
  readonly waiting: number;
  readonly failed: number;
  readonly broken: number;
  /** Products whose workers have died and that no other has taken yet. */
  readonly left: number;
  /** Machines that work now. */
  readonly hosts: readonly string[];
  /** Products an hour over the last ones that were done; null before two are. */
  readonly perHour: number | null;
  /** Null where nothing is left to be done, nobody works, or the pace is not known yet. */
  readonly secondsLeft: number | null;
  /** Mean of what a product took. */
  readonly secondsPerProduct: number | null;
  readonly failures: readonly FailureReason[];
  /** Failures beyond those that were looked into. */
  readonly failuresNotRead: number;
}

/** Results of failures that are opened for their reasons. */
const MOST_READ = 2000;
const AT_A_TIME = 64;
const EXAMPLES = 3;
/** The pace is that of so many products at the end. */
const RECENT = 200;

/** How far a run is. Takes the names of files; only failures are opened. */
export async function archiveStatus(folder: RunFolder, run: Pick<Run, 'products'>): Promise<ArchiveStatus> {
  const [counts, leases] = await Promise.all([runCounts(folder, run.products), listLeases(folder)]);
  const held = leases.filter(({ index }) => index < run.products && counts.state(index) !== 'done');
  const running = held.filter(({ isLeft }) => !isLeft);
  const ofState = (state: 'failed' | 'broken' | 'waiting') =>
    running.filter(({ index }) => counts.state(index) === state).length;
  const { failures, notRead } = await failureReasons(counts, new Set(running.map(({ index }) => index)));
  const waiting = counts.waiting - ofState('waiting');
  const failed = counts.failed - ofState('failed');
  const perHour = paceOf(counts.doneAt);
  const open = waiting + failed + running.length;
  return {
    products: run.products,
    done: counts.done,
    running: running.length,
    waiting,
    failed,
    broken: counts.broken - ofState('broken'),
    left: held.length - running.length,
    hosts: [...new Set(running.flatMap(({ holder }) => (holder ? [holder.host] : [])))].toSorted(),
    perHour,
    secondsLeft: running.length > 0 && open > 0 && perHour ? (open / perHour) * 3600 : null,
    secondsPerProduct: counts.done > 0 ? counts.doneSeconds / counts.done : null,
    failures,
    failuresNotRead: notRead,
  };
}

function paceOf(doneAt: Float64Array): number | null {
  const recent = doneAt.toSorted().subarray(-RECENT);
  const hours = (recent.at(-1)! - recent[0]!) / 3_600_000;
  return recent.length > 1 && hours > 0 ? (recent.length - 1) / hours : null;
}

async function failureReasons(
  counts: RunCounts,
  running: ReadonlySet<number>,
): Promise<{ readonly failures: readonly FailureReason[]; readonly notRead: number }> {
  const names = [...counts.unsuccessful.values()].filter(({ index }) => !running.has(index));
  const groups = new Map<string, FailureReason>();
  for (let at = 0; at < Math.min(names.length, MOST_READ); at += AT_A_TIME) {
    const results = await Promise.all(
      names.slice(at, Math.min(at + AT_A_TIME, MOST_READ)).map(({ path }) => readResult(path)),
    );
    for (const result of results) {
      if (!result?.error) continue;
      const state = result.kind === 'broken' ? 'broken' : 'failed';
      const kind = `${state} ${kindOf(result.error.message, result.id)}`;
      const group = groups.get(kind);
      groups.set(kind, {
        state,
        reason: group?.reason ?? result.error.message,
        remedy: result.error.remedy ?? null,
        count: (group?.count ?? 0) + 1,
        examples: [...(group?.examples ?? []), result.id].slice(0, EXAMPLES),
      });
    }
  }
  const failures = [...groups.values()].toSorted((a, b) => b.count - a.count);
  return { failures, notRead: Math.max(0, names.length - MOST_READ) };
}

/** A sentence without what tells one product or file from another. */
function kindOf(message: string, id: string): string {
  return message
    .replaceAll(id, '*')
    .replace(/\S+\.(jp2|tiff?|xml|zip|SAFE)\b/gi, '*')
    .replace(/\bB(\d\d|8A)\b/g, '*')
    .replace(/[\w.-]*\d[\w.-]*/g, '#');
}
