import type { ImageLook } from '../state/scene.ts';

/** Pixels along the side of an image tile, as the engine sends it. */
export const TILE_SIZE = 256;

/**
 * Address of the image tiles of a product in the way that a look asks for.
 *
 * @param version changes with the product's content, so that no tile of an earlier one is shown
 */
export function imageTiles(
  product: string,
  version: string,
  look: Pick<ImageLook, 'bands' | 'min' | 'max' | 'gamma'>,
): string {
  const list = (values: readonly number[]) => values.map((value) => Number(value.toFixed(5))).join(',');
  const query = `bands=${look.bands.join(',')}&min=${list(look.min)}&max=${list(look.max)}&gamma=${Number(look.gamma.toFixed(3))}&v=${version}`;
  return `scene://${encodeURIComponent(product)}/image/{z}/{x}/{y}?${query}`;
}
