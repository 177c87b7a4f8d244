/** A value with what it was before and after; a draft is what a slider shows until it is let go. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  readonly draft: T | null;
}

const DEPTH = 100;

export function startHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], draft: null };
}

/** What is to be shown: the draft where there is one. */
export function shown<T>(history: History<T>): T {
  return history.draft ?? history.present;
}

/** Shows a value without making it a step of its own. */
export function drafted<T>(history: History<T>, draft: T): History<T> {
  return { ...history, draft };
}

/** Makes a value the next step; a value that equals the present one only ends the draft. */
export function recorded<T>(history: History<T>, next: T): History<T> {
  if (JSON.stringify(next) === JSON.stringify(history.present)) return { ...history, draft: null };
  return { past: [...history.past, history.present].slice(-DEPTH), present: next, future: [], draft: null };
}

export function undone<T>(history: History<T>): History<T> {
  const previous = history.past.at(-1);
  if (previous === undefined) return { ...history, draft: null };
  return {
    past: history.past.slice(0, -1),
    present: previous,
    future: [history.present, ...history.future],
    draft: null,
  };
}

export function redone<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return { ...history, draft: null };
  return { past: [...history.past, history.present], present: next, future, draft: null };
}
