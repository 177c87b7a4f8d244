import { useMemo, useRef } from 'react';
import type { PanelImperativeHandle } from 'react-resizable-panels';

/** The map keeps this much, in pixels, and the lines between panels take the rest. */
export const LEAST_MAP = 240;
const SEPARATORS = 12;
/** A window that changes its size tells of layouts on its way, in which panels have their old shares of the new size. */
const SETTLING_MILLISECONDS = 50;

type Side = 'left' | 'right';
type Panels = Readonly<Record<Side, { readonly current: PanelImperativeHandle | null }>>;

/**
 * Keeps the widths of the panels beside the map as the user left them: a window that becomes narrow squeezes them, and once
 * it is wide again they come back to what they were. A panel that was folded comes back so too.
 *
 * @param standard widths in pixels until the user chooses others, for a window that is too narrow for them when it opens
 */
export function usePanelWidths(panels: Panels, standard: Readonly<Record<Side, number>>) {
  const wanted = useRef<Record<Side, number> | null>(null);
  return useMemo(() => {
    const widthOf = (side: Side) => panels[side].current?.getSize().inPixels ?? 0;
    const isSeen = (side: Side) => panels[side].current !== null && !panels[side].current.isCollapsed();
    const note = () => {
      const before = wanted.current ?? standard;
      const now = (side: Side) => (isSeen(side) ? widthOf(side) : before[side]);
      wanted.current = { left: now('left'), right: now('right') };
    };
    const bringBack = (side: Side, other: Side) => {
      if (!wanted.current || !isSeen(side)) return;
      const width = Math.min(wanted.current[side], innerWidth - LEAST_MAP - SEPARATORS - widthOf(other));
      if (width > widthOf(side) + 1) panels[side].current?.resize(width);
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    /** To be called with each change of the layout, and whether the user made it. */
    return (isByUser: boolean) => {
      const isRoomy = innerWidth >= standard.left + standard.right + LEAST_MAP + SEPARATORS;
      if (isByUser || (!wanted.current && isRoomy)) note();
      else wanted.current ??= { ...standard };
      clearTimeout(timer);
      timer = setTimeout(() => {
        bringBack('left', 'right');
        bringBack('right', 'left');
      }, SETTLING_MILLISECONDS);
    };
  }, [panels, standard]);
}
