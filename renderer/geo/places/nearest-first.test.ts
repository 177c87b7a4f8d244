import { describe, expect, test } from 'vitest';
import type { Box } from '../globe.ts';
import { nearestFirst } from './nearest-first.ts';
import { readPlace } from './read-place.ts';

const BRANDENBURG: Box = [13.4, 52.2, 15, 53.3];
const SOMALIA: Box = [52.6, 12.5, 54, 13.5];
const FIJI: Box = [179.2, -18, 180.4, -17];
const LON_FIRST = 'Longitude, latitude';
const LAT_FIRST = 'Latitude, longitude';

/** How a text is read first where these scenes are open. */
const first = (text: string, ...scenes: readonly Box[]) => nearestFirst(readPlace(text, null), scenes)[0]!;

describe('of two readings of a pair of numbers', () => {
  test.each([
    ['inside the scene', '14.2 52.9', LON_FIRST],
    ['inside the scene, the other way', '52.9 14.2', LAT_FIRST],
    ['beside the scene', '12.9 53.2', LON_FIRST],
    ['beside the scene, the other way', '53.2, 12.9', LAT_FIRST],
  ])('the one %s comes first', (_name, text, kind) => {
    const { kind: told, lon, lat } = first(text, BRANDENBURG);
    expect(told).toBe(kind);
    expect(lon).toBeLessThan(lat);
  });

  test('the active scene decides where each lies in one of the open scenes', () => {
    expect(first('13.4 53.2', BRANDENBURG, SOMALIA).kind).toBe(LON_FIRST);
    expect(first('13.4 53.2', SOMALIA, BRANDENBURG).kind).toBe(LAT_FIRST);
  });

  test('a scene over the date line holds what lies on either side', () => {
    const [west, east] = [readPlace('17.5 S 179 E', null)[0]!, readPlace('17.5 S 179.7 W', null)[0]!];
    expect(nearestFirst([west, east], [FIJI])).toEqual([east, west]);
  });

  test('latitude comes first where nothing is open', () => {
    expect(first('12.9 53.2').kind).toBe(LAT_FIRST);
  });
});
