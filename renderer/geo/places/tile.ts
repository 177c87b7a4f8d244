import { toPoint } from 'mgrs';
import type { FoundPlace } from './found-place.ts';
import { fromUtm, toUtm } from './utm.ts';

const SQUARE_METRES = 100_000;
const TILE_METRES = 109_800;
/** Edges of tiles lie on multiples of the coarsest pixel. */
const ALIGNED_METRES = 60;

/** Lon/lat degrees of the south-western metre of a 100 km square. The square alone the library does not know on the equator. */
export const squareCorner = (square: string): [number, number] => toPoint(`${square}0000000000`);

/**
 * The Sentinel-2 tile of an MGRS square: 109.8 km from the corner at the north-west of the square, set outwards to whole 60 m
 * pixels counted from the equator. `tile.test.ts` compares that with the metadata of products.
 */
export function tileCorner(zone: number, band: string, square: string): { readonly x: number; readonly y: number } {
  const isSouth = band < 'N';
  const equator = isSouth ? 10_000_000 : 0;
  const { easting, northing } = toUtm(zone, isSouth, ...squareCorner(square));
  const west = Math.round(easting / SQUARE_METRES) * SQUARE_METRES;
  const north = Math.round(northing / SQUARE_METRES) * SQUARE_METRES + SQUARE_METRES;
  return {
    x: Math.floor(west / ALIGNED_METRES) * ALIGNED_METRES,
    y: equator + Math.ceil((north - equator) / ALIGNED_METRES) * ALIGNED_METRES,
  };
}

/** A tile by its name without the T: `29UNU`. */
export function tilePlace(zone: number, band: string, square: string): FoundPlace {
  const isSouth = band < 'N';
  const { x, y } = tileCorner(zone, band, square);
  const at = (east: number, south: number) =>
    fromUtm({ zone, isSouth, easting: x + east * TILE_METRES, northing: y - south * TILE_METRES });
  const corners = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)];
  const lons = corners.map(([lon]) => lon);
  const lats = corners.map(([, lat]) => lat);
  const [lon, lat] = at(0.5, 0.5);
  const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] as const;
  return { kind: `Sentinel-2 tile T${square.padStart(5, '0')}`, lon, lat, box };
}
