const drawn = new Set<string>();
const waiting = new Map<string, Set<() => void>>();

/** Says that the map has drawn the image of a product, as far as it is in view. */
export function imageWasDrawn(product: string): void {
  drawn.add(product);
  for (const resolve of waiting.get(product) ?? []) resolve();
  waiting.delete(product);
}

/** A product that is closed is drawn anew when it comes back. */
export function forgetImage(product: string): void {
  drawn.delete(product);
}

/**
 * Resolves when the image of a product has been drawn, at the latest after some time. What is not looked at first waits
 * for this: on a small machine the image would otherwise come after the work for the mask.
 */
export function untilImageIsDrawn(product: string, milliseconds: number): Promise<void> {
  if (drawn.has(product)) return Promise.resolve();
  return new Promise((resolve) => {
    const waiters = waiting.get(product) ?? new Set();
    waiting.set(product, waiters.add(resolve));
    setTimeout(() => {
      waiters.delete(resolve);
      resolve();
    }, milliseconds);
  });
}
