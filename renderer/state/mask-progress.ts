import { create } from 'zustand';

/** Counts up, for each product, whenever more of one of its masks is there. */
export const useMaskProgress = create<Readonly<Record<string, number>>>(() => ({}));

export function bumpMask(product: string): void {
  useMaskProgress.setState((counts) => ({ [product]: (counts[product] ?? 0) + 1 }));
}

const PARTS_MILLISECONDS = 700;
const waiting = new Map<string, { take: () => void; readonly timer: ReturnType<typeof setTimeout> }>();

/**
 * Takes in the parts of a mask after a while, those that have come by then at once, and a mask that is whole without delay:
 * a preview is whole soon after its first part, and drawing and counting the parts would hold it up.
 *
 * @param key names the mask
 */
export function takePart(key: string, isWhole: boolean, take: () => void): void {
  const before = waiting.get(key);
  if (isWhole) {
    clearTimeout(before?.timer);
    waiting.delete(key);
    take();
  } else if (before) before.take = take;
  else {
    const timer = setTimeout(() => {
      const held = waiting.get(key);
      waiting.delete(key);
      held?.take();
    }, PARTS_MILLISECONDS);
    waiting.set(key, { take, timer });
  }
}
