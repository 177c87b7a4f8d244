/** Runs work, at most so many pieces at a time, the others in the order in which they came. */
export type Limiter = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/**
 * Lets many small requests through a few at a time: a browser has six connections to a server, and a tile of the map is not
 * to wait for a hundred thumbnails.
 */
export function createLimiter(most: number): Limiter {
  let running = 0;
  const waiting: (() => void)[] = [];
  const end = () => {
    running--;
    waiting.shift()?.();
  };
  return async (work, signal) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      signal?.throwIfAborted();
      return await work();
    } finally {
      end();
    }
  };
}
