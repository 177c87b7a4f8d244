import type { ImageLook } from '../state/scene.ts';

/** Pixels along the side of an image tile, as the engine sends it. */
export const TILE_SIZE = 256;

/** Address of the image tiles of a product in the way that a look asks for. */
export function imageTiles(product: string, look: Pick<ImageLook, 'bands' | 'min' | 'max' | 'gamma'>): string {
  const list = (values: readonly number[]) => values.map((value) => Number(value.toFixed(5))).join(',');
  const query = `bands=${look.bands.join(',')}&min=${list(look.min)}&max=${list(look.max)}&gamma=${Number(look.gamma.toFixed(3))}`;
  return `scene://${encodeURIComponent(product)}/image/{z}/{x}/{y}?${query}`;
}
