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
  'project',
  'project-part',
  'notice',
  'product-closed',
] as const satisfies readonly EngineEvent['type'][];

export interface EventHandlers {
  readonly onEvent: (event: EngineEvent) => void;
  readonly onConnected: () => void;
  readonly onLost: () => void;
  /** The shell does not know this window: it belongs to one that has ended. */
  readonly onRefused: () => void;
}

const REFUSED = 401;

/** Follows the engine's events and connects again after a break; the returned function ends it. */
export function followEvents({ onEvent, onConnected, onLost, onRefused }: EventHandlers): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const connect = () => {
    source = new EventSource(address('/api/events'));
    source.onopen = onConnected;
    source.onerror = () => {
      onLost();
      source?.close();
      if (!ended) timer = setTimeout(connect, 1000);
      // An event source does not tell why it failed.
      send('/api/status').catch((error: unknown) => {
        if (error instanceof ApiError && error.status === REFUSED) onRefused();
      });
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
