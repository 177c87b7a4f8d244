import type { EngineEvent } from '../contract/app.ts';

export interface EventHub {
  emit(event: EngineEvent): void;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
}

export function createEventHub(): EventHub {
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
