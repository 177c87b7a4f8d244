import type { Grid } from '../core/grid.ts';
import { overpassTime } from './overpass.ts';
import { gridCentre } from './scope.ts';
import { sunOverGrid } from './sun-position.ts';
import type { Angles, Product } from './types.ts';

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
  if (sun !== null) return { sun, time: told, note: told && isExact && grid ? strangeSun(sun, told, grid) : null };
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

/** The sun goes one degree in four minutes; times of a datatake's beginning are some minutes off. */
const STRANGE_DEGREES = 10;

/** A sentence where the sun cannot have stood where the metadata say; null where it can. */
function strangeSun(told: Angles, time: string, grid: Grid): string | null {
  const computed = sunOverGrid(new Date(time), grid);
  if (computed === null || degreesBetween(told, computed) <= STRANGE_DEGREES) return null;
  const angles = ({ zenithDegrees, azimuthDegrees }: Angles) =>
    `zenith ${zenithDegrees.toFixed(1)}, azimuth ${azimuthDegrees.toFixed(1)} degrees`;
  return `The metadata say that the sun stood at ${angles(told)}; at ${time.slice(0, 16).replace('T', ' ')} UTC it stood at ${angles(computed)}. Shadows are looked for by the metadata, and may be missed.`;
}

function degreesBetween(a: Angles, b: Angles): number {
  const radian = Math.PI / 180;
  const [up, other] = [a.zenithDegrees * radian, b.zenithDegrees * radian];
  const apart = (a.azimuthDegrees - b.azimuthDegrees) * radian;
  const cosine = Math.cos(up) * Math.cos(other) + Math.sin(up) * Math.sin(other) * Math.cos(apart);
  return Math.acos(Math.min(1, Math.max(-1, cosine))) / radian;
}
