import type { BandId } from '../core/bands.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Product } from '../product/types.ts';
import { defaultParameters } from './parameters.ts';
import type { MaskParameters } from './types.ts';

/** A pack's own parameters for a product, and the bands for whose lack its thresholds were chosen; none where nothing that matters is missing. */
export interface PackParameters {
  readonly parameters: MaskParameters;
  readonly thresholdsWithout: readonly string[];
}

/**
 * What a pack says is best for a product: of `thresholdsWithout` the first entry whose bands the product has none of,
 * else `thresholds`. Shadows need a cloud only where the product says where the sun stood.
 */
export function packParameters(
  { thresholds, thresholdsWithout, defaults }: Pick<Manifest, 'thresholds' | 'thresholdsWithout' | 'defaults'>,
  product: Pick<Product, 'bands' | 'sun'>,
): PackParameters {
  const lacks = (choice: string) =>
    choice.split('|').every((band) => (product.bands[band as BandId]?.length ?? 0) === 0);
  const entry = thresholdsWithout.find(({ bands }) => bands.every(lacks));
  const shadowsNeedCloud = defaults.shadowsNeedCloud === true && product.sun !== null;
  return {
    parameters: defaultParameters({ thresholds: entry?.thresholds ?? thresholds, ...defaults, shadowsNeedCloud }),
    thresholdsWithout: entry?.bands ?? [],
  };
}
