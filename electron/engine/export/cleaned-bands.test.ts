import { expect, it } from 'vitest';
import { BAND_IDS } from '../core/bands.ts';
import { openProduct } from '../product/open.ts';
import { cleaned, cleanedBands } from './cleaned-bands.ts';
import type { FormatOptions } from './format-options.ts';

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

it('cleaned bands say before they are written which are interpolated', async () => {
  const product = await openProduct(SAFE);
  const grid = product.grids[10]!;
  const notes = (cleanedGrid: 10 | 60) =>
    cleaned.notes!({
      product,
      grid,
      window: { column: 0, row: 0, width: 8, height: 8 },
      packId: 'it',
      recipe: { cleanedBands: ['B02', 'B11', 'B09'], cleanedGrid } as unknown as FormatOptions,
    });
  expect(notes(10)).toEqual(['Cleaned bands of coarser pixels are interpolated to 10 m: B11 (20 m), B09 (60 m).']);
  expect(notes(60)).toEqual([]);
  await product.close();
});
