import { type FoundPlace, PlaceError } from './found-place.ts';
import { readLonLat } from './lon-lat-text.ts';
import { readMgrs } from './mgrs-text.ts';
import { readUtm } from './utm-text.ts';

/** What may be typed, for whoever typed something else. */
export const PLACE_FORMS = '53.4281 N 7.912 W, 53°25\'41" N 7°54\'43" W, 29U 572340 5921160, 29UNU7234021160 or T29UNU';

/** Thin and fixed spaces between digits group them; they tell no numbers apart. */
const ungrouped = (text: string) => text.replaceAll(/(\d)[\u2009\u202f\u00a0](?=\d)/g, '$1');

/**
 * All that a text about a place may mean, the likeliest first.
 *
 * @param sceneEpsg of the active scene, whose zone metres alone are of; null where there is none
 * @throws PlaceError where it is no place
 */
export function readPlace(text: string, sceneEpsg: number | null): readonly FoundPlace[] {
  const trimmed = ungrouped(text).trim();
  for (const read of [readMgrs, readUtm, readLonLat]) {
    const found = read(trimmed, sceneEpsg);
    if (found.length > 0) return found;
  }
  throw new PlaceError(`This is no place. Type for example ${PLACE_FORMS}.`);
}
