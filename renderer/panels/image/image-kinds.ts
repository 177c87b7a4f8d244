import type { ProductDetail } from '../../api/types.ts';
import { COMPOSITES, compositeBands, productBands } from '../../state/composites.ts';
import { type ImageLook, withBands } from '../../state/scene.ts';

/** The reflectance that a single band or a choice of one's own draws white at first. */
const OWN_MAX = 0.5;

/** What the image of a product may be: composites whose bands it has, one band, any three. */
export function imageKinds(product: ProductDetail): { readonly value: string; readonly label: string }[] {
  return [
    ...COMPOSITES.flatMap((composite) => {
      const own = compositeBands(composite, product);
      return own ? [{ value: composite.id, label: `${composite.name} (${own.join(' ')})` }] : [];
    }),
    { value: 'single', label: 'Single band' },
    { value: 'custom', label: 'Any three bands' },
  ];
}

/** A look as another of the {@link imageKinds}. */
export function ofKind(look: ImageLook, kind: string | null, product: ProductDetail): ImageLook {
  const composite = COMPOSITES.find(({ id }) => id === kind);
  const own = composite && compositeBands(composite, product);
  if (composite && own) return withBands(look, composite.id, own, composite.max);
  if (kind === 'single') return withBands(look, 'single', look.bands.slice(0, 1), OWN_MAX);
  const bands = productBands(product);
  const three = [0, 1, 2].map((place) => look.bands[place] ?? bands[place] ?? bands[0]!);
  return withBands(look, 'custom', three, OWN_MAX);
}
