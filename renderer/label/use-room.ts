import { useEffect } from 'react';
import { setUi, useUi } from '../state/ui.ts';

/** Below this width of the window the panes need the room of the left panels. */
const NARROW = 1600;

/** Folds the left panels while a chip is labelled in a window that is not wide, and brings them back afterwards. */
export function useRoom(isLabelling: boolean): void {
  useEffect(() => {
    if (!isLabelling || window.innerWidth >= NARROW || useUi.getState().leftFolded) return;
    setUi({ leftFolded: true });
    return () => setUi({ leftFolded: false });
  }, [isLabelling]);
}
