export interface ViewLoader<Request> {
  /** Asks for a view. A draft waits for the draft that is under way; anything else gives that up. */
  ask(request: Request, draft: boolean): void;
  stop(): void;
}

interface Options<Request, View> {
  readonly load: (request: Request, draft: boolean, signal: AbortSignal) => Promise<View>;
  readonly onView: (view: View, request: Request) => void;
  readonly onError: (error: unknown, request: Request) => void;
}

/**
 * Loads one view at a time and remembers at most one more. Drafts are let through to the end, so that a slider in motion
 * is always followed by a picture; what counts (a draft no more) does not wait.
 */
export function createViewLoader<Request, View>(options: Options<Request, View>): ViewLoader<Request> {
  let running: AbortController | null = null;
  let waiting: { request: Request } | null = null;
  let runningIsDraft = false;

  const start = async (request: Request, draft: boolean) => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    runningIsDraft = draft;
    try {
      const view = await options.load(request, draft, mine.signal);
      if (!mine.signal.aborted) options.onView(view, request);
    } catch (error) {
      if (!mine.signal.aborted) options.onError(error, request);
    }
    if (running !== mine) return;
    running = null;
    const next = waiting;
    waiting = null;
    if (next) void start(next.request, true);
  };

  return {
    ask(request, draft) {
      if (draft && running && runningIsDraft) {
        waiting = { request };
        return;
      }
      waiting = null;
      void start(request, draft);
    },
    stop() {
      waiting = null;
      running?.abort();
      running = null;
    },
  };
}
