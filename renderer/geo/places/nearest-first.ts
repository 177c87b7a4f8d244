import { lengthMetres } from '../geodesic.ts';
import { type Box, onGlobe } from '../globe.ts';
import type { FoundPlace } from './found-place.ts';

const between = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** Metres from a place to the nearest of a box, 0 inside; a box over the date line goes on beyond 180 degrees. */
function metresTo({ lon, lat }: FoundPlace, [west, south, east, north]: Box): number {
  const middle = (west + east) / 2;
  const near = middle + onGlobe(lon - middle);
  return lengthMetres([
    [near, lat],
    [between(near, west, east), between(lat, south, north)],
  ]);
}

/**
 * Readings of one text with the likeliest first: the one inside the open scenes or nearest to them, of two inside the one
 * nearer to the active scene; where that tells nothing, in the order in which they came.
 *
 * @param scenes boxes of the open scenes, that of the active one first
 */
export function nearestFirst(found: readonly FoundPlace[], scenes: readonly Box[]): readonly FoundPlace[] {
  const [active] = scenes;
  if (!active) return found;
  const keyed = found.map((place) => ({
    place,
    toAny: Math.min(...scenes.map((box) => metresTo(place, box))),
    toActive: metresTo(place, active),
  }));
  return keyed.toSorted((a, b) => a.toAny - b.toAny || a.toActive - b.toActive).map(({ place }) => place);
}
