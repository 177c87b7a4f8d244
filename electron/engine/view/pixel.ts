import type { PixelReport } from '../contract/products.ts';
import { BAND_IDS, GRID_METRES, type GridMetres, WAVELENGTH_NANOMETRES } from '../core/bands.ts';
import { PROBABILITY_PLANES } from '../core/classes.ts';
import { ParameterError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import proj4 from '../core/proj4.ts';
import { SCL_CLASSES } from '../core/scl.ts';
import { utmDefinition } from '../core/utm.ts';
import { localSun } from '../model/local-sun.ts';
import { openProbabilities } from '../produce/probabilities.ts';
import type { Product, RasterFile } from '../product/types.ts';
import type { RasterContext } from '../raster/context.ts';
import { reflectanceOf } from '../raster/reflectance.ts';
import type { SessionContext } from '../session/context.ts';
import { NotFoundError } from '../session/errors.ts';
import { finestGrid } from './product-detail.ts';
import { numbers } from './query.ts';

/** Everything that is known of one pixel. @throws NotFoundError outside the product. */
export async function pixelReport(
  context: SessionContext,
  product: Product,
  query: Readonly<Record<string, string>>,
): Promise<PixelReport> {
  const [lon] = numbers('lon', query.lon ?? '') as [number];
  const [lat] = numbers('lat', query.lat ?? '') as [number];
  const asked = GRID_METRES.find((metres) => String(metres) === query.grid);
  const grid = (asked && product.grids[asked]) ?? finestGrid(product);
  if (!grid || grid.epsg === null) throw new ParameterError('This raster has no georeference.');
  const [easting, northing] = proj4(utmDefinition(grid.epsg)).forward([lon, lat]) as [number, number];
  const at = pixelAt(grid, easting, northing);
  if (!at) throw new NotFoundError('This place is outside the product.');
  const { rasters } = context.bench;
  const bands = await Promise.all(
    BAND_IDS.filter((band) => (product.bands[band]?.length ?? 0) > 0).map(async (band) => {
      const file = product.bands[band]![0]!;
      const dn = await valueAt(product, file, easting, northing, rasters);
      return {
        band,
        nanometres: WAVELENGTH_NANOMETRES[band],
        pixelMetres: product.grids[file.pixelMetres]?.pixelMetres ?? file.pixelMetres,
        dn,
        reflectance: reflectanceOf(product, band, dn),
      };
    }),
  );
  const scl = product.masks.scl[0];
  const sclCode = scl ? await valueAt(product, scl, easting, northing, rasters) : null;
  return {
    lon,
    lat,
    easting,
    northing,
    grid: grid.pixelMetres,
    ...at,
    bands,
    probabilities: await probabilitiesAt(context, product, {
      packId: query.pack,
      gridMetres: asked,
      easting,
      northing,
    }),
    scl: sclCode === null ? null : { code: sclCode, name: SCL_CLASSES[sclCode]?.name ?? 'unknown' },
    sun: localSun(product.sun, easting - grid.originX, grid.originY - northing),
  };
}

/** The pixel of a grid at a place in its projection; null outside. */
export function pixelAt(grid: Grid, easting: number, northing: number): { column: number; row: number } | null {
  const column = Math.floor((easting - grid.originX) / grid.pixelMetres);
  const row = Math.floor((grid.originY - northing) / grid.pixelMetres);
  return column >= 0 && row >= 0 && column < grid.width && row < grid.height ? { column, row } : null;
}

/** The DN of a raster file at a place; 0, no data, outside of it. */
export async function valueAt(
  product: Product,
  file: RasterFile,
  easting: number,
  northing: number,
  rasters: RasterContext,
): Promise<number> {
  const grid = product.grids[file.pixelMetres];
  const at = grid && pixelAt(grid, easting, northing);
  if (!at) return 0;
  const source = await rasters.open(file);
  const [value] = await source.readWindow({ ...at, width: 1, height: 1 }, { partial: true, isUrgent: true });
  return value ?? 0;
}

async function probabilitiesAt(
  context: SessionContext,
  product: Product,
  wanted: {
    readonly packId: string | undefined;
    readonly gridMetres: GridMetres | undefined;
    readonly easting: number;
    readonly northing: number;
  },
): Promise<PixelReport['probabilities']> {
  const { packId, gridMetres, easting, northing } = wanted;
  const pack = (await context.bench.packs()).packs.find(({ id }) => id === packId);
  const grid = gridMetres && product.grids[gridMetres];
  const at = grid && pixelAt(grid, easting, northing);
  if (!pack || !gridMetres || !at) return null;
  const store = await openProbabilities(context.bench, { product, pack, gridMetres });
  const { planes } = await store.readWindow({ ...at, width: 1, height: 1 }, 0, { partial: true });
  if (planes.every((value) => value === 0)) return null;
  const [clear, shadow, semi, cloud] = PROBABILITY_PLANES.map((_, i) => planes[i]! / 255) as [
    number,
    number,
    number,
    number,
  ];
  return { clear, shadow, semi, cloud };
}
