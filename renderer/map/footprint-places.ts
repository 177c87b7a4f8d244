import type { ProductDetail } from '../api/types.ts';
import { together } from '../geo/globe.ts';
import { isSamePlace } from '../state/dates.ts';
import { dayOf, sceneName, tileName } from '../state/product-name.ts';

/** Open scenes of one place: they have one outline. */
export interface FootprintPlace {
  readonly products: readonly ProductDetail[];
  /** Lon/lat degrees, closed. */
  readonly ring: readonly (readonly [number, number])[];
  readonly isActive: boolean;
  /** `6 May 2024 T33UVU`, of several dates with how many there are. */
  readonly label: string;
  /** All that is there, one line each. */
  readonly names: string;
}

/**
 * The places of open products, one for all dates of a tile.
 *
 * @param active id of the scene that is shown; of its place it gives the label
 */
export function footprintPlaces(products: readonly ProductDetail[], active: string | null): FootprintPlace[] {
  const groups: ProductDetail[][] = [];
  for (const product of products) {
    if (!product.corners || product.corners.length < 3) continue;
    const group = groups.find(([first]) => first && isSamePlace(first, product));
    if (group) group.push(product);
    else groups.push([product]);
  }
  return groups.map((group) => {
    const shown = group.find(({ id }) => id === active) ?? group[0]!;
    const corners = together(shown.corners!);
    const others = group.length - 1;
    const day = dayOf(shown.sensingTime);
    return {
      products: group,
      ring: [...corners, corners[0]!],
      isActive: shown.id === active,
      label: `${[day, tileName(shown)].filter(Boolean).join(' ')}${others > 0 ? `, +${others}` : ''}`,
      names: group.map(sceneName).join('\n'),
    };
  });
}
