/** What the system asked to open, kept until a page takes it: a page that is still loading would miss a message. */
export interface WaitingPaths {
  /** Absolute paths. */
  add(paths: readonly string[]): void;
  /** Everything that waits; it waits no more. */
  take(): string[];
  /** Puts back what could not be opened yet; tells nobody. */
  putBack(paths: readonly string[]): void;
  /** Called whenever something was added. */
  onAdd(listener: () => void): void;
}

export function createWaitingPaths(first: readonly string[]): WaitingPaths {
  let waiting = [...first];
  let tell = (): void => {};
  return {
    add(paths) {
      if (paths.length === 0) return;
      waiting.push(...paths);
      tell();
    },
    take() {
      const taken = waiting;
      waiting = [];
      return taken;
    },
    putBack(paths) {
      waiting.unshift(...paths);
    },
    onAdd(listener) {
      tell = listener;
    },
  };
}
