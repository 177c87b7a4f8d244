import { setTimeout } from 'node:timers/promises';
import { throwIfCancelled } from '../core/errors.ts';
import { OWNER } from '../core/owner.ts';
import { requireUsable } from './folder-access.ts';
import { listLeases, STALE_MILLISECONDS } from './lease.ts';
import { type RunCounts, runCounts } from './run-counts.ts';
import { type WorkContext, type WorkOutcome, workProduct } from './work-product.ts';

export type OnOutcome = (outcome: WorkOutcome) => void;

/** What a worker leaves its engine with: nothing more to do for it, try it again, or products that are beyond help. */
export type WorkSummary = 'done' | 'again' | 'broken';

const POLL_MILLISECONDS = 5000;
/** A worker that lost its power is found after this; then its product is free. */
const PATIENCE_MILLISECONDS = 2 * STALE_MILLISECONDS;
/** Attempts that a worker which chooses for itself makes at a product that failed: no engine does it for it. */
const ATTEMPTS = 3;

/** Works on the products that an engine gave this worker; waits where another one has not ended yet. */
export async function workIndices(
  context: WorkContext,
  indices: readonly number[],
  onOutcome: OnOutcome,
): Promise<WorkSummary> {
  const summary = new Summary();
  await requireUsable(context.folder, indices);
  for (const index of indices) {
    let outcome = await workProduct(context, index);
    const begin = Date.now();
    while (outcome.kind === 'taken' && Date.now() - begin < PATIENCE_MILLISECONDS) {
      await pause(context.signal);
      outcome = await workProduct(context, index);
    }
    onOutcome(outcome);
    summary.add(outcome);
  }
  return summary.value;
}

/**
 * Works on whatever waits, until nothing does: what others work on is left to them, and taken over where they die. Any
 * number of such workers share a run.
 */
export async function workAll(context: WorkContext, onOutcome: OnOutcome): Promise<WorkSummary> {
  await requireUsable(context.folder, null);
  for (;;) {
    const summary = new Summary();
    const counts = await runCounts(context.folder, context.run.products);
    const open = inOwnOrder(waiting(counts));
    let worked = 0;
    for (const index of open) {
      throwIfCancelled(context.signal);
      const outcome = await workProduct(context, index);
      summary.add(outcome);
      if (outcome.kind === 'taken' || outcome.kind === 'settled') continue;
      worked++;
      onOutcome(outcome);
    }
    if (worked > 0) continue;
    const leases = await listLeases(context.folder);
    if (leases.some(({ index }) => open.includes(index))) {
      await pause(context.signal);
      continue;
    }
    // Whoever had one may have failed at it and let go of it meanwhile: then it waits again.
    const now = await runCounts(context.folder, context.run.products);
    if (waiting(now).length === 0) return finalSummary(now);
  }
}

function waiting({ state, attempts, products }: RunCounts): number[] {
  const open: number[] = [];
  for (let index = 0; index < products; index++) {
    const kind = state(index);
    if (kind === 'done' || kind === 'broken' || (kind === 'failed' && attempts(index) >= ATTEMPTS)) continue;
    open.push(index);
  }
  return open;
}

/** Each worker begins elsewhere, so that they seldom want the same product. */
function inOwnOrder(indices: readonly number[]): readonly number[] {
  const hash = [...OWNER].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  const start = indices.length === 0 ? 0 : hash % indices.length;
  return [...indices.slice(start), ...indices.slice(0, start)];
}

function finalSummary({ failed, broken }: RunCounts): WorkSummary {
  if (failed > 0) return 'again';
  return broken > 0 ? 'broken' : 'done';
}

class Summary {
  private again = false;
  private broken = false;

  add(outcome: WorkOutcome): void {
    if (outcome.kind === 'failed' || outcome.kind === 'taken') this.again = true;
    if (outcome.kind === 'broken' || (outcome.kind === 'settled' && outcome.as === 'broken')) this.broken = true;
  }

  get value(): WorkSummary {
    if (this.again) return 'again';
    return this.broken ? 'broken' : 'done';
  }
}

/** Ends at once where the worker is to stop. @throws CancelledError then */
async function pause(signal: AbortSignal): Promise<void> {
  await setTimeout(POLL_MILLISECONDS, undefined, { signal }).catch(() => throwIfCancelled(signal));
}
