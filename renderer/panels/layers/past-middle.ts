import { type CollisionDetector, CollisionPriority, CollisionType } from '@dnd-kit/abstract';
import { isSortable } from '@dnd-kit/react/sortable';

/**
 * A row gives way when the pointer has passed its middle. Rows are of very different heights here: one that gave way as soon as
 * the pointer is in it would have the pointer in it still, and come back at once.
 */
export const pastMiddle: CollisionDetector = ({ dragOperation: { position, source }, droppable }) => {
  const { shape } = droppable;
  const [dragged, other] = [source, droppable] as unknown as [
    Parameters<typeof isSortable>[0],
    Parameters<typeof isSortable>[0],
  ];
  if (!shape || droppable.id === source?.id || !isSortable(dragged) || !isSortable(other)) return null;
  const { y } = position.current;
  const middle = shape.center.y;
  const isPast = other.index > dragged.index ? y > middle : y < middle;
  if (!isPast) return null;
  return {
    id: droppable.id,
    value: 1 / (1 + Math.abs(y - middle)),
    type: CollisionType.Collision,
    priority: CollisionPriority.High,
  };
};
