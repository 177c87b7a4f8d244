import { REQUEST_HEADER } from '../engine/contract/shell.ts';

type Fetch = (request: Request) => Response | Promise<Response>;

/** Lets a page give up requests where the way that they come by does not tell of it. */
export interface GiveUp {
  /** Forwards requests; one that names itself in {@link REQUEST_HEADER} is aborted when it is given up. */
  readonly fetch: Fetch;
  /** Aborts a request that has no answer yet; nothing happens where there is none of that name. */
  giveUp(name: unknown): void;
}

/**
 * Electron's `protocol.handle` gives a request whose signal never fires (`lib/browser/api/protocol.ts`): it closes the
 * body of an answer that nobody waits for, but what is still being computed would be computed to its end.
 */
export function createGiveUp(fetch: Fetch): GiveUp {
  /** With the request that listens: Node lets go of one that nobody holds, and with it of its signal (nodejs/undici#1926). */
  const running = new Map<string, { readonly controller: AbortController; readonly request: Request }>();
  return {
    async fetch(request) {
      const name = request.headers.get(REQUEST_HEADER);
      if (name === null) return fetch(request);
      const controller = new AbortController();
      const forwarded = new Request(request, { signal: controller.signal });
      running.set(name, { controller, request: forwarded });
      try {
        return await fetch(forwarded);
      } finally {
        running.delete(name);
      }
    },
    giveUp: (name) => running.get(String(name))?.controller.abort(),
  };
}
