import { type BandId, bandsOfLevel, GRID_METRES, type GridMetres } from '../core/bands.ts';
import type { Product, RasterFile } from '../product/types.ts';
import { filesForGrid } from '../raster/read-plan.ts';
import { filesOf } from './product-input.ts';

/** What is read of a band on one grid, and how its values are understood. */
export interface BandReading {
  readonly band: BandId;
  /** 10, 20 or 60: what the grid is filed under. */
  readonly grid: GridMetres;
  /** Path inside the product; null where the band cannot be read. */
  readonly file: string | null;
  readonly plane: number | null;
  readonly filePixelMetres: number | null;
  /** How the file's pixels become the grid's. */
  readonly method: 'as they are' | 'averaged' | 'interpolated' | null;
  /** Reflectance = stored value * scale + offset. */
  readonly scale: number | null;
  readonly offset: number | null;
  /** Stored values that are no data. */
  readonly noData: readonly number[];
  /** What told scale and offset, in words. */
  readonly why: string | null;
}

/** What masks and cleaned bands will be read of, for every band and grid of a product; no file is opened. */
export function bandReadings(product: Product): BandReading[] {
  const bands = bandsOfLevel(product.level);
  return GRID_METRES.flatMap((metres) => {
    const grid = product.grids[metres];
    return grid ? bands.map((band) => readingOf(product, band, metres, grid.pixelMetres)) : [];
  });
}

function readingOf(product: Product, band: BandId, grid: GridMetres, gridMetres: number): BandReading {
  const metresOf = (file: RasterFile) => product.grids[file.pixelMetres]?.pixelMetres ?? file.pixelMetres;
  const [file] = filesForGrid(filesOf(product, band), gridMetres, metresOf);
  const offsetDn = product.offsets[band];
  if (!file) {
    const nothing = { file: null, plane: null, filePixelMetres: null, method: null, scale: null, offset: null };
    return { band, grid, ...nothing, noData: [], why: null };
  }
  const fileMetres = metresOf(file);
  const toDn = file.toDn ?? { scale: 1, offset: 0, noData: null };
  const { quantification } = product;
  return {
    band,
    grid,
    file: file.path,
    plane: file.index,
    filePixelMetres: fileMetres,
    method: fileMetres === gridMetres ? 'as they are' : fileMetres < gridMetres ? 'averaged' : 'interpolated',
    scale: round(toDn.scale / quantification),
    offset: offsetDn === undefined ? null : round((toDn.offset + offsetDn) / quantification),
    noData: [...new Set([product.noDataDn, ...(toDn.noData === null ? [] : [toDn.noData])])],
    why: product.radiometrySource ?? null,
  };
}

function round(value: number): number {
  return Number(value.toPrecision(9));
}
