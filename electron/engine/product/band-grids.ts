import { GRID_METRES, type GridMetres } from '../core/bands.ts';
import type { Grid } from '../core/grid.ts';
import { baseName, type FileEntry, mapFiles } from './files.ts';
import { GML_HEAD_BYTES, gmlPlacement, type Placement } from './gml-grid.ts';
import { commonLayerOf, layerOf } from './layers.ts';
import { tileCorner, tileEpsg } from './mgrs.ts';
import { type Sniffed, sniffRaster } from './sniff.ts';
import { nearestGridMetres } from './stack-metadata.ts';

/** Grids that the band files themselves tell, for products without granule metadata. */
export interface BandGrids {
  readonly epsg: number | null;
  readonly grids: Readonly<Partial<Record<GridMetres, Grid>>>;
  /** Where the grids are from, in words. */
  readonly note: string | null;
  /** Why there are none although the files tell where they lie, in one sentence; null otherwise. */
  readonly problem?: string | null;
}

interface Placed {
  readonly placement: Placement;
  readonly width: number;
  readonly height: number;
}

const FROM_FILES = 'The grid is taken from the band files.';
/** A tile of the standard size has a side of 109.8 km. */
const TILE_METRES = 109_800;

/** Where a raster file itself says that its pixels lie (GMLJP2, GeoTIFF keys); null where it does not. */
export async function placementOf(entry: FileEntry, sniffed: Sniffed): Promise<Placement | null> {
  if (sniffed.format === 'jp2') return gmlPlacement(await entry.head(GML_HEAD_BYTES));
  return sniffed.format === null ? null : sniffed.tiff.placement;
}

/** The grid that most of the files have, for every pixel size. */
function commonGrids(placed: readonly Placed[], epsg: number | null): Partial<Record<GridMetres, Grid>> {
  const grids: Partial<Record<GridMetres, Grid>> = {};
  for (const metres of GRID_METRES) {
    const counts = new Map<string, { grid: Grid; count: number }>();
    for (const { placement, width, height } of placed) {
      if (nearestGridMetres(placement.pixelMetres) !== metres) continue;
      const grid = { ...placement, epsg, width, height };
      const name = JSON.stringify(grid);
      counts.set(name, { grid, count: (counts.get(name)?.count ?? 0) + 1 });
    }
    const [most] = [...counts.values()].sort((a, b) => b.count - a.count);
    if (most) grids[metres] = most.grid;
  }
  return grids;
}

/** Adds the coarser grids that a finer one of 10 or 20 m can be cut into, as granule metadata lists them. */
function withCoarser(grids: Partial<Record<GridMetres, Grid>>): Partial<Record<GridMetres, Grid>> {
  const all = { ...grids };
  const finest = GRID_METRES.map((metres) => grids[metres]).find((grid) => grid !== undefined);
  for (const metres of GRID_METRES) {
    if (all[metres] || !finest || !GRID_METRES.some((size) => size === finest.pixelMetres)) continue;
    const [width, height] = [finest.width, finest.height].map((side) => (side * finest.pixelMetres) / metres);
    if (metres < finest.pixelMetres || !Number.isInteger(width) || !Number.isInteger(height)) continue;
    all[metres] = { ...finest, pixelMetres: metres, width: width!, height: height! };
  }
  return all;
}

/**
 * Finds the grids of a product in its band files: in the GML box of a JP2 or the keys of a GeoTIFF, otherwise from the
 * tile's name where the files have the size of a whole tile. No grids where neither tells.
 *
 * @param tile MGRS tile, which also tells the zone where the files name no EPSG code
 */
export async function findBandGrids(entries: readonly FileEntry[], tile: string | null): Promise<BandGrids> {
  const bands = entries.filter((entry) => {
    const layer = layerOf(entry.path)?.layer ?? commonLayerOf(entry.path);
    return layer !== null && layer !== 'PVI' && layer !== 'CLASSI';
  });
  const found = await mapFiles(bands, async (entry): Promise<{ sniffed: Sniffed; placement: Placement | null }> => {
    const sniffed = await sniffRaster(entry);
    return { sniffed, placement: await placementOf(entry, sniffed).catch(() => null) };
  });
  const placed = found.flatMap(({ sniffed, placement }): Placed[] =>
    sniffed.format !== null && placement !== null ? [{ placement, width: sniffed.width, height: sniffed.height }] : [],
  );
  const epsg = placed.map(({ placement }) => placement.epsg).find((code) => code !== null) ?? tileEpsg(tile);
  const isNorthern = placed.some(({ placement }) => placement.epsg === null && placement.originY <= 0);
  if (placed.length > 0 && isNorthern && epsg !== null && epsg > 32700) {
    // HLS counts northings of southern tiles from the equator, below zero.
    return { epsg: epsg - 100, grids: withCoarser(commonGrids(placed, epsg - 100)), note: FROM_FILES };
  }
  if (placed.length > 0) {
    return { epsg, grids: withCoarser(commonGrids(placed, epsg)), note: FROM_FILES };
  }
  const corner = tileCorner(tile);
  const isWhole = found.some(
    ({ sniffed }) => sniffed.format !== null && GRID_METRES.some((metres) => sniffed.width * metres === TILE_METRES),
  );
  if (corner === null || !isWhole) {
    const told = bands.flatMap((entry, k) => {
      const { sniffed } = found[k]!;
      const problem = sniffed.format === 'geotiff' ? sniffed.tiff.placeProblem : null;
      return problem === null ? [] : [`${baseName(entry.path)} ${problem}.`];
    });
    return { epsg: null, grids: {}, note: null, problem: told[0] ?? null };
  }
  const { originX, originY } = corner;
  const grids = Object.fromEntries(
    GRID_METRES.map((pixelMetres): [GridMetres, Grid] => {
      const side = TILE_METRES / pixelMetres;
      return [pixelMetres, { epsg: corner.epsg, originX, originY, pixelMetres, width: side, height: side }];
    }),
  );
  return {
    epsg: corner.epsg,
    grids,
    note: `The band files do not tell where they lie: the grid of tile T${tile} is taken from its name. Check results against a map.`,
  };
}
