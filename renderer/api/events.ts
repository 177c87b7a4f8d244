import { address } from './address.ts';
import { ApiError, send } from './client.ts';
import type { EngineEvent } from './types.ts';

const TYPES = [
  'job',
  'job-removed',
  'mask-progress',
  'device',
  'product-changed',
  'scene-settings',
  'settings',
  'remote',
  'project',
  'project-part',
  'labels',
  'notice',
  'product-closed',
] as const satisfies readonly EngineEvent['type'][];

export interface EventHandlers {
  readonly onEvent: (event: EngineEvent) => void;
  readonly onConnected: () => void;
  /** The engine is away; the shell is there and starts it again. */
  readonly onLost: () => void;
  /** Nothing answers at the window's address: the shell itself has ended. */
  readonly onGone: () => void;
  /** The shell does not know this window: it belongs to one that has ended. */
  readonly onRefused: () => void;
}

const REFUSED = 401;

/** Follows the engine's events and connects again after a break; the returned function ends it. */
export function followEvents({ onEvent, onConnected, onLost, onGone, onRefused }: EventHandlers): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  /** An event source does not tell why it failed; the shell answers for itself, also while the engine does not. */
  const tellWhy = async () => {
    const answer = await send('/engine').catch((error: unknown) => error);
    if (ended) return;
    if (!(answer instanceof ApiError)) onLost();
    else if (answer.status === REFUSED) onRefused();
    else onGone();
  };

  const connect = () => {
    source = new EventSource(address('/api/events'));
    source.onopen = onConnected;
    source.onerror = () => {
      source?.close();
      if (!ended) timer = setTimeout(connect, 1000);
      void tellWhy();
    };
    for (const type of TYPES) {
      source.addEventListener(type, (message) => {
        const data = (message as MessageEvent<string>).data;
        onEvent({ ...(JSON.parse(data) as object), type } as EngineEvent);
      });
    }
  };
  connect();
  return () => {
    ended = true;
    clearTimeout(timer);
    source?.close();
  };
}
