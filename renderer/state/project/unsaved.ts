import { create } from 'zustand';

/** What has changed and is not in the project's file yet, by names. */
export const useUnsaved = create<{ readonly names: ReadonlySet<string> }>(() => ({ names: new Set() }));

export function markUnsaved(name: string): void {
  useUnsaved.setState(({ names }) => (names.has(name) ? {} : { names: new Set([...names, name]) }));
}

export function markSaved(name: string): void {
  useUnsaved.setState(({ names }) =>
    names.has(name) ? { names: new Set([...names].filter((one) => one !== name)) } : {},
  );
}
