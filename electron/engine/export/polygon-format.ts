import { join } from 'node:path';
import { windowGrid } from '../core/grid.ts';
import { tracePolygons } from '../mask/polygons.ts';
import { classStatistics } from '../mask/statistics.ts';
import type { OutputFormat } from './format.ts';
import { exportName } from './names.ts';
import { estimatePolygons, exportPolygons, type PolygonFile } from './polygons.ts';

/** A format for the borders of classes that GDAL writes. */
export function polygonFormat<const Id extends string>(
  file: PolygonFile & Pick<OutputFormat<Id>, 'id' | 'title' | 'note' | 'order'>,
): OutputFormat<Id> & PolygonFile {
  return {
    ...file,
    heeds: 'polygons',
    stac: { roles: ['data', 'cloud'] },
    names: (subject) => [exportName(subject, 'polygons', file.extensions[0])],
    estimate: ({ grid, window }) => estimatePolygons(file, windowGrid(grid, window)),
    async write(source, folder, options) {
      const { product, mask, recipe } = source;
      const grid = windowGrid(source.grid, source.window);
      const toleranceMetres = recipe.simplifyMetres ?? grid.pixelMetres / 2;
      const polygons = tracePolygons(mask, grid, { toleranceMetres, signal: options.signal });
      const validSquareMetres = classStatistics(mask).validPixels * grid.pixelMetres ** 2;
      const attributes = { productId: product.id, sensingTime: product.sensingTime, validSquareMetres };
      const [name] = this.names(source);
      return exportPolygons({ grid, polygons, ...attributes }, join(folder, name), file, options);
    },
  };
}
