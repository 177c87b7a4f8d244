import { metresPerPixel } from '../geo/mercator.ts';
import type { NumberRange } from './number.ts';
import type { Viewport } from './ui.ts';

/** Radius of a brush on the ground. */
export const BRUSH_METRES: NumberRange = { min: 10, max: 5000, digits: 0 };

/** How far across a brush is at first, CSS pixels. */
const ACROSS_PIXELS = 20;
const STEPS = [1, 1.5, 2, 3, 5, 7.5, 10];

/** The radius in whole metres, within the range of brushes. */
export const brushRadius = (metres: number): number =>
  Math.min(BRUSH_METRES.max, Math.max(BRUSH_METRES.min, Math.round(metres)));

/** The radius in metres, a round number, that a brush has until one is chosen: to be seen in a view, and to cover pixels of a mask. */
export function fittingRadius({ zoom, latitude }: Pick<Viewport, 'zoom' | 'latitude'>, gridMetres: number): number {
  const wanted = Math.max(gridMetres, (ACROSS_PIXELS / 2) * metresPerPixel(zoom, latitude));
  const power = 10 ** Math.floor(Math.log10(wanted));
  const away = (metres: number) => Math.abs(Math.log(metres / wanted));
  const [nearest = wanted] = STEPS.map((step) => step * power)
    .filter((metres) => metres >= gridMetres)
    .sort((a, b) => away(a) - away(b));
  return brushRadius(nearest);
}
