const COLUMN_LETTERS = ['ABCDEFGH', 'JKLMNPQR', 'STUVWXYZ'] as const;
const ROW_LETTERS = 'ABCDEFGHJKLMNPQRSTUV';
const BAND_LETTERS = 'CDEFGHJKLMNPQRSTUVWX';
const SQUARE_METRES = 100_000;
const ROW_CYCLE_METRES = 2_000_000;
const METRES_PER_DEGREE = 110_600;
const SOUTH_FALSE_NORTHING = 10_000_000;
/** Corners of tiles are multiples of the coarsest pixel, counted from the equator. */
const CORNER_STEP_METRES = 60;

/** Where the grid of a tile lies. */
export interface TileCorner {
  readonly epsg: number;
  readonly originX: number;
  readonly originY: number;
}

/** The UTM zone of a tile's name, as an EPSG code; null where it is no name of a tile. */
export function tileEpsg(tile: string | null): number | null {
  const found = /^(\d{2})([C-HJ-NP-X])[A-HJ-NP-Z]{2}$/.exec(tile ?? '');
  const zone = Number(found?.[1]);
  if (!found || zone < 1 || zone > 60) return null;
  return (found[2]! >= 'N' ? 32600 : 32700) + zone;
}

/**
 * Upper left corner of a Sentinel-2 tile from its MGRS name: that of its 100 km square, moved outwards to a multiple of
 * 60 m (NGA.STND.0037, appendix B, for the letters). Null where the name is none.
 */
export function tileCorner(tile: string | null): TileCorner | null {
  const epsg = tileEpsg(tile);
  if (epsg === null || tile === null) return null;
  const zone = epsg % 100;
  const column = COLUMN_LETTERS[(zone - 1) % 3]!.indexOf(tile[3]!);
  const rowLetter = ROW_LETTERS.indexOf(tile[4]!);
  if (column < 0 || rowLetter < 0) return null;
  const rowInCycle = (rowLetter - (zone % 2 === 0 ? 5 : 0) + ROW_LETTERS.length) % ROW_LETTERS.length;

  const isSouth = epsg > 32700;
  const southDegrees = -80 + 8 * BAND_LETTERS.indexOf(tile[2]!);
  const lowest = southDegrees * METRES_PER_DEGREE + (isSouth ? SOUTH_FALSE_NORTHING : 0) - SQUARE_METRES;
  const inCycle = rowInCycle * SQUARE_METRES;
  const south = inCycle + Math.ceil((lowest - inCycle) / ROW_CYCLE_METRES) * ROW_CYCLE_METRES;
  const fromEquator = south + SQUARE_METRES - (isSouth ? SOUTH_FALSE_NORTHING : 0);
  return {
    epsg,
    originX: Math.floor(((column + 1) * SQUARE_METRES) / CORNER_STEP_METRES) * CORNER_STEP_METRES,
    originY: Math.ceil(fromEquator / CORNER_STEP_METRES) * CORNER_STEP_METRES + (isSouth ? SOUTH_FALSE_NORTHING : 0),
  };
}
