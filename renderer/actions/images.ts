import { sayErrorOf } from '../state/closing.ts';
import { COMPOSITES, type Composite } from '../state/composites.ts';
import { activeProduct, bandStatistics } from '../state/queries.ts';
import type { ImageLook } from '../state/scene.ts';
import { updateActive, updateScene, useScenes } from '../state/scenes.ts';
import { whiteOf } from '../state/stretch.ts';

/** Draws an image otherwise; of one whose white goes by the scene's values, these are asked for. */
export function showImage(change: (look: ImageLook) => ImageLook): void {
  const product = activeProduct();
  updateActive((scene) => ({ ...scene, image: change(scene.image) }));
  if (product) void followScene(product.id);
}

/** Draws white by the scene's values where its image is one that does, unless it was changed by then. */
export async function followScene(product: string): Promise<void> {
  const look = useScenes.getState().scenes[product]?.image;
  const composite: Composite | undefined = COMPOSITES.find(({ id }) => id === look?.composite);
  if (!look || !composite?.followsScene) return;
  try {
    const statistics = await bandStatistics(product, look.bands);
    updateScene(product, (scene) => {
      const isAsBefore =
        scene.image.bands === look.bands && scene.image.min === look.min && scene.image.max === look.max;
      return isAsBefore ? { ...scene, image: { ...scene.image, max: statistics.map(whiteOf) } } : scene;
    });
  } catch (error) {
    sayErrorOf(product, error);
  }
}
