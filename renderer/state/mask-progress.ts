import { create } from 'zustand';

/** Counts up, for each product, whenever more of one of its masks is there. */
export const useMaskProgress = create<Readonly<Record<string, number>>>(() => ({}));

export function bumpMask(product: string): void {
  useMaskProgress.setState((counts) => ({ [product]: (counts[product] ?? 0) + 1 }));
}
