/** What waits for its turn, by name; one at a time is run. */
export interface Line {
  /** Puts one in, as the next where it is urgent, else as the last; it begins after the code that calls this. */
  add(id: string, urgent: boolean): void;
  /** Takes out one that waits, or aborts the one that runs; tells which it was. */
  leave(id: string): 'waiting' | 'running' | 'absent';
  /** Resolves when nothing is waiting or running; never, once the line is closed before. */
  idle(): Promise<void>;
  /** Aborts what runs and waits for its end; nothing more is begun. */
  close(): Promise<void>;
}

/**
 * @param run must not throw.
 * @param onBusy told when the first one is begun and when none is left, once each
 */
export function createLine(
  run: (id: string, signal: AbortSignal) => Promise<void>,
  onBusy: (isBusy: boolean) => void = () => {},
): Line {
  const waiting: string[] = [];
  let running: { readonly id: string; readonly abort: AbortController; readonly ended: Promise<void> } | null = null;
  let isClosed = false;
  let isBusy = false;
  let wakeIdle: (() => void)[] = [];

  const tell = (is: boolean): void => {
    if (is === isBusy) return;
    isBusy = is;
    onBusy(is);
  };
  const next = (): void => {
    if (running || isClosed) return;
    const id = waiting.shift();
    tell(id !== undefined);
    if (id === undefined) {
      for (const wake of wakeIdle.splice(0)) wake();
      return;
    }
    const abort = new AbortController();
    const ended = run(id, abort.signal).then(() => {
      running = null;
      next();
    });
    running = { id, abort, ended };
  };

  return {
    add(id, urgent) {
      if (urgent) waiting.unshift(id);
      else waiting.push(id);
      queueMicrotask(next);
    },
    leave(id) {
      if (running?.id === id) {
        running.abort.abort();
        return 'running';
      }
      const place = waiting.indexOf(id);
      if (place < 0) return 'absent';
      waiting.splice(place, 1);
      return 'waiting';
    },
    idle: () => (running || waiting.length > 0 ? new Promise((resolve) => wakeIdle.push(resolve)) : Promise.resolve()),
    async close() {
      isClosed = true;
      wakeIdle = [];
      running?.abort.abort();
      await running?.ended;
    },
  };
}
