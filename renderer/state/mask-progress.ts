import { create } from 'zustand';

/** Counts up, for each product, whenever more of one of its masks is there. */
export const useMaskProgress = create<Readonly<Record<string, number>>>(() => ({}));

export function bumpMask(product: string): void {
  useMaskProgress.setState((counts) => ({ [product]: (counts[product] ?? 0) + 1 }));
}

const PARTS_MILLISECONDS = 700;
/** A part is not taken in where the whole is expected within this time, unless that comes to nothing. */
const SOON_MILLISECONDS = 1000;

interface Part {
  readonly at: number;
  /** Share of the mask that is computed. */
  readonly fraction: number;
}

interface Waiting {
  take: () => void;
  readonly first: Part;
  last: Part;
  timer: ReturnType<typeof setTimeout>;
}

const waiting = new Map<string, Waiting>();

/** When a mask will be whole, as its parts came; never, where one alone did. */
function expectedEnd({ first, last }: Waiting): number {
  if (last.fraction <= first.fraction) return Number.POSITIVE_INFINITY;
  return last.at + ((1 - last.fraction) * (last.at - first.at)) / (last.fraction - first.fraction);
}

/**
 * Takes in the parts of a mask after a while, those that have come by then at once, and a mask that is whole without delay:
 * a preview is whole soon after its first part, and drawing and counting the parts would hold it up.
 *
 * @param key names the mask
 * @param fraction share of it that is computed
 */
export function takePart(key: string, fraction: number, take: () => void): void {
  const before = waiting.get(key);
  const part = { at: performance.now(), fraction };
  if (fraction >= 1) {
    clearTimeout(before?.timer);
    waiting.delete(key);
    take();
  } else if (before) Object.assign(before, { take, last: part });
  else {
    const end = () => {
      waiting.delete(key);
      held.take();
    };
    const look = () => {
      if (expectedEnd(held) > performance.now() + SOON_MILLISECONDS) end();
      else held.timer = setTimeout(end, SOON_MILLISECONDS);
    };
    const held: Waiting = { take, first: part, last: part, timer: setTimeout(look, PARTS_MILLISECONDS) };
    waiting.set(key, held);
  }
}
