import type { GridMetres } from '../../core/bands.ts';
import type { Grid } from '../../core/grid.ts';
import { tileCorner } from '../mgrs.ts';
import { numberAt, numbersAt, textAt } from './attributes.ts';
import type { Attributes, ZarrHierarchy } from './hierarchy.ts';
import { readSmallArray } from './small-array.ts';

const UTM = /^EPSG:(32[67](?:0[1-9]|[1-5]\d|60))$/i;
const TILE_METRES = 109_800;
/** Coordinates are whole metres, written as whole numbers or floats. */
const TOLERANCE_METRES = 0.6;

/** A resolution of a product: its group, and an array that lies on its grid. */
export interface GridGroup {
  readonly path: string;
  readonly metres: GridMetres;
  readonly width: number;
  readonly height: number;
  readonly array: string;
}

/** The UTM zone that attributes of one kind or another name; null where none does. */
export function epsgOf(attributes: readonly Attributes[]): number | null {
  for (const own of attributes) {
    for (const key of ['proj:code', 'horizontal_CRS_code', 'proj:epsg', 'proj:wkt2', 'crs_wkt', 'spatial_ref']) {
      const number = numberAt(own, key);
      const text = number === null ? textAt(own, key) : `EPSG:${number}`;
      const code = UTM.exec(text ?? '')?.[1] ?? /AUTHORITY\["EPSG","(32[67]\d\d)"\]\]$/.exec(text ?? '')?.[1];
      if (code !== undefined) return Number(code);
    }
  }
  return null;
}

/**
 * Where the pixels of a group lie. Its coordinates tell, then its own attributes where they fit its size (those of
 * overviews are copied from what they were made of), then the name of a whole tile. Null where none does.
 */
export async function gridOf(
  store: ZarrHierarchy,
  group: GridGroup,
  epsg: number | null,
  tile: string | null,
): Promise<Grid | null> {
  const { metres, width, height } = group;
  const corner =
    (await cornerByCoordinates(store, group)) ?? cornerByAttributes(store, group) ?? cornerByTile(tile, group);
  return corner && { epsg, originX: corner[0], originY: corner[1], pixelMetres: metres, width, height };
}

type Corner = readonly [x: number, y: number];

async function cornerByCoordinates(
  store: ZarrHierarchy,
  { path, metres, width, height }: GridGroup,
): Promise<Corner | null> {
  const read = async (name: string) => {
    try {
      const source = store.array(`${path}/${name}`);
      return source && (await readSmallArray(source));
    } catch {
      return null;
    }
  };
  const [x, y] = [await read('x'), await read('y')];
  if (x?.length !== width || y?.length !== height) return null;
  const isEven = (values: Float64Array, step: number) =>
    values.every((value, k) => Math.abs(value - values[0]! - k * step) < TOLERANCE_METRES);
  if (!isEven(x, metres) || !isEven(y, -metres)) return null;
  // Of pixels' centres; of their corners in the first samples. Tiles begin at multiples of their pixels.
  const isCentre = Math.abs((((x[0]! % metres) + metres) % metres) - metres / 2) < metres / 4;
  const half = isCentre ? metres / 2 : 0;
  return [Math.round(x[0]! - half), Math.round(y[0]! + half)];
}

function cornerByAttributes(store: ZarrHierarchy, { path, array, metres, width, height }: GridGroup): Corner | null {
  for (const own of [store.attributesOf(array), store.attributesOf(path)]) {
    for (const prefix of ['proj', 'spatial']) {
      const shape = numbersAt(own, `${prefix}:shape`, 2);
      const transform = numbersAt(own, `${prefix}:transform`, 6);
      if (shape && (shape[0] !== height || shape[1] !== width)) continue;
      if (transform?.[0] === metres && transform[4] === -metres) return [transform[2]!, transform[5]!];
    }
  }
  return null;
}

function cornerByTile(tile: string | null, { metres, width, height }: GridGroup): Corner | null {
  const corner = tileCorner(tile);
  const isWhole = width * metres === TILE_METRES && height * metres === TILE_METRES;
  return corner && isWhole ? [corner.originX, corner.originY] : null;
}
