import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { expect, test } from './fixtures.ts';
import { openSample } from './steps.ts';

test('a report is one click, a figure an export; the same name is asked about', async ({ window }) => {
  const { page, answer, workplace } = window;
  await openSample(page);
  const report = async () => {
    await page.getByRole('menuitem', { name: 'File' }).click();
    await page.getByRole('menuitem', { name: 'Report of the scene, PDF' }).click();
  };
  await answer(report, 'output');
  await expect(page.getByRole('listitem', { name: /export 60 m: Done$/ })).toBeVisible();
  const [pdf] = readdirSync(workplace.output);
  expect(pdf).toMatch(/_report_60m\.pdf$/);
  expect(readFileSync(join(workplace.output, pdf!), 'latin1')).toMatch(/^%PDF-1\.7/);

  await report();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('checkbox', { name: 'Report, PDF' })).toBeChecked();
  await expect(dialog.getByRole('checkbox', { name: 'Overwrite the file that is already there' })).toBeVisible();
  await dialog.getByRole('checkbox', { name: 'Report, PDF' }).uncheck();
  await dialog.getByRole('checkbox', { name: 'Quicklook, PNG' }).check();
  await dialog.getByRole('radiogroup', { name: 'Maps of the figure' }).getByText('Mask alone').click();
  await expect(page.getByText(/About .* free/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Export' }).click();
  await expect(page.getByRole('listitem', { name: /export 60 m: Done$/ })).toHaveCount(2);
  const png = readdirSync(workplace.output).find((name) => name.endsWith('_quicklook_60m.png'))!;
  expect(decode(readFileSync(join(workplace.output, png))).width).toBeGreaterThanOrEqual(1600);
});

test('a queue tells the names of its files, and refuses one name for two products', async ({ window }) => {
  const { page, answer } = window;
  await page.getByRole('menuitem', { name: 'Process' }).click();
  await page.getByRole('menuitem', { name: 'Process many products…' }).click();
  const dialog = page.getByRole('dialog');
  await answer(() => dialog.getByRole('button', { name: 'Add folder' }).click(), 'products');
  await answer(() => dialog.getByRole('button', { name: 'Choose folder' }).click(), 'output');
  const names = dialog.getByRole('textbox', { name: 'Names of the files' });
  await names.fill('{date}_{tile}');
  await expect(dialog.getByText(/^Several products would be written as 20240506_T33UVU_mask\.tif/)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeDisabled();
  await names.fill('{product}_{model}');
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeEnabled();
  await expect(dialog.getByRole('list', { name: 'Files' })).toContainText('MSIL1C');
});
