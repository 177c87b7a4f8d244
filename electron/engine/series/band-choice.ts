import { BAND_IDS, type BandId } from '../core/bands.ts';
import { SeriesError } from '../core/errors.ts';
import type { Product } from '../product/types.ts';
import type { BandChoice } from './strip-file.ts';

/** These see water vapour and cirrus, not the ground: they do not decide which observation is typical of it. */
const OF_THE_AIR: readonly BandId[] = ['B09', 'B10'];

/**
 * All bands of the ground that every product has are compared; those chosen are written, or all.
 * @throws SeriesError where a chosen band is not in all products
 */
export function chooseBands(products: readonly Product[], chosen: readonly BandId[]): BandChoice {
  const lacks = (product: Product, band: BandId) => (product.bands[band]?.length ?? 0) === 0;
  const common = BAND_IDS.filter((band) => !products.some((product) => lacks(product, band)));
  for (const band of chosen) {
    const product = products.find((one) => lacks(one, band));
    if (product) {
      throw new SeriesError(`${product.id} does not have ${band}.`, {
        file: product.path,
        remedy: `Choose of the bands that all products have: ${common.join(', ') || 'there are none'}.`,
      });
    }
  }
  const ground = common.filter((band) => !OF_THE_AIR.includes(band));
  const compared = ground.length > 0 ? ground : common;
  if (compared.length === 0) {
    throw new SeriesError('The products have no band in common.', { remedy: 'Leave out those with few bands.' });
  }
  const written = chosen.length > 0 ? BAND_IDS.filter((band) => chosen.includes(band)) : common;
  return {
    read: [...compared, ...written.filter((band) => !compared.includes(band))],
    compared: compared.length,
    written,
  };
}
