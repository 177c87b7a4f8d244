import type { ProductDetail } from '../api/types.ts';

/** The tile with its T, as it stands in product names; without a tile the product's name. */
export function tileName({ tile, name }: Pick<ProductDetail, 'tile' | 'name'>): string {
  if (tile === null) return name;
  return /^T\d/.test(tile) ? tile : `T${tile}`;
}
