import type { MaskState, ProductDetail } from '../api/types.ts';
import type { MaskChoice, Scene } from './scene.ts';

const isComputed = (states: readonly MaskState[], { pack, grid }: MaskChoice) =>
  states.some((state) => state.pack === pack && state.grid === grid && state.fraction >= 1);

/**
 * A scene drawn as another date was: bands, contrast, what is shown and how, and the network and grid where that mask is
 * computed. Sliders and corrections stay its own.
 *
 * @param states of the product's masks
 */
export function withLookOf(from: Scene, to: Scene, product: ProductDetail, states: readonly MaskState[]): Scene {
  const bandsAreThere = from.image.bands.every((band) => product.bands[band] !== undefined);
  const { visible, opacity, style } = from.reference;
  return {
    ...to,
    image: bandsAreThere ? from.image : { ...to.image, visible: from.image.visible, opacity: from.image.opacity },
    mask: from.mask,
    classes: from.classes,
    choice: from.choice && isComputed(states, from.choice) ? from.choice : to.choice,
    reference: { ...to.reference, visible, opacity, style },
    agreement: from.agreement,
    referenceOnTop: from.referenceOnTop,
  };
}
