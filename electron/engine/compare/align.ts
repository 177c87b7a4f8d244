import { MISSING } from '../core/classes.ts';
import { CompareError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';

/**
 * Class codes of a reference on our grid: each pixel takes the reference's pixel that its centre lies in (on a corner
 * the one to the south-east); outside of the reference it is missing. Two rasters without a shared georeference are
 * laid over each other when their sizes are proportional, as the grids of one Sentinel-2 tile are.
 *
 * @throws CompareError when the coordinate systems differ, or nothing overlaps, or sizes do not fit.
 */
export function alignCodes(codes: Uint8Array, from: Grid, to: Grid): Uint8Array {
  const [columns, rows] = lookUps(from, to);
  if (columns.every((column) => column === -1) || rows.every((row) => row === -1)) {
    throw new CompareError('The mask and the reference do not overlap.', {
      remedy: 'Choose a reference of the same Sentinel-2 tile.',
    });
  }
  const aligned = new Uint8Array(to.width * to.height).fill(MISSING);
  for (let row = 0; row < to.height; row++) {
    const source = rows[row]!;
    if (source === -1) continue;
    for (let column = 0; column < to.width; column++) {
      const sourceColumn = columns[column]!;
      if (sourceColumn !== -1) aligned[row * to.width + column] = codes[source * from.width + sourceColumn]!;
    }
  }
  return aligned;
}

/** For every column and row of `to` the column or row of `from`, -1 outside. */
export function lookUps(from: Grid, to: Grid): [Int32Array, Int32Array] {
  if (from.epsg === null || to.epsg === null) {
    if (from.width * to.height !== from.height * to.width) {
      throw new CompareError(
        `The mask has ${to.width} x ${to.height} pixels and the reference ${from.width} x ${from.height}, and one of them has no georeference.`,
        { remedy: 'Give a reference with a georeference, or one of the same extent.' },
      );
    }
    const scale = from.width / to.width;
    return [centres(to.width, scale, 0, from.width), centres(to.height, scale, 0, from.height)];
  }
  if (from.epsg !== to.epsg) {
    throw new CompareError(`The mask is in EPSG:${to.epsg}, the reference in EPSG:${from.epsg}.`, {
      remedy: `Reproject the reference to EPSG:${to.epsg} first (gdalwarp -r near -t_srs EPSG:${to.epsg}).`,
    });
  }
  const scale = to.pixelMetres / from.pixelMetres;
  const left = (to.originX - from.originX) / from.pixelMetres;
  const top = (from.originY - to.originY) / from.pixelMetres;
  return [centres(to.width, scale, left, from.width), centres(to.height, scale, top, from.height)];
}

function centres(count: number, scale: number, shift: number, size: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => {
    const at = Math.floor((i + 0.5) * scale + shift + 1e-9);
    return at >= 0 && at < size ? at : -1;
  });
}
