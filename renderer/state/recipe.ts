import type { ApiMaskParameters, Bounds3857, GridMetres, JobRequest, Recipe } from '../api/types.ts';
import { toLonLat } from '../geo/mercator.ts';
import type { AreaPolygons, Area as ChosenArea } from './areas.ts';

type Area = Extract<JobRequest, { kind: 'export' }>['area'];
type Position = [number, number];

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

const POINTS_PER_SIDE = 32;

/**
 * The rectangle that is in view, as a ring in lon/lat degrees. Its sides have points between the corners, since the
 * edge of a map is no straight line on the grid of a scene.
 */
export function viewRing([west, south, east, north]: Bounds3857): Position[] {
  const corners = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ] as const;
  const ring = corners.flatMap(([x, y], corner) => {
    const [nextX, nextY] = corners[(corner + 1) % 4]!;
    return Array.from({ length: POINTS_PER_SIDE }, (_, i): Position => {
      const share = i / POINTS_PER_SIDE;
      return [...toLonLat(x + share * (nextX - x), y + share * (nextY - y))] as Position;
    });
  });
  return [...ring, ring[0]!];
}

/** Polygons as the engine takes them. */
export function plainPolygons(polygons: AreaPolygons): Position[][][] {
  return polygons.map((rings) => rings.map((ring) => ring.map(([lon, lat]): Position => [lon, lat])));
}

export type AreaKind = 'scene' | 'view' | 'area';

/** The area of an export as the engine wants it; null where the chosen one is not there. */
export function exportArea(
  kind: AreaKind,
  view: Bounds3857 | null,
  area: Pick<ChosenArea, 'name' | 'polygons'> | null,
): Area | null {
  if (kind === 'scene') return { kind: 'scene' };
  if (kind === 'view') return view && { kind: 'polygon', name: 'view', polygons: [[viewRing(view)]] };
  return area && { kind: 'polygon', name: area.name, polygons: plainPolygons(area.polygons) };
}
