import { writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { ExportError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import type { ClassPolygon } from '../mask/polygons.ts';
import { dropEmptyParts } from './antimeridian.ts';
import { requireFreeBytes } from './disk-space.ts';
import { type ByteRange, estimateRange } from './estimate.ts';
import { runGdal } from './gdal.ts';
import { POLYGON_SOURCE, type PolygonAttributes, writePolygonSource } from './polygon-source.ts';
import { companion, stageExport } from './staging.ts';
import { polygonStyle } from './style.ts';
import type { ExportOptions, ExportResult } from './types.ts';

/** How a file of polygons is written. */
export interface PolygonFile {
  /** Endings of all files that GDAL writes, the main one first. */
  readonly extensions: readonly [string, ...string[]];
  /** Of companions that other programs may have put beside an older version. */
  readonly stale?: readonly string[];
  /** Options of ogr2ogr: the driver and how it writes. */
  readonly driver: readonly string[];
  /** Whether it holds longitude and latitude instead of the grid's coordinates. */
  readonly isLonLat?: boolean;
  /** Of polygons at 20 m, see {@link estimatePolygons}. */
  readonly bytesPerPixel: ByteRange;
}

/** Borders of clouds are crooked: with pixels twice as large, a pixel has 1.4 times as many bytes of them. */
const PIXEL_POWER = 0.5;
const ESTIMATED_METRES = 20;
/** Styles, tables and indices. */
const PARTS: ByteRange = [8 * 1024, 192 * 1024];
/** Also of what is written for GDAL to read. */
export const GEOJSON_BYTES_PER_PIXEL: ByteRange = [0.65, 2.5];

/** Between how many bytes the polygons of a mask on a grid will take. */
export function estimatePolygons(
  { bytesPerPixel: [least, most] }: Pick<PolygonFile, 'bytesPerPixel'>,
  grid: Pick<Grid, 'width' | 'height' | 'pixelMetres'>,
): ByteRange {
  const crooked = (grid.pixelMetres / ESTIMATED_METRES) ** PIXEL_POWER;
  return estimateRange(grid, [least * crooked, most * crooked], { parts: PARTS });
}

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
  file: PolygonFile,
  options: ExportOptions = {},
): Promise<ExportResult> {
  const { grid } = input;
  if (file.isLonLat && grid.epsg === null) {
    throw new ExportError('GeoJSON needs longitude and latitude, and this raster has no coordinate system.', {
      file: target,
      remedy: 'Choose GeoPackage or Shapefile.',
    });
  }
  const endings = file.extensions.filter((ending) => ending !== '.prj' || grid.epsg !== null);
  const style = companion(target, '.qml');
  const stage = 'Writing polygons';
  const [, mostBytes] = estimatePolygons(file, grid);
  const [, sourceBytes] = estimatePolygons({ bytesPerPixel: GEOJSON_BYTES_PER_PIXEL }, grid);
  let warnings: readonly string[] = [];
  const files = await stageExport(
    {
      ...options,
      paths: endings.map((ending) => companion(target, ending)),
      neededBytes: mostBytes + sourceBytes,
      stale: [...(file.stale ?? []), ...file.extensions].map((ending) => companion(target, ending)),
    },
    async (folder) => {
      const layer = { ...input, name: basename(target, extname(target)), epsg: grid.epsg };
      const tableBytes = await writePolygonSource(input.polygons, folder, layer, options.signal);
      await requireFreeBytes(folder, tableBytes);
      options.onProgress?.({ fraction: 0.4, stage });
      const output = `out${file.extensions[0]}`;
      const step = {
        kind: 'vector',
        source: POLYGON_SOURCE,
        output,
        options: [...file.driver, '-nln', layer.name],
      } as const;
      warnings = await runGdal({ folder, step }, { file: target, signal: options.signal });
      if (file.isLonLat) await dropEmptyParts(join(folder, output));
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
