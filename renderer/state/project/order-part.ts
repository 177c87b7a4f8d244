import { useSceneOrder } from '../scene-order.ts';
import { storePart } from './part.ts';
import { listOf } from './read.ts';

/** The order of the scenes in the layers panel, by the keys of their products. */
export const orderPart = storePart({
  name: 'scene-order',
  isShared: true,
  store: useSceneOrder,
  pick: ({ keys }) => keys,
  read: (kept) => listOf(kept).filter((key): key is string => typeof key === 'string'),
  initial: [],
  restore: (keys) => ({ keys }),
});
