import { expect, it } from 'vitest';
import { BAND_IDS } from '../core/bands.ts';
import { openProduct } from '../product/open.ts';
import { cleanedBands } from './cleaned-bands.ts';
import type { FormatOptions } from './format.ts';

const SAFE = 'build/samples/S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500.SAFE';

it.each([10, 20, 60] as const)(
  'cleaned bands are all that the product has, or those chosen, also at %s m',
  async (cleanedGrid) => {
    const product = await openProduct(SAFE);
    const of = (cleanedBandsChosen: FormatOptions['cleanedBands']) =>
      cleanedBands(product, { cleanedBands: cleanedBandsChosen, cleanedGrid } as FormatOptions);
    expect(of([])).toEqual(BAND_IDS.filter((band) => band !== 'B10'));
    expect(of(['B09', 'B02'])).toEqual(['B09', 'B02']);
    expect(() => of(['B10'])).toThrow(/does not have B10/);
    await product.close();
  },
);
