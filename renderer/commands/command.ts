import type { ProductDetail } from '../api/types.ts';
import { activeProduct } from '../state/queries.ts';
import type { Scene } from '../state/scene.ts';
import { useScenes } from '../state/scenes.ts';

export type MenuName = 'File' | 'Edit' | 'View' | 'Mask' | 'Compare' | 'Label' | 'Process' | 'Help';

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly menu: MenuName;
  /** Commands of one group stand together in the menu. */
  readonly group: string;
  /** It stands in a menu of this name within the menu, at the place of the first that does. */
  readonly submenu?: string;
  readonly shortcuts?: readonly string[];
  /** Its keys are its own while chips are labelled: they go before those of commands without a mode. */
  readonly mode?: 'label';
  /** Left out of the menu, where it would be one of too many; its key and its button remain. */
  readonly isOffMenu?: boolean;
  /** A plain key that is meant while chips are labelled, too. */
  readonly keepsKey?: boolean;
  /** Left out: always possible. */
  readonly when?: () => boolean;
  /** For commands that switch something: whether it is on. */
  readonly checked?: () => boolean;
  readonly run: () => void;
}

/** The scene of the active product. */
export const scene = (): Scene | null => {
  const { active, scenes } = useScenes.getState();
  return active ? (scenes[active] ?? null) : null;
};
export const hasProduct = () => activeProduct() !== null;
export const hasImage = () => (scene()?.image.bands.length ?? 0) > 0;
export const hasMask = () => scene()?.choice != null;
export const withProduct = (run: (product: ProductDetail) => void) => () => {
  const product = activeProduct();
  if (product) run(product);
};
