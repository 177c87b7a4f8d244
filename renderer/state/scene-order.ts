import { create } from 'zustand';
import type { ProductDetail } from '../api/types.ts';
import { useProducts } from './queries.ts';

/** Keys of products in the order that the user gave them, the uppermost first; products without a place there stand below. */
export const useSceneOrder = create<{ readonly keys: readonly string[] }>(() => ({ keys: [] }));

type Keyed = Pick<ProductDetail, 'key'>;

/** Products in the order of the layers panel, the uppermost first. */
export function inOrder<T extends Keyed>(products: readonly T[], keys: readonly string[]): readonly T[] {
  if (keys.length === 0) return products;
  const place = ({ key }: Keyed) => {
    const at = keys.indexOf(key);
    return at < 0 ? keys.length : at;
  };
  return [...products].sort((a, b) => place(a) - place(b));
}

/** The open products as the layers panel shows them, the uppermost first. */
export function useOrderedProducts(): readonly ProductDetail[] | undefined {
  const { data } = useProducts();
  const keys = useSceneOrder((state) => state.keys);
  return data && inOrder(data, keys);
}

/** Puts one of the products into the place of another one. */
export function moveScene(products: readonly Keyed[], key: string, to: number): void {
  const keys = inOrder(products, useSceneOrder.getState().keys).map((one) => one.key);
  const rest = keys.filter((one) => one !== key);
  if (to < 0 || to > rest.length || rest.length === keys.length) return;
  useSceneOrder.setState({ keys: [...rest.slice(0, to), key, ...rest.slice(to)] });
}
