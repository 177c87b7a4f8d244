import { GRID_METRES, type GridMetres } from '../core/bands.ts';
import { ProductError, RasterError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';
import type { Product, RasterFile } from './types.ts';
import { UNREADABLE_REMEDY, unreadableFolders } from './unreadable-folder.ts';

/** The product's grid that is filed under a pixel size. @throws ProductError when the product has none. */
export function productGrid(product: Product, gridMetres: GridMetres): Grid {
  const grid = product.grids[gridMetres];
  if (grid) return grid;
  const there = Object.entries(product.grids).map(([metres, { pixelMetres }]) =>
    Number(metres) === pixelMetres ? `${metres} m` : `${pixelMetres} m (asked for as ${metres})`,
  );
  const [unreadable] = there.length === 0 ? unreadableFolders(product) : [];
  if (unreadable) {
    throw new ProductError(`${product.id} cannot be used. ${unreadable.message}`, {
      file: unreadable.file ?? product.path,
      remedy: UNREADABLE_REMEDY,
    });
  }
  throw new ProductError(`${product.id} has no ${gridMetres} m grid; it has ${there.join(', ') || 'none'}.`, {
    file: product.path,
    remedy: there.length > 0 ? 'Choose one of its grids.' : 'Open the product with its granule metadata (MTD_TL.xml).',
  });
}

/** What a grid of the product is filed under: the nearest of 10, 20 and 60 m. */
export function gridKey(product: Pick<Product, 'grids'>, grid: Grid): GridMetres {
  const key = GRID_METRES.find((metres) => product.grids[metres] === grid);
  if (key === undefined) throw new RasterError('This grid is none of the product.');
  return key;
}

/** The grid that a file's pixels lie on; undefined where the product does not know it. */
export function fileGrid(
  product: Pick<Product, 'grids'>,
  { pixelMetres }: Pick<RasterFile, 'pixelMetres'>,
): Grid | undefined {
  return product.grids[pixelMetres];
}

/** Pixel size of a mask where none is asked for: 20 m, or the next coarser grid that the product has, or 10 m. */
export function defaultGrid(product: Pick<Product, 'grids'>): GridMetres {
  return GRID_METRES.find((grid) => grid >= 20 && product.grids[grid]) ?? 10;
}
