import { setMaxListeners } from 'node:events';
import { CancelledError, throwIfCancelled } from '../core/errors.ts';

/** Requests that are under way, by key. */
interface InFlight<T> {
  (key: string, signal: AbortSignal | undefined, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
  isRunning(key: string): boolean;
}

/**
 * Lets identical concurrent requests share one promise. The work is cancelled only when every caller has cancelled.
 * A finished request is forgotten: keep its result elsewhere.
 */
export function createInFlight<T>(): InFlight<T> {
  const running = new Map<string, { promise: Promise<T>; waiters: number; controller: AbortController }>();

  const share: InFlight<T> = (key, signal, start) => {
    throwIfCancelled(signal);
    let entry = running.get(key);
    if (!entry) {
      const controller = new AbortController();
      entry = { promise: start(controller.signal), waiters: 0, controller };
      running.set(key, entry);
      const forget = () => {
        if (running.get(key) === entry) running.delete(key);
      };
      entry.promise.then(forget, forget);
    }
    const shared = entry;
    shared.waiters++;
    if (!signal) return shared.promise;
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        reject(new CancelledError());
        if (--shared.waiters > 0) return;
        if (running.get(key) === shared) running.delete(key);
        shared.controller.abort();
      };
      setMaxListeners(0, signal);
      signal.addEventListener('abort', leave, { once: true });
      shared.promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  };
  share.isRunning = (key) => running.has(key);
  return share;
}
