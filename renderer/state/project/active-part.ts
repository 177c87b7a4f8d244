import { openProducts } from '../queries.ts';
import { useScenes } from '../scenes.ts';
import type { WindowPart } from './part.ts';

let wanted: string | null = null;

/** The product that was active when the project was left, where it is open. */
export function wantedProduct(): string | null {
  return openProducts().find(({ key }) => key === wanted)?.id ?? null;
}

/** Which product the panels speak about. */
export const activePart: WindowPart = {
  name: 'active',
  isShared: false,
  get() {
    const { active } = useScenes.getState();
    return openProducts().find(({ id }) => id === active)?.key ?? wanted;
  },
  put(kept) {
    wanted = typeof kept === 'string' ? kept : null;
  },
  subscribe: (listener) =>
    useScenes.subscribe((now, before) => {
      if (now.active !== before.active && now.active !== null) listener();
    }),
};
