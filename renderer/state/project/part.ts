import type { StoreApi } from 'zustand';
import { sameValue } from '../merge.ts';

/** A piece of the window's state that belongs to the project. */
export interface WindowPart {
  /** Under which the project keeps it: small letters, digits, hyphens. Never changed once it was in use. */
  readonly name: string;
  /** Of data, other windows of the same project follow; where a window looks is its own. */
  readonly isShared: boolean;
  /** What is to be kept now, as JSON. A file or folder that was chosen may stand in it as its `Choice`. */
  get(): unknown;
  /** Brings back what was kept by any version; undefined, as everything that is not understood, is how a new project begins. */
  put(kept: unknown): void;
  /** Calls the listener when it may have changed; returns how to end that. */
  subscribe(listener: () => void): () => void;
}

interface StorePart<S, T> {
  readonly name: string;
  readonly isShared: boolean;
  readonly store: StoreApi<S>;
  readonly pick: (state: S) => T;
  /** What was kept, or null where it is something else. */
  readonly read: (kept: unknown) => T | null;
  readonly initial: T;
  readonly restore: (value: T) => Partial<S>;
}

/** A part that is a piece of a store. */
export function storePart<S, T>(part: StorePart<S, T>): WindowPart {
  const { name, isShared, store, pick, read, initial, restore } = part;
  return {
    name,
    isShared,
    get: () => pick(store.getState()),
    put: (kept) => store.setState(restore((kept === undefined ? null : read(kept)) ?? initial)),
    subscribe: (listener) =>
      store.subscribe((state, before) => {
        if (!sameValue(pick(state), pick(before))) listener();
      }),
  };
}
