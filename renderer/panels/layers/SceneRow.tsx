import { useSortable } from '@dnd-kit/react/sortable';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronRight from 'lucide-react/icons/chevron-right';
import Ellipsis from 'lucide-react/icons/ellipsis';
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useRef } from 'react';
import { goToDate } from '../../actions/dates.ts';
import { sceneMenu } from '../../actions/menus/scene-menu.ts';
import type { ProductDetail } from '../../api/types.ts';
import { contextMenu, openContextMenu } from '../../commands/context-menu.ts';
import { sceneName, sceneNameParts } from '../../state/product-name.ts';
import { openProducts } from '../../state/queries.ts';
import { inOrder, moveScene, useSceneOrder } from '../../state/scene-order.ts';
import { dragTransition } from '../../widgets/motion.ts';
import { Grip } from './Grip.tsx';
import { ProductLayers } from './ProductLayers.tsx';
import { pastMiddle } from './past-middle.ts';

interface Props {
  readonly product: ProductDetail;
  readonly index: number;
  readonly isMovable: boolean;
  readonly isActive: boolean;
  /** On the map now, of the two where dates are compared. */
  readonly isDrawn: boolean;
  readonly isOpen: boolean;
  readonly onFold: (id: string) => void;
}

/** Moves a scene by a row where Alt and an arrow are pressed; the focus stays with it. */
function moveByKey(event: KeyboardEvent<HTMLElement>, key: string): void {
  const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
  if (!event.altKey || step === 0) return;
  event.preventDefault();
  const products = openProducts();
  const at = inOrder(products, useSceneOrder.getState().keys).findIndex((one) => one.key === key);
  moveScene(products, key, at + step);
  const { target } = event;
  // An element that is put elsewhere loses the focus.
  requestAnimationFrame(() => target instanceof HTMLElement && target.focus());
}

/** One scene of the tree: its name, its actions, and its layers where it is unfolded. */
export const SceneRow = memo(function SceneRow(props: Props) {
  const { product, index, isMovable, isActive, isDrawn, isOpen, onFold } = props;
  const { id, key } = product;
  const sorting = {
    type: 'scene',
    accept: 'scene',
    group: 'scenes',
    transition: dragTransition(),
    collisionDetector: pastMiddle,
  };
  const { ref, handleRef, isDragging } = useSortable({ id, index, disabled: !isMovable, ...sorting });
  const name = sceneName(product);
  const [day, place] = sceneNameParts(product);
  const head = useRef<HTMLDivElement>(null);
  // A scene that was opened, or stepped to, may stand beyond the end of the list; its name last, where not all of it has room.
  useEffect(() => {
    if (!isActive) return;
    head.current?.parentElement?.scrollIntoView({ block: 'nearest' });
    head.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const openMenu = ({ currentTarget }: MouseEvent<HTMLElement>) => {
    const { left, bottom } = currentTarget.getBoundingClientRect();
    currentTarget.focus();
    openContextMenu(name, sceneMenu(product, true), { x: left, y: bottom });
  };
  const className = ['bare', 'scene-row', !isDrawn && 'undrawn', isDragging && 'dragged'].filter(Boolean).join(' ');
  return (
    <fieldset ref={ref} className={className} aria-label={name}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the buttons in it */}
      <div
        ref={head}
        className="layer d0"
        aria-current={isActive}
        onKeyDown={(event) => moveByKey(event, key)}
        {...contextMenu(name, () => sceneMenu(product, true))}
      >
        <button
          type="button"
          className="tool icon small fold"
          aria-expanded={isOpen}
          aria-label={`Layers of ${name}`}
          onClick={() => onFold(id)}
        >
          <Chevron size={14} aria-hidden />
        </button>
        <button type="button" className="name name-button" title={product.name} onClick={() => goToDate(id)}>
          <strong>{day}</strong> {place}
        </button>
        <Grip handleRef={handleRef} name={name} isMovable={isMovable} />
        <button
          type="button"
          className="tool icon small"
          aria-label={`Actions for ${name}`}
          aria-haspopup="menu"
          onClick={openMenu}
        >
          <Ellipsis size={14} aria-hidden />
        </button>
      </div>
      {isOpen && <ProductLayers product={product} />}
    </fieldset>
  );
});
