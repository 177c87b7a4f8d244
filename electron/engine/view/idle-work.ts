const REST_MILLISECONDS = 150;

/** Work that is done while nothing else is to be: it begins after a rest, and ends when something comes up. */
export interface IdleWork {
  /** Begins it when nothing has been asked for during so many rests, and nothing is under way then. */
  rest(times?: number): void;
  /** Tells what runs to end. */
  interrupt(): void;
  /** The same, and begins no more until the next rest. Fulfilled once it has ended. */
  stop(): Promise<void>;
}

export interface IdleWorkOptions {
  /** Whether work is under way that is not to be held up. */
  readonly isBusy: () => boolean;
  /** How long nothing must have been asked for; 150 by default. */
  readonly restMilliseconds?: number;
}

/** @param work null where there is nothing to do */
export function createIdleWork(
  work: () => ((signal: AbortSignal) => Promise<void>) | null,
  { isBusy, restMilliseconds = REST_MILLISECONDS }: IdleWorkOptions,
): IdleWork {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: { readonly abort: AbortController; readonly ended: Promise<void> } | null = null;

  function begin(): void {
    const next = work();
    if (!next) return;
    if (isBusy()) {
      rest();
      return;
    }
    const abort = new AbortController();
    running = { abort, ended: next(abort.signal) };
  }

  function rest(times = 1): void {
    clearTimeout(timer);
    timer = setTimeout(begin, times * restMilliseconds);
    timer.unref();
  }

  return {
    rest,
    interrupt: () => running?.abort.abort(),
    async stop() {
      clearTimeout(timer);
      running?.abort.abort();
      await running?.ended;
    },
  };
}
