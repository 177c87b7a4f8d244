import type { Grid } from '../core/grid.ts';
import { overpassTime } from './overpass.ts';
import { gridCentre } from './scope.ts';
import { sunOverGrid } from './sun-position.ts';
import type { Product } from './types.ts';

/**
 * Time and sun of a product: as its granule metadata gives them, otherwise the time at which the satellite passed and
 * the sun computed for it.
 */
export function seenAt(known: {
  readonly sun: Product['sun'];
  readonly told: string | null;
  readonly isExact: boolean;
  readonly isDayOnly: boolean;
  readonly grid: Grid | null;
}): { readonly sun: Product['sun']; readonly time: string | null; readonly note: string | null } {
  const { sun, told, isExact, isDayOnly, grid } = known;
  if (sun !== null) return { sun, time: told, note: null };
  const [centre] = grid ? [gridCentre(grid)] : [null];
  if (told === null || grid === null || centre === null) {
    return {
      sun: null,
      time: told,
      note: `The position of the sun is unknown${told === null ? ', as is the time' : ''}.`,
    };
  }
  const pass = isExact ? new Date(told) : overpassTime(new Date(told), isDayOnly, ...centre);
  if (pass === null && isDayOnly) {
    return {
      sun: null,
      time: told,
      note: `The position of the sun is unknown: only the day (${told.slice(0, 10)}) is.`,
    };
  }
  const time = pass ?? new Date(told);
  const how = isExact
    ? ''
    : pass === null
      ? ', which may be some minutes early'
      : `, when the satellite passed by its orbit`;
  const computed = sunOverGrid(time, grid);
  return {
    sun: computed,
    time: isDayOnly || !isExact ? time.toISOString() : told,
    note:
      computed === null
        ? 'The position of the sun is unknown.'
        : `The position of the sun is computed for ${time.toISOString().slice(0, 16).replace('T', ' ')} UTC${how} (zenith ${computed.zenithDegrees.toFixed(1)}, azimuth ${computed.azimuthDegrees.toFixed(1)} degrees).`,
  };
}
