import { createHash } from 'node:crypto';
import { type Grid, type Window, windowGrid } from '../core/grid.ts';
import proj4 from '../core/proj4.ts';
import { utmDefinition } from '../core/utm.ts';
import { type Polygons, pixelsOfPolygons, polygonsToPixels } from '../produce/area.ts';
import { LabelError } from './documents.ts';

/** Windows of `side` pixels side by side that cover a grid; the last of a row or column is moved back inside. */
export function coveringWindows(grid: Grid, side: number): Window[] {
  const starts = (size: number): number[] => {
    const count = Math.ceil(size / side);
    return Array.from({ length: count }, (_, k) => Math.max(0, Math.min(k * side, size - side)));
  };
  return starts(grid.height).flatMap((row) =>
    starts(grid.width).map((column) => windowAt(grid, { column, row }, side)),
  );
}

/**
 * The window whose first pixel is given; smaller than `side` where the grid ends.
 * @throws LabelError where that pixel lies outside
 */
export function windowAt(grid: Grid, first: Pick<Window, 'column' | 'row'>, side: number): Window {
  const { column, row } = first;
  if (column < 0 || row < 0 || column >= grid.width || row >= grid.height)
    throw new LabelError(
      `Column ${column}, row ${row} lies outside of the grid of ${grid.width} x ${grid.height} pixels.`,
      { remedy: 'Choose a place inside of the product.' },
    );
  return { column, row, width: Math.min(side, grid.width - column), height: Math.min(side, grid.height - row) };
}

/** The window of `side` pixels in whose middle a place lies, moved inside of the grid. @throws LabelError outside of it */
export function windowAround(grid: Grid, place: { readonly lon: number; readonly lat: number }, side: number): Window {
  if (grid.epsg === null)
    throw new LabelError('A product without georeference has no longitudes and latitudes.', {
      remedy: 'Choose the chip by its row and column.',
    });
  const [x, y] = proj4(utmDefinition(grid.epsg)).forward([place.lon, place.lat]);
  const column = Math.floor((x! - grid.originX) / grid.pixelMetres);
  const row = Math.floor((grid.originY - y!) / grid.pixelMetres);
  windowAt(grid, { column, row }, side);
  const inside = (at: number, size: number): number => Math.max(0, Math.min(at - (side >> 1), size - side));
  return windowAt(grid, { column: inside(column, grid.width), row: inside(row, grid.height) }, side);
}

/**
 * The covering windows in which polygons (lon/lat degrees) have a pixel.
 * @throws LabelError where none has
 */
export function windowsOfArea(grid: Grid, polygons: Polygons, side: number): Window[] {
  const placed = polygonsToPixels(polygons, grid);
  const found = coveringWindows(grid, side).filter((window) => pixelsOfPolygons(window, placed) !== null);
  if (found.length > 0) return found;
  throw new LabelError('The area does not meet the product.', { remedy: 'Choose another area, or another product.' });
}

/** Side of the cells, in metres, by which places are told apart: four chips of 512 pixels at 10 m. */
const PLACE_METRES = 20_480;

/** What tells a place, whatever the date: a cell of the projection; the product itself where it has none. */
export function placeOf(grid: Grid, window: Window, product: { readonly name: string }): string {
  if (grid.epsg === null) return product.name;
  const { originX, originY } = windowGrid(grid, window);
  const half = grid.pixelMetres / 2;
  const east = Math.floor((originX + window.width * half) / PLACE_METRES);
  const north = Math.floor((originY - window.height * half) / PLACE_METRES);
  return `${grid.epsg}_${east}_${north}`;
}

export type Split = 'train' | 'validate' | 'test';

/** The split of a place: 70 % train, 15 % validate, 15 % test, by the hash of the place and the project's seed alone. */
export function splitOf(place: string, seed: number): Split {
  const share = createHash('sha256').update(`${seed} ${place}`).digest().readUInt32BE(0) / 2 ** 32;
  return share < 0.7 ? 'train' : share < 0.85 ? 'validate' : 'test';
}

/** The name of a chip's folder. */
export function chipId(productName: string, window: Window): string {
  const name = productName.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 120);
  return `${/^[A-Za-z0-9]/.test(name) ? name : `p${name}`}_${window.row}_${window.column}`;
}
