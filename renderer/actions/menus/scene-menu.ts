import type { ProductDetail } from '../../api/types.ts';
import type { MenuAction, MenuGroup } from '../../commands/context-menu.ts';
import { fitProduct } from '../../map/registry.ts';
import { isSamePlace } from '../../state/dates.ts';
import { activeProduct, openProducts } from '../../state/queries.ts';
import { inOrder, moveScene, useSceneOrder } from '../../state/scene-order.ts';
import { useScenes } from '../../state/scenes.ts';
import { compareWithDate, goToDate } from '../dates.ts';
import { copyAndSay } from '../places.ts';
import { closeProduct, closeProducts } from '../products.ts';

function moveLines({ key }: ProductDetail): MenuAction[] {
  const products = openProducts();
  const at = inOrder(products, useSceneOrder.getState().keys).findIndex((one) => one.key === key);
  if (products.length < 2 || at < 0) return [];
  return [
    { label: 'Move up', isDisabled: at === 0, shortcut: 'Alt+ArrowUp', run: () => moveScene(products, key, at - 1) },
    {
      label: 'Move down',
      isDisabled: at === products.length - 1,
      shortcut: 'Alt+ArrowDown',
      run: () => moveScene(products, key, at + 1),
    },
  ];
}

/**
 * What can be done with an open scene, wherever it is named.
 *
 * @param hasOrder whether it stands in the list that can be put in order
 */
export function sceneMenu(product: ProductDetail, hasOrder = false): readonly MenuGroup[] {
  const { active } = useScenes.getState();
  const shown = activeProduct();
  const isActive = product.id === active;
  const canCompare = !isActive && shown !== null && isSamePlace(shown, product);
  const others = openProducts().filter(({ id }) => id !== product.id);
  return [
    [
      ...(isActive ? [] : [{ label: 'Show this scene', run: () => goToDate(product.id) }]),
      ...(canCompare ? [{ label: 'Compare with this date', run: () => compareWithDate(product.id) }] : []),
      { label: 'Zoom to the scene', isDisabled: !product.corners, run: () => fitProduct(product) },
    ],
    hasOrder ? moveLines(product) : [],
    [{ label: 'Copy the name', run: () => void copyAndSay(product.name) }],
    [
      { label: 'Close', run: () => void closeProduct(product.id) },
      ...(others.length > 0
        ? [{ label: 'Close all others', run: () => void closeProducts(others.map(({ id }) => id)) }]
        : []),
    ],
  ];
}
