import type { Grid } from '../core/grid.ts';
import { gridBounds } from '../core/grid.ts';
import proj4 from '../core/proj4.ts';
import { utmDefinition, utmZone } from '../core/utm.ts';
import type { Product, ProductWarning } from './types.ts';

/** The scope that the models are made and tested for: land north of the Alps in the growing season, sun not too low. */
const SCOPE = { southDegrees: 45, northDegrees: 72, firstMonth: 4, lastMonth: 10, maxZenithDegrees: 70 } as const;
const NOTABLE_SNOW_PERCENT = 5;
const NOTABLE_NO_DATA_PERCENT = 1;

/** Longitude and latitude, in degrees, of a point of a UTM coordinate system; null where `epsg` is none. */
function utmToLonLat(epsg: number | null, x: number, y: number): readonly [number, number] | null {
  if (epsg === null || utmZone(epsg) === null) return null;
  const [lon, lat] = proj4(utmDefinition(epsg)).inverse([x, y]) as [number, number];
  return [lon, lat];
}

/** The outline of a grid as a closed ring of lon/lat; null outside of UTM. */
export function gridOutline(grid: Grid): readonly (readonly [number, number])[] | null {
  const [west, south, east, north] = gridBounds(grid);
  const corners = [
    [west, north],
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ] as const;
  const ring = corners.map(([x, y]) => utmToLonLat(grid.epsg, x, y));
  return ring.every((point) => point !== null) ? ring : null;
}

/** Longitude and latitude of the middle of a grid, in degrees; null outside of UTM. */
export function gridCentre(grid: Grid): readonly [number, number] | null {
  const [west, south, east, north] = gridBounds(grid);
  return utmToLonLat(grid.epsg, (west + east) / 2, (south + north) / 2);
}

/** Warnings about where and when a product was imaged, so far as its metadata tells. */
export function scopeWarnings(
  product: Pick<Product, 'grids' | 'footprint' | 'sensingTime' | 'sun'>,
  content: { readonly noDataPercent: number | null; readonly snowPercent: number | null },
): ProductWarning[] {
  const warnings: ProductWarning[] = [];
  const grid = product.grids[10] ?? product.grids[20] ?? product.grids[60];
  const [west, south, east, north] = grid ? gridBounds(grid) : [0, 0, 0, 0];
  const ring = product.footprint ?? [];
  const latitude = grid
    ? utmToLonLat(grid.epsg, (west + east) / 2, (south + north) / 2)?.[1]
    : ring.length > 0
      ? ring.reduce((sum, [, lat]) => sum + lat, 0) / ring.length
      : undefined;
  if (latitude !== undefined && (latitude < SCOPE.southDegrees || latitude > SCOPE.northDegrees)) {
    warnings.push({
      code: 'region',
      message: `The image lies at ${Math.abs(latitude).toFixed(1)} degrees ${latitude < 0 ? 'south' : 'north'}; the masks are made for ${SCOPE.southDegrees} to ${SCOPE.northDegrees} degrees north.`,
    });
  }
  const month = product.sensingTime === null ? null : new Date(product.sensingTime).getUTCMonth() + 1;
  if (month !== null && (month < SCOPE.firstMonth || month > SCOPE.lastMonth)) {
    warnings.push({
      code: 'season',
      message: `The image is of ${product.sensingTime?.slice(0, 10)}; the masks are made for April to October.`,
    });
  }
  const zenith = product.sun?.zenithDegrees;
  if (zenith !== undefined && zenith > SCOPE.maxZenithDegrees) {
    warnings.push({
      code: 'low-sun',
      message: `The sun stands ${(90 - zenith).toFixed(1)} degrees above the horizon; shadows are long and the mask less sure below ${90 - SCOPE.maxZenithDegrees} degrees.`,
    });
  }
  if (content.snowPercent !== null && content.snowPercent > NOTABLE_SNOW_PERCENT) {
    warnings.push({
      code: 'snow',
      message: `The metadata counts ${content.snowPercent.toFixed(0)} % of the tile as snow, which may be taken for cloud.`,
    });
  }
  if (content.noDataPercent !== null && content.noDataPercent > NOTABLE_NO_DATA_PERCENT) {
    warnings.push({
      code: 'partial-swath',
      message: `The metadata counts ${content.noDataPercent.toFixed(0)} % of the tile as lying outside of the swath.`,
    });
  }
  return warnings;
}
