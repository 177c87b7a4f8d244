import { useSortable } from '@dnd-kit/react/sortable';
import type { KeyboardEvent } from 'react';
import { updateScene } from '../../state/scenes.ts';
import { dragTransition } from '../../widgets/motion.ts';
import { pastMiddle } from './past-middle.ts';

interface Movable {
  readonly product: string;
  readonly layer: 'mask' | 'reference';
  readonly index: number;
  readonly isMovable: boolean;
}

/** Lets an overlay of a scene be dragged, or moved by Alt and an arrow, over or under the other one. */
export function useMovableLayer({ product, layer, index, isMovable }: Movable) {
  const type = `overlay ${product}`;
  const sortable = useSortable({
    id: `${product} ${layer}`,
    index,
    group: product,
    type,
    accept: type,
    disabled: !isMovable,
    collisionDetector: pastMiddle,
    transition: dragTransition(),
  });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const wanted = event.key === 'ArrowUp' ? 0 : event.key === 'ArrowDown' ? 1 : null;
    if (!isMovable || !event.altKey || wanted === null) return;
    event.preventDefault();
    event.stopPropagation();
    updateScene(product, (scene) => ({ ...scene, referenceOnTop: (layer === 'reference') === (wanted === 0) }));
    const { target } = event;
    requestAnimationFrame(() => target instanceof HTMLElement && target.focus());
  };
  return { ...sortable, onKeyDown };
}
