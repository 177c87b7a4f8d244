import { engine } from '../api/engine.ts';
import type { ProductDetail } from '../api/types.ts';
import { sayError } from '../state/messages.ts';
import { activeProduct, queryClient } from '../state/queries.ts';
import type { MaskChoice, Scene } from '../state/scene.ts';
import { updateActive, useScenes } from '../state/scenes.ts';
import { type Pair, setUi } from '../state/ui.ts';
import { compareWithNearestDate } from './dates.ts';

/** What a mask is best set beside: the same grid of another network, otherwise another grid of its own. */
export function otherMask(product: Pick<ProductDetail, 'packs'>, choice: MaskChoice): MaskChoice | null {
  const all = product.packs.flatMap(({ id, grids }) => grids.map((grid) => ({ pack: id, grid })));
  const others = all.filter(({ pack, grid }) => pack !== choice.pack || grid !== choice.grid);
  return others.find(({ pack, grid }) => pack !== choice.pack && grid === choice.grid) ?? others[0] ?? null;
}

async function withOtherSide(product: ProductDetail, scene: Scene, pair: Pair): Promise<void> {
  if (pair === 'mask-reference' && scene.reference.id === null) {
    const [first] = await queryClient.ensureQueryData({
      queryKey: ['references', product.id],
      queryFn: () => engine.references(product.id),
    });
    if (first) updateActive((one) => ({ ...one, reference: { ...one.reference, id: first.id } }));
  }
  if (pair === 'model-model' && scene.second === null && scene.choice) {
    const second = otherMask(product, scene.choice);
    updateActive((one) => ({ ...one, second }));
  }
}

/** Sets what stands left and right, and fills the other side where nothing is chosen for it yet. */
export async function choosePair(pair: Pair): Promise<void> {
  if (pair === 'date-date') {
    compareWithNearestDate();
    return;
  }
  setUi({ pair });
  const product = activeProduct();
  const scene = product && useScenes.getState().scenes[product.id];
  if (!product || !scene) return;
  try {
    await withOtherSide(product, scene, pair);
  } catch (error) {
    sayError(error);
  }
}
