import type { Grid } from '../core/grid.ts';
import type { Placement } from './gml-grid.ts';

/** Beginning of the datatake in names of ESA: `T33UXQ_20240506T101031_B02_10m`, `S2A_MSIL2A_20240506T101031_N0510_...`. */
export function datatakeOf(name: string): string | null {
  return /(?:^|_)(?:T\d{2}[A-Z]{3}|MSIL\d[A-Z])_(\d{8}T\d{6})(?:_|$)/.exec(name)?.[1] ?? null;
}

/** A file is off its grid where it lies farther away than this share of its pixels. */
const TOLERANCE = 0.75;
/** False northing of the southern zones, in metres. */
const SOUTHERN_NORTHING = 10_000_000;

/** Zone and northing without the false one: the south may be counted from the equator, too. */
function placeOf({ epsg, originX, originY }: Pick<Grid, 'epsg' | 'originX' | 'originY'>) {
  const isSouth = epsg !== null && epsg > 32700 && epsg <= 32760;
  return { zone: epsg, isSouth, x: originX, y: isSouth && originY > 0 ? originY - SOUTHERN_NORTHING : originY };
}

/**
 * Why a file that has the size of a grid does not lie on it, in words that continue "FILE ..."; null where it does, or
 * does not tell.
 */
export function placeProblem(placement: Placement | null, grid: Grid | undefined): string | null {
  if (placement === null || grid === undefined) return null;
  const [own, wanted] = [placeOf(placement), placeOf(grid)];
  const isSameZone =
    own.zone === null || wanted.zone === null || own.zone === wanted.zone || own.zone % 100 === wanted.zone % 100;
  const reach = TOLERANCE * grid.pixelMetres;
  if (isSameZone && Math.abs(own.x - wanted.x) <= reach && Math.abs(own.y - wanted.y) <= reach) return null;
  return `lies elsewhere (upper left ${inWords(placement)}) than the product's grid (${inWords(grid)})`;
}

function inWords({ epsg, originX, originY }: Pick<Grid, 'epsg' | 'originX' | 'originY'>): string {
  return `${originX} E ${originY} N${epsg === null ? '' : `, EPSG:${epsg}`}`;
}
