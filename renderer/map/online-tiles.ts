/** Failures in a row that count as being offline; a single tile may be missing at the service. */
const FAILURES = 3;
const PAUSE_MILLISECONDS = 30_000;

export interface OnlineTiles<T> {
  /** The tile, or null where it cannot be had. Rejects only when it was given up. */
  load(url: string, signal: AbortSignal): Promise<T | null>;
  /** Ends a pause at once, as when the system says that the network is back. */
  wake(): void;
}

/**
 * Loads tiles from a service that may be away. After some failures in a row it says so once and asks nothing for a
 * while; when a tile comes again it says that, once.
 */
export function createOnlineTiles<T>(options: {
  readonly fetchTile: (url: string, signal: AbortSignal) => Promise<T>;
  readonly onLost: (url: string) => void;
  readonly onBack: () => void;
  readonly now?: () => number;
}): OnlineTiles<T> {
  const { fetchTile, onLost, onBack, now = Date.now } = options;
  let failures = 0;
  let isLost = false;
  let pausedUntil = 0;
  const failed = (url: string): null => {
    failures++;
    if (failures < FAILURES) return null;
    pausedUntil = now() + PAUSE_MILLISECONDS;
    if (!isLost) onLost(url);
    isLost = true;
    return null;
  };
  return {
    async load(url, signal) {
      if (now() < pausedUntil) return null;
      try {
        const tile = await fetchTile(url, signal);
        failures = 0;
        pausedUntil = 0;
        if (isLost) onBack();
        isLost = false;
        return tile;
      } catch (error) {
        if (signal.aborted) throw error;
        return failed(url);
      }
    },
    wake() {
      pausedUntil = 0;
    },
  };
}
