import { useEffect } from 'react';
import { followParts, keepPartsAtOnce } from '../state/project/keep-parts.ts';

/** Has what belongs to the project kept: a moment after it changed, or when the window goes before that. */
export function useKeepProject(): void {
  useEffect(() => {
    const stop = followParts();
    window.addEventListener('pagehide', keepPartsAtOnce);
    return () => {
      stop();
      window.removeEventListener('pagehide', keepPartsAtOnce);
    };
  }, []);
}
