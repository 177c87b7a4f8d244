import { REQUEST_HEADER } from '../../electron/engine/contract/shell.ts';

/**
 * Tells the shell when a request is aborted that it would not hear of otherwise, as on the desktop: there, what the engine
 * computes for it would go on to its end.
 */
export function givenUpBySignal(init: RequestInit): RequestInit {
  const { signal } = init;
  const shell = globalThis.window?.nephoscope;
  if (!signal || !shell?.giveUp) return init;
  const name = crypto.randomUUID();
  signal.addEventListener('abort', () => shell.giveUp?.(name), { once: true });
  const headers = new Headers(init.headers);
  headers.set(REQUEST_HEADER, name);
  return { ...init, headers };
}
