import { useCallback, useEffect, useRef } from 'react';
import type { LabelChip } from '../api/types.ts';
import { type Projector, utmInverse } from '../geo/utm.ts';
import type { Point } from '../state/label/shapes.ts';
import { useCursor } from '../state/ui.ts';

/** Tells the status bar where a pixel of the chip lies on the ground; null where the pointer is on none. */
export function useChipCursor(chip: LabelChip): (at: Point | null) => void {
  const { epsg, originX, originY, pixelMetres } = chip.grid;
  const { width, height } = chip.window;
  const inverse = useRef<Projector | null>(null);
  useEffect(() => {
    let stale = false;
    inverse.current = null;
    if (epsg !== null)
      void utmInverse(epsg).then((made) => {
        if (!stale) inverse.current = made;
      });
    return () => {
      stale = true;
      useCursor.setState({ at: null });
    };
  }, [epsg]);
  return useCallback(
    (at) => {
      const isOn = at && at[0] >= 0 && at[1] >= 0 && at[0] < width && at[1] < height;
      const place = isOn && inverse.current?.(originX + at[0] * pixelMetres, originY - at[1] * pixelMetres);
      useCursor.setState({ at: place ? { lon: place[0], lat: place[1] } : null });
    },
    [originX, originY, pixelMetres, width, height],
  );
}
