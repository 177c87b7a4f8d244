import { cpSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { openSample } from './steps.ts';

test('a folder of products and a broken one run as a queue', async ({ window: { page, answer, workplace } }) => {
  await page.keyboard.press('q');
  await answer(() => page.getByRole('button', { name: 'Add folder' }).click(), 'products');
  await answer(
    () => page.getByRole('button', { name: 'Add product' }).click(),
    'broken/S2A_MSIL2A_20200101T000000_N0214_R001_T31UDQ_20200101T000001.zip',
  );
  await page.getByRole('radiogroup', { name: 'Mask grid' }).getByText('60 m').click();
  await answer(() => page.getByRole('button', { name: 'Choose folder' }).click(), 'output');
  await page.getByRole('button', { name: 'Start' }).click();

  const rows = page.getByRole('region', { name: 'Results of the season' }).getByRole('row');
  await expect(rows.filter({ has: page.getByRole('cell', { name: 'done', exact: true }) })).toHaveCount(2);
  await expect(rows.filter({ has: page.getByRole('cell', { name: 'failed', exact: true }) })).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Try 1 again' })).toBeVisible();
  await expect
    .poll(() => readdirSync(workplace.output).filter((name) => name.endsWith('.tif')).length)
    .toBeGreaterThanOrEqual(2);
  expect(existsSync(join(workplace.root, 'broken'))).toBe(true);
});

test('a product that failed is put right and tried again', async ({ window: { page, answer, workplace } }) => {
  const name = readdirSync(join(workplace.root, 'products')).find((one) => one.includes('MSIL2A'))!;
  const product = join(workplace.root, 'delayed', name);
  cpSync(join(workplace.root, 'products', name), product, { recursive: true });
  renameSync(join(product, 'MTD_MSIL2A.xml'), join(product, 'not-yet'));
  mkdirSync(join(workplace.root, 'results'));

  await page.keyboard.press('q');
  await answer(() => page.getByRole('button', { name: 'Add product' }).click(), `delayed/${name}`);
  await page.getByRole('radiogroup', { name: 'Mask grid' }).getByText('60 m').click();
  await answer(() => page.getByRole('button', { name: 'Choose folder' }).click(), 'results');
  await page.getByRole('button', { name: 'Start' }).click();
  const results = page.getByRole('region', { name: 'Results of the season' });
  const inState = (state: string) => results.getByRole('cell', { name: state, exact: true });
  await expect(inState('failed')).toHaveCount(1);
  await expect(results.getByText(/tells the radiometric offset/)).toBeVisible();

  renameSync(join(product, 'not-yet'), join(product, 'MTD_MSIL2A.xml'));
  await page.getByRole('button', { name: 'Try 1 again' }).click();
  await expect(inState('done')).toHaveCount(1);
  await expect(inState('failed')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Try/ })).toHaveCount(0);
  expect(readdirSync(join(workplace.root, 'results')).filter((one) => one.endsWith('.tif'))).toHaveLength(1);
});

test('a mask can be given up', async ({ window: { page, withNetworksHeld } }) => {
  await openSample(page, 'L1C');
  await withNetworksHeld(async () => {
    await page.getByRole('button', { name: 'Other grids' }).click();
    await page.getByRole('menuitem', { name: '10 m grid' }).click();
    await page.getByRole('button', { name: /^Cancel / }).click();
    await page.getByRole('button', { name: 'Jobs', exact: true }).click();
    await expect(page.getByRole('listitem', { name: /: Cancelled$/ })).toBeVisible();
  });
});
