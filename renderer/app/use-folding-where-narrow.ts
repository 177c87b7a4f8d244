import { useEffect } from 'react';
import { setUi, useUi } from '../state/ui.ts';

/** Below this width the map would be left without room. */
const NARROW = '(width < 760px)';

/**
 * Folds the panels when the window becomes narrow: the map stays, and a panel is a command away. Those that were open
 * before come back when the window is wide again.
 */
export function useFoldingWhereNarrow(): void {
  useEffect(() => {
    const narrow = matchMedia(NARROW);
    let before: { readonly leftFolded: boolean; readonly rightFolded: boolean } | null = null;
    const fold = () => {
      const { leftFolded, rightFolded } = useUi.getState();
      if (narrow.matches) {
        before = { leftFolded, rightFolded };
        setUi({ leftFolded: true, rightFolded: true });
      } else if (before) {
        setUi({ leftFolded: leftFolded && before.leftFolded, rightFolded: rightFolded && before.rightFolded });
        before = null;
      }
    };
    fold();
    narrow.addEventListener('change', fold);
    return () => narrow.removeEventListener('change', fold);
  }, []);
}
