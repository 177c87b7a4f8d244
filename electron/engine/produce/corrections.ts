import { MASK_CLASSES } from '../core/classes.ts';
import { ParameterError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import proj4 from '../core/proj4.ts';
import { utmDefinition } from '../core/utm.ts';
import type { PixelCorrection } from '../mask/corrections.ts';
import type { Correction, Position } from '../mask/types.ts';

/** Corrections in pixel coordinates of a grid. @throws ParameterError on a grid without a CRS. */
export function correctionsToPixels(corrections: readonly Correction[], grid: Grid): PixelCorrection[] {
  if (corrections.length === 0) return [];
  if (grid.epsg === null) throw new ParameterError('A raster without a CRS cannot be corrected on the map.');
  const project = proj4(utmDefinition(grid.epsg));
  const place = (position: Position): Position => {
    const [x, y] = project.forward([...position]);
    return [(x - grid.originX) / grid.pixelMetres, (grid.originY - y) / grid.pixelMetres];
  };
  return corrections.map(({ class: id, shape }) => ({
    code: (MASK_CLASSES.find((one) => one.id === id)?.code ?? 0) as PixelCorrection['code'],
    shape:
      shape.kind === 'polygon'
        ? { kind: 'polygon', ring: shape.ring.map(place) }
        : { kind: 'stroke', points: shape.points.map(place), radius: shape.radiusMetres / grid.pixelMetres },
  }));
}
