import type { ApiMaskParameters, Bounds3857, ExportFormat, GridMetres, JobRequest, Recipe } from '../api/types.ts';
import { toLonLat } from '../geo/mercator.ts';

type Area = Extract<JobRequest, { kind: 'export' }>['area'];
type Position = [number, number];

export const FORMATS: readonly { readonly id: ExportFormat; readonly name: string; readonly note: string }[] = [
  { id: 'cog', name: 'Mask, GeoTIFF', note: 'Cloud optimized, with QGIS style' },
  { id: 'gpkg', name: 'Polygons, GeoPackage', note: '' },
  { id: 'shp', name: 'Polygons, shapefile', note: '' },
  { id: 'geojson', name: 'Polygons, GeoJSON', note: 'In lon/lat' },
  { id: 'fgb', name: 'Polygons, FlatGeobuf', note: '' },
  { id: 'cleaned', name: 'Cleaned bands', note: 'Cloudy pixels set to no data' },
  { id: 'probabilities', name: 'Probabilities, GeoTIFF', note: 'Four planes, 0 to 255' },
  { id: 'quicklook', name: 'Quicklook, PNG', note: 'Image with the mask' },
];

const POLYGONS: readonly ExportFormat[] = ['gpkg', 'shp', 'geojson', 'fgb'];

export const hasPolygons = ({ formats }: Pick<Recipe, 'formats'>) => formats.some((one) => POLYGONS.includes(one));

export function newRecipe(grid: GridMetres, pack: string | null, parameters: ApiMaskParameters | null): Recipe {
  return {
    grid,
    pack,
    parameters,
    formats: ['cog'],
    cloudyClasses: ['shadow', 'semi', 'cloud'],
    cleanedBands: [],
    cleanedGrid: grid === 60 ? 60 : 20,
    cleanedStack: false,
    simplifyMetres: null,
  };
}

export function toggled<T>(list: readonly T[], item: T): T[] {
  return list.includes(item) ? list.filter((one) => one !== item) : [...list, item];
}

/** The rectangle that is in view, as a ring in lon/lat degrees. */
export function viewRing([west, south, east, north]: Bounds3857): Position[] {
  const corners = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ] as const;
  return corners.map(([x, y]) => [...toLonLat(x, y)] as Position);
}

export type AreaKind = 'scene' | 'view' | 'area';

/** The area of an export as the engine wants it; null where the chosen one is not there. */
export function exportArea(
  kind: AreaKind,
  view: Bounds3857 | null,
  rings: readonly (readonly Position[])[] | null,
): Area | null {
  if (kind === 'scene') return { kind: 'scene' };
  if (kind === 'view') return view && { kind: 'polygon', rings: [viewRing(view)] };
  return rings && { kind: 'polygon', rings: rings.map((ring) => [...ring]) };
}
