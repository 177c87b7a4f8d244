import type { BandId } from '../core/bands.ts';
import type { Product, ProductWarning, RasterFile } from '../product/types.ts';

// Reflectances of 3.2 and more leave ESA's 15 bits. Level-2A then has 32767 in its images of 20 and 60 m, and, by a
// defect of ESA's processor, 0 in those of 10 m, as if nothing had been seen there (its makers say so:
// https://forum.step.esa.int/t/sentinel-2-l2a-saturation-different-values-for-different-resolutions/44294).

/** The last DN of ESA's images, which have 15 bits: saturated. */
export const SATURATED_DN = 2 ** 15 - 1;

/** Of a pixel of 20 m of which one quarter was clipped; no other ground or cloud is as bright beside no-data. */
const BRIGHT_DN = 2 ** 14;

/**
 * Coarser files in which is seen what was clipped in one of 10 m; null where there are none, or nothing is clipped.
 * @param bands the file's own, then others that take its place in a network
 */
export function unclippedFiles(
  product: Pick<Product, 'bands' | 'level'>,
  file: Pick<RasterFile, 'pixelMetres'>,
  bands: readonly BandId[],
): readonly RasterFile[] | null {
  if (product.level !== 'L2A' || file.pixelMetres !== 10) return null;
  for (const band of bands) {
    const coarser = (product.bands[band] ?? []).filter(({ pixelMetres }) => pixelMetres > 10);
    if (coarser.length > 0) return coarser;
  }
  return null;
}

/** Where clouds are clipped, some pixel of a tile is a third as bright at least: at their rims, or in a band that is not. */
const NEARLY_DN = 12_000;

/** Whether a band of a tile is so bright somewhere that the coarser images are worth a look. */
export function isNearlyClipped(dn: Uint16Array): boolean {
  for (let at = 0; at < dn.length; at++) if (dn[at]! >= NEARLY_DN) return true;
  return false;
}

/** Makes pixels saturated that are 0 where the coarser image is bright; returns how many. */
export function fillClipped(dn: Uint16Array, coarser: Uint16Array): number {
  let count = 0;
  for (let at = dn.indexOf(0); at >= 0; at = dn.indexOf(0, at + 1)) {
    if (coarser[at]! < BRIGHT_DN) continue;
    dn[at] = SATURATED_DN;
    count++;
  }
  return count;
}

export function clippedWarning({ id }: Pick<Product, 'id'>): ProductWarning {
  return {
    code: 'radiometry',
    message: `Some pixels of ${id} are 0 in bands of 10 m and saturated in those of 20 m, as ESA's processor clips the brightest clouds: they are taken as bright, not as missing.`,
  };
}
