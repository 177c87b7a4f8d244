import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { writeOldProduct } from './old-product.ts';
import { isDrawn, previewIsThere, shareOfMap } from './steps.ts';

test('another granule of an old product takes the place of the open one', async ({
  window: { page, answer, workplace },
}) => {
  const name = writeOldProduct(join(workplace.root, 'granules'));
  await answer(() => page.getByRole('button', { name: 'Open product' }).last().click(), `granules/${name}`);
  await previewIsThere(page);
  const layers = page.getByRole('region', { name: 'Layers' });
  const granule = page.getByRole('combobox', { name: 'Granule, one of 2' });
  const first = await granule.inputValue();
  const other = first === 'T33UVU' ? 'T33UVT' : 'T33UVU';
  await expect(layers.getByRole('group', { name: `${first} L1C` })).toBeVisible();

  await granule.click();
  await page.getByRole('option', { name: other }).click();
  await expect(layers.getByRole('group', { name: `${other} L1C` })).toBeVisible();
  await expect(layers.getByRole('group', { name: `${first} L1C` })).toBeHidden();
  await expect(granule).toHaveValue(other);
  await previewIsThere(page);
  await expect.poll(() => shareOfMap(page, isDrawn)).toBeGreaterThan(0.3);

  await page.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Close' }).click();
  await expect(page.getByText(new RegExp(`^${first} of `))).toBeVisible();
  const drawn = () =>
    page
      .locator('.recent img.thumb')
      .evaluateAll((images) => images.filter((one) => (one as HTMLImageElement).naturalWidth > 0).length);
  await expect.poll(drawn, { message: 'a thumbnail for either granule' }).toBeGreaterThanOrEqual(2);
  await page.getByRole('button', { name: new RegExp(`${other} of `) }).click();
  await expect(granule).toHaveValue(other);
});
