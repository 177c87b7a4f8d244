import type { AngleGrid, Angles, Product } from '../product/types.ts';

/**
 * The sun at a point of a product, from its angle grid (bilinear, the azimuth as a direction), or its mean where the
 * grid is not given there; null where the product does not know the sun.
 * @param eastMetres distance from the tile's west edge.
 * @param southMetres distance from its north edge.
 */
export function localSun(sun: Product['sun'], eastMetres: number, southMetres: number): Angles | null {
  if (!sun) return null;
  const mean = { zenithDegrees: sun.zenithDegrees, azimuthDegrees: sun.azimuthDegrees };
  if (!sun.grid) return mean;
  return interpolate(sun.grid, eastMetres / sun.grid.stepMetres, southMetres / sun.grid.stepMetres) ?? mean;
}

function interpolate(grid: AngleGrid, x: number, y: number): Angles | null {
  const column = Math.min(Math.max(Math.floor(x), 0), grid.width - 2);
  const row = Math.min(Math.max(Math.floor(y), 0), grid.height - 2);
  if (column < 0 || row < 0) return null;
  const [dx, dy] = [Math.min(Math.max(x - column, 0), 1), Math.min(Math.max(y - row, 0), 1)];
  const nodes = [
    [column, row, (1 - dx) * (1 - dy)],
    [column + 1, row, dx * (1 - dy)],
    [column, row + 1, (1 - dx) * dy],
    [column + 1, row + 1, dx * dy],
  ] as const;
  let [zenith, east, north] = [0, 0, 0];
  for (const [nodeColumn, nodeRow, weight] of nodes) {
    const node = nodeRow * grid.width + nodeColumn;
    const azimuth = (grid.azimuthDegrees[node]! * Math.PI) / 180;
    zenith += weight * grid.zenithDegrees[node]!;
    east += weight * Math.sin(azimuth);
    north += weight * Math.cos(azimuth);
  }
  if (Number.isNaN(zenith + east + north)) return null;
  return { zenithDegrees: zenith, azimuthDegrees: ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360 };
}
