import { CompareError } from '../core/errors.ts';
import proj4 from '../core/proj4.ts';
import { utmDefinition } from '../core/utm.ts';
import { nameOf, type RasterPlace } from './raster-place.ts';

/** Row and column of the pixel that a place lies in; beyond the raster where it lies outside. */
export type Locate = (a: number, b: number) => { readonly row: number; readonly column: number };

const WGS84 = 4326;

/**
 * How the two columns of a table of points become rows and columns of a mask. Longitude and latitude that only make
 * sense the other way round are refused.
 *
 * @param kind the first column: `row` (then col), `x` (then y), `lon` (then lat)
 * @throws CompareError where the mask has no place for coordinates
 */
export function locator(
  kind: 'row' | 'x' | 'lon',
  places: readonly (readonly [number, number])[],
  file: string,
  place: RasterPlace | undefined,
): { readonly locate: Locate; readonly notes: readonly string[] } {
  if (kind === 'row') return { locate: (row, column) => ({ row, column }), notes: [] };
  const g = place?.geoTransform;
  const what = kind === 'x' ? 'x and y' : 'lon and lat';
  if (!place || !g) {
    throw new CompareError(`${file} gives ${what}, but the mask has no georeference.`, {
      file,
      remedy: 'Give row and col, or a mask with a georeference.',
    });
  }
  const toPixel = (x: number, y: number) => ({
    row: Math.floor((y - g[3]!) / g[5]!),
    column: Math.floor((x - g[0]!) / g[1]!),
  });
  const inside = ({ row, column }: { row: number; column: number }) =>
    row >= 0 && column >= 0 && row < place.height && column < place.width;
  const areDegrees = places.every(([a, b]) => Math.abs(a) <= 360 && Math.abs(b) <= 360);
  const asDegrees =
    kind === 'lon' || (areDegrees && place.epsg !== WGS84 && !places.some(([x, y]) => inside(toPixel(x, y))));
  if (!asDegrees) return { locate: toPixel, notes: [] };
  const project = place.epsg === WGS84 ? null : proj4(definitionOf(place, file));
  const locate: Locate = (lon, lat) => {
    if (Math.abs(lat) > 90) return { row: -1, column: -1 };
    const [x, y] = project ? (project.forward([lon, lat]) as [number, number]) : [lon, lat];
    return toPixel(x, y);
  };
  const direct = places.filter(([a, b]) => inside(locate(a, b))).length;
  const swapped = places.filter(([a, b]) => inside(locate(b, a))).length;
  if (direct === 0 && swapped > 0) {
    throw new CompareError(
      `No point of ${file} lies in the mask, but ${swapped} of ${places.length} would with longitude and latitude swapped.`,
      { file, remedy: 'Correct the header: lon is the one from -180 to 180, lat the one from -90 to 90.' },
    );
  }
  return { locate, notes: kind === 'x' ? [`x and y of ${file} are taken for longitude and latitude.`] : [] };
}

function definitionOf(place: RasterPlace, file: string): string {
  try {
    return utmDefinition(place.epsg ?? 0);
  } catch (cause) {
    throw new CompareError(`${file} gives longitude and latitude, and the mask is in ${nameOf(place)}, no UTM zone.`, {
      file,
      remedy: 'Give x and y in the coordinate system of the mask, or row and col.',
      cause,
    });
  }
}
