import { writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { ExportError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import type { ClassPolygon } from '../mask/polygons.ts';
import { requireFreeBytes } from './disk-space.ts';
import { estimateBytes } from './estimate.ts';
import { runGdal } from './gdal.ts';
import { POLYGON_SOURCE, type PolygonAttributes, writePolygonSource } from './polygon-source.ts';
import { companion, stageExport } from './staging.ts';
import { polygonStyle } from './style.ts';
import type { ExportOptions, ExportResult } from './types.ts';

export type VectorFormat = 'shp' | 'gpkg' | 'fgb' | 'geojson';

interface FormatRecipe {
  /** Options of ogr2ogr. */
  readonly options: readonly string[];
  /** Endings of all files that GDAL writes, the main one first. */
  readonly endings: readonly string[];
  /** Companions that other programs may have put beside an older version. */
  readonly stale: readonly string[];
}

const RECIPES: Readonly<Record<VectorFormat, FormatRecipe>> = {
  shp: {
    options: ['-f', 'ESRI Shapefile', '-lco', 'ENCODING=UTF-8'],
    endings: ['.shp', '.shx', '.dbf', '.prj', '.cpg'],
    stale: ['.qix', '.sbn', '.sbx', '.shp.xml', '.qpj'],
  },
  gpkg: { options: ['-f', 'GPKG', '-lco', 'GEOMETRY_NAME=geom'], endings: ['.gpkg'], stale: [] },
  fgb: { options: ['-f', 'FlatGeobuf'], endings: ['.fgb'], stale: [] },
  geojson: {
    options: ['-f', 'GeoJSON', '-lco', 'RFC7946=YES', '-lco', 'COORDINATE_PRECISION=7', '-lco', 'WRITE_BBOX=YES'],
    endings: ['.geojson'],
    stale: [],
  },
};

export interface PolygonsInput extends PolygonAttributes {
  /** Grid of the mask that the polygons come from; their points are in its coordinates. */
  readonly grid: Grid;
  readonly polygons: Iterable<ClassPolygon>;
}

/**
 * Writes class polygons with the fields class, name, area_m2, percent (of the valid area), product and sensed, and beside
 * them a QGIS style. Shapefile, GeoPackage and FlatGeobuf stay in the grid's coordinate system; GeoJSON is longitude and
 * latitude on WGS 84 as RFC 7946 asks (outer rings counter-clockwise, cut at the antimeridian, 7 decimals).
 * @param target path of the main file, with the format's ending
 * @throws ExportError, CancelledError; nothing is left then
 */
export async function exportPolygons(
  input: PolygonsInput,
  target: string,
  format: VectorFormat,
  options: ExportOptions = {},
): Promise<ExportResult> {
  const { grid } = input;
  if (format === 'geojson' && grid.epsg === null) {
    throw new ExportError('GeoJSON needs longitude and latitude, and this raster has no coordinate system.', {
      file: target,
      remedy: 'Choose GeoPackage or Shapefile.',
    });
  }
  const recipe = RECIPES[format];
  const endings = recipe.endings.filter((ending) => ending !== '.prj' || grid.epsg !== null);
  const style = companion(target, '.qml');
  const stage = 'Writing polygons';
  const size = estimateBytes({ kind: format, grid });
  let warnings: readonly string[] = [];
  const files = await stageExport(
    {
      ...options,
      paths: endings.map((ending) => companion(target, ending)),
      neededBytes: size + estimateBytes({ kind: 'geojson', grid }),
      stale: [...recipe.stale, ...recipe.endings].map((ending) => companion(target, ending)),
    },
    async (folder) => {
      const layer = { ...input, name: basename(target, extname(target)), epsg: grid.epsg };
      const tableBytes = await writePolygonSource(input.polygons, folder, layer, options.signal);
      await requireFreeBytes(folder, tableBytes);
      options.onProgress?.({ fraction: 0.4, stage });
      const output = `out.${format}`;
      const step = {
        kind: 'vector',
        source: POLYGON_SOURCE,
        output,
        options: [...recipe.options, '-nln', layer.name],
      } as const;
      warnings = await runGdal({ folder, step }, { file: target, signal: options.signal });
      await writeFile(join(folder, 'out.qml'), polygonStyle());
      options.onProgress?.({ fraction: 1, stage });
      return [
        ...endings.map((ending) => ({ staged: `out${ending}`, path: companion(target, ending) })),
        { staged: 'out.qml', path: style, shared: true },
      ];
    },
  );
  return { files, warnings };
}
