import { openProducts } from '../queries.ts';
import { setUi, useUi } from '../ui.ts';
import type { WindowPart } from './part.ts';

let wanted: string | null = null;

/** The date that stood beside the active one when the project was left, where it is open. */
export function wantedComparison(): string | null {
  return openProducts().find(({ key }) => key === wanted)?.id ?? null;
}

/** Which date stands right of the active one. */
export const comparedPart: WindowPart = {
  name: 'compared',
  isShared: false,
  get() {
    const { otherDate, pair } = useUi.getState();
    if (pair !== 'date-date') return null;
    return openProducts().find(({ id }) => id === otherDate)?.key ?? wanted;
  },
  put(kept) {
    wanted = typeof kept === 'string' ? kept : null;
    setUi({ otherDate: null });
  },
  subscribe: (listener) =>
    useUi.subscribe((now, before) => {
      if (now.otherDate !== before.otherDate || now.pair !== before.pair) listener();
    }),
};
