import { openContextMenu } from '../../commands/context-menu.ts';
import { dayOf, sceneName, tileName } from '../../state/product-name.ts';
import { openProducts } from '../../state/queries.ts';
import { useScenes } from '../../state/scenes.ts';
import { goToDate } from '../dates.ts';
import { sceneMenu } from './scene-menu.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Answers the choice of an outline on the map: shows its scene, asks which where there are several dates.
 *
 * @param asks the right button was used: what can be done is offered
 */
export function choosePlace(ids: readonly string[], at: Point, asks: boolean): void {
  const products = openProducts().filter(({ id }) => ids.includes(id));
  const [first, ...others] = products;
  if (!first) return;
  if (others.length === 0) {
    if (asks) openContextMenu(sceneName(first), sceneMenu(first), at);
    else goToDate(first.id);
    return;
  }
  const { active } = useScenes.getState();
  const byDate = [...products].sort((a, b) => (a.sensingTime ?? '').localeCompare(b.sensingTime ?? ''));
  const lines = byDate.map((product) => ({
    label: `${dayOf(product.sensingTime) ?? product.name} ${product.level}`,
    checked: product.id === active,
    run: () => goToDate(product.id),
  }));
  openContextMenu(`Dates of ${tileName(first)}`, [lines], at);
}
