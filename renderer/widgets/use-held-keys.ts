import { useRef } from 'react';

interface Taken {
  /** Without it each step is taken at once. */
  readonly onDraft: ((value: number) => void) | undefined;
  readonly onCommit: (value: number) => void;
}

/**
 * A value that keys step: shown with each, and taken once the key is let go or the field is left. A key that is held
 * down would fill the undo with its repetitions.
 */
export function useHeldKeys({ onDraft, onCommit }: Taken): {
  readonly step: (value: number) => void;
  readonly end: () => void;
} {
  const held = useRef<number | null>(null);
  return {
    step: (value) => {
      if (!onDraft) return onCommit(value);
      held.current = value;
      onDraft(value);
    },
    end: () => {
      const value = held.current;
      held.current = null;
      if (value !== null) onCommit(value);
    },
  };
}
