import { windowGrid } from '../core/grid.ts';
import { onGlobe, ringNear } from '../core/lonlat-ring.ts';
import { gridOutline } from '../product/scope.ts';
import type { Chip } from './chips.ts';
import { convexHull } from './hull.ts';

/** Where and when labels are of: what a network that was tuned on them is made for. */
export interface LabelExtent {
  /** First and last month, 1 to 12; not there where no product tells its time. */
  readonly months?: [number, number];
  /** Closed ring of lon/lat degrees around all chips, the short way over the date line; not there without georeference. */
  readonly hull?: [number, number][];
}

/** The first and the last month of what chips show, 1 to 12, and its convex hull in degrees; without what nothing tells. */
export function extentOf(chips: readonly Chip[]): LabelExtent {
  const months = chips.flatMap(({ product }) =>
    product.sensingTime === null ? [] : [new Date(product.sensingTime).getUTCMonth() + 1],
  );
  const rings = chips.flatMap(({ productGrid, window }) => {
    const ring = gridOutline(windowGrid(productGrid, window));
    return ring ? [ring] : [];
  });
  const points = rings.flatMap((ring) => ringNear(ring, rings[0]?.[0]?.[0] ?? 0));
  return {
    ...(months.length > 0 ? { months: [Math.min(...months), Math.max(...months)] } : {}),
    ...(points.length > 0
      ? { hull: convexHull(points).map(([lon, lat]): [number, number] => [onGlobe(lon), lat]) }
      : {}),
  };
}
