/** A tile of the map in the XYZ scheme. */
export interface MapTile {
  readonly zoom: number;
  readonly column: number;
  readonly row: number;
}

/** How far around. */
const RINGS = 2;

/**
 * The tiles around the rectangle that encloses some, the short way round the globe, and what is missing of it: first
 * those beside it, of them the nearest to its middle first, then a second ring, which a movement by half of the view
 * reaches.
 *
 * @param tiles of one zoom, one at least
 */
export function tilesAround(tiles: readonly MapTile[]): MapTile[] {
  const { zoom } = tiles[0]!;
  const side = 2 ** zoom;
  const told = tiles.map(({ column }) => column);
  const isOverDateLine = Math.max(...told) - Math.min(...told) > side / 2;
  const columns = told.map((column) => (isOverDateLine && column < side / 2 ? column + side : column));
  const rows = tiles.map(({ row }) => row);
  const [left, right] = [Math.min(...columns), Math.max(...columns)];
  const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
  const mostRight = isOverDateLine ? right + RINGS : Math.min(side - 1, right + RINGS);
  const found: MapTile[] = [];
  for (let row = Math.max(0, top - RINGS); row <= Math.min(side - 1, bottom + RINGS); row++)
    for (let column = Math.max(0, left - RINGS); column <= mostRight; column++)
      if (!tiles.some((tile) => tile.column === column % side && tile.row === row)) found.push({ zoom, column, row });
  const ringOf = ({ column, row }: MapTile) => Math.max(0, left - column, column - right, top - row, row - bottom);
  const distance = ({ column, row }: MapTile) => Math.hypot(column - (left + right) / 2, row - (top + bottom) / 2);
  return found
    .sort((a, b) => ringOf(a) - ringOf(b) || distance(a) - distance(b))
    .map((tile) => ({ ...tile, column: tile.column % side }));
}
