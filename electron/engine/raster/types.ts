import type { Grid } from '../core/grid.ts';

/** Digital numbers of one band on a grid, row by row; 0 is no-data. */
export interface DnRaster {
  readonly grid: Grid;
  readonly dn: Uint16Array;
}
