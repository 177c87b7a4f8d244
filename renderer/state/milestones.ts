/** Something that comes once for each product, and that others wait for. */
export interface Milestones {
  reached(product: string): void;
  /** It is waited for again when the product comes back. */
  forget(product: string): void;
  /** Resolves when it was reached, at the latest after some time. */
  until(product: string, milliseconds: number): Promise<void>;
}

export function createMilestones(): Milestones {
  const passed = new Set<string>();
  const waiting = new Map<string, Set<() => void>>();
  return {
    reached(product) {
      passed.add(product);
      for (const resolve of waiting.get(product) ?? []) resolve();
      waiting.delete(product);
    },
    forget: (product) => void passed.delete(product),
    until(product, milliseconds) {
      if (passed.has(product)) return Promise.resolve();
      return new Promise((resolve) => {
        const waiters = waiting.get(product) ?? new Set();
        waiting.set(product, waiters.add(resolve));
        setTimeout(() => {
          waiters.delete(resolve);
          resolve();
        }, milliseconds);
      });
    },
  };
}

/** The map has asked for the image of a product. */
export const askedImages = createMilestones();
/** The map has drawn the image of a product, as far as it is in view. */
export const drawnImages = createMilestones();
/** The preview mask of a product is computed, or will not be. */
export const endedPreviews = createMilestones();

/** A product that is closed begins anew when it comes back. */
export function forgetMilestones(product: string): void {
  askedImages.forget(product);
  drawnImages.forget(product);
  endedPreviews.forget(product);
}
