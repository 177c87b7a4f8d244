import { AsyncLocalStorage } from 'node:async_hooks';
import { CancelledError, throwIfCancelled } from '../core/errors.ts';

/** What ends the opening that a call belongs to; reading a product takes hundreds of reads from dozens of places. */
const opening = new AsyncLocalStorage<AbortSignal>();
/** Openings under way. */
let underWay = 0;

/** Asked before each file that is opened, read or listed. @throws CancelledError where the opening that asks was given up */
export function requireWanted(): void {
  throwIfCancelled(opening.getStore());
}

/**
 * Opens something in a context of its own. Once nothing is being opened, contexts are given up: while Node follows them, every
 * promise of the process costs two to three times as much.
 */
async function openWith<T>(signal: AbortSignal, open: () => Promise<T>): Promise<T> {
  underWay++;
  try {
    return await opening.run(signal, open);
  } finally {
    if (--underWay === 0) opening.disable();
  }
}

/**
 * Opens something for as long as it is wanted: once it is not, the answer comes at once, though a slow disk is still at
 * a read. The reads to follow are not begun, and what is opened all the same is closed. After the opening the signal
 * ends no read any more.
 *
 * @throws CancelledError when the signal fires before it is open
 */
export async function whileWanted<T extends { close(): Promise<void> }>(
  signal: AbortSignal | undefined,
  open: () => Promise<T>,
): Promise<T> {
  if (!signal) return open();
  throwIfCancelled(signal);
  const opened = openWith(signal, open);
  let giveUp = (): void => undefined;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = () => reject(new CancelledError());
  });
  signal.addEventListener('abort', giveUp);
  try {
    const all = await Promise.race([opened, givenUp]);
    // What failed for being given up may have been taken for missing.
    throwIfCancelled(signal);
    return all;
  } catch (error) {
    if (!signal.aborted) throw error;
    void opened.then((late) => late.close()).catch(() => undefined);
    throw new CancelledError();
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
