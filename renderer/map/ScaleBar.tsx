import { metresPerPixel } from '../geo/mercator.ts';
import { useUi } from '../state/ui.ts';

const LONGEST_PIXELS = 120;

/** The largest of 1, 2, 5 times a power of ten that is not above a value. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const digit = [5, 2, 1].find((one) => one * power <= most) ?? 1;
  return digit * power;
}

export function ScaleBar() {
  const viewport = useUi((ui) => ui.viewport);
  if (!viewport) return null;
  const perPixel = metresPerPixel(viewport.zoom, viewport.latitude);
  const metres = roundLength(LONGEST_PIXELS * perPixel);
  return (
    <div className="scale">
      {metres >= 1000 ? `${metres / 1000} km` : `${metres} m`}
      <i style={{ width: metres / perPixel }} />
    </div>
  );
}
