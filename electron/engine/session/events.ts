import type { EngineEvent } from '../contract/app.ts';

export interface EventHub {
  emit(event: EngineEvent): void;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
}

/** What is said while nobody listens is said to the first who does, where it is a notice. */
export function createEventHub(): EventHub {
  const unheard: EngineEvent[] = [];
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    emit: (event) => {
      if (event.type === 'notice' && listeners.size === 0) unheard.push(event);
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      for (const event of unheard.splice(0)) listener(event);
      return () => listeners.delete(listener);
    },
  };
}
