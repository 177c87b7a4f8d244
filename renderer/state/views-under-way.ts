import { setUi, useUi } from './ui.ts';

/** Views of masks that a map has asked for and not drawn yet: their products, by the overlay that they are for. */
const underWay = new Map<string, string>();
const waiting = new Set<() => void>();

/** Longer than this nobody waits for a view: a window that is hidden draws none. */
const LONGEST_MILLISECONDS = 1000;

/** A view that takes longer is spoken of. */
const SPOKEN_MILLISECONDS = 400;
let speaking: ReturnType<typeof setTimeout> | undefined;

/** Until a view is drawn the map shows the one before, which may not reach as far: past that nothing is told of clouds. */
function speak(): void {
  if (underWay.size > 0) {
    speaking ??= setTimeout(() => setUi({ masksPending: true }), SPOKEN_MILLISECONDS);
    return;
  }
  clearTimeout(speaking);
  speaking = undefined;
  if (useUi.getState().masksPending) setUi({ masksPending: false });
}

export function viewAsked(overlay: string, product: string): void {
  underWay.set(overlay, product);
  speak();
}

/** The view is drawn, or will not come. */
export function viewEnded(overlay: string): void {
  if (!underWay.delete(overlay)) return;
  speak();
  for (const look of [...waiting]) look();
}

const isDrawn = (product: string) => ![...underWay.values()].includes(product);

/**
 * Resolves when the map has drawn the views of a product's masks that it has asked for, at once where it waits for none, and at
 * the latest after a second. What counts a mask's pixels waits for it, since it would hold the picture up.
 */
export function untilDrawn(product: string): Promise<void> {
  if (isDrawn(product)) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      waiting.delete(look);
      resolve();
    };
    const look = () => {
      if (isDrawn(product)) end();
    };
    const timer = setTimeout(end, LONGEST_MILLISECONDS);
    waiting.add(look);
  });
}
