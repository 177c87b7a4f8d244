import { readdirSync } from 'node:fs';
import { expect, test } from './fixtures.ts';
import { closeAndOpenAgain, exportInto, isCloudBorder, isDrawn, openSample, percent, shareOfMap } from './steps.ts';

test('the sample opens with its image and its preview mask', async ({ window: { page } }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (path.includes('/image/')) asked.push('image');
    if (path.endsWith('/jobs') && request.method() === 'POST') asked.push('mask');
  });
  await openSample(page);
  await expect.poll(() => shareOfMap(page, isDrawn)).toBeGreaterThan(0.3);
  await expect.poll(() => shareOfMap(page, isCloudBorder)).toBeGreaterThan(0.001);
  await expect(page.getByText('Mask grid 60 m')).toBeVisible();
  // The engine does what it is asked first.
  expect(asked.slice(0, asked.indexOf('mask') + 1)).toEqual(expect.arrayContaining(['image', 'mask']));

  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.down(' ');
  await expect.poll(() => shareOfMap(page, isCloudBorder)).toBe(0);
  await page.keyboard.up(' ');
  await expect.poll(() => shareOfMap(page, isCloudBorder)).toBeGreaterThan(0.001);
});

test('a slider moves mask and statistics, and undo takes it back', async ({ window: { page } }) => {
  await openSample(page);
  const before = await percent(page, 'Cloud');
  const field = page.getByLabel('Cloud buffer, value', { exact: true });
  await field.fill('200 m');
  await field.press('Enter');
  await expect.poll(() => percent(page, 'Cloud')).toBeGreaterThan(before! + 1);
  await expect(page.getByRole('button', { name: 'Reset Cloud buffer to 0 m' })).toBeVisible();

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => percent(page, 'Cloud')).toBe(before);
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(field).toHaveValue('200 m');

  const thumb = page.getByRole('slider', { name: 'Cloud buffer', exact: true });
  await thumb.focus();
  await page.keyboard.press('End');
  await expect(field).toHaveValue('500 m');
  await page.getByRole('button', { name: 'Reset Cloud buffer to 0 m' }).click();
  await expect.poll(() => percent(page, 'Cloud')).toBe(before);
});

test('compute, swipe, inspect, compare, export, and find it all again', async ({
  window: { page, answer, workplace },
}) => {
  await openSample(page);

  await page.getByRole('button', { name: 'Compute mask 20 m' }).click();
  await expect(page.getByRole('button', { name: 'Mask 20 m computed' })).toBeVisible();
  await expect(page.getByText('Mask grid 20 m')).toBeVisible();

  await page.getByRole('button', { name: 'Swipe line' }).click();
  await page.getByRole('slider', { name: /Swipe line between/ }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('slider', { name: /Swipe line between/ })).toHaveAttribute('aria-valuenow', '52');
  await page.getByRole('button', { name: 'Side by side' }).click();
  await expect(page.locator('.maplibregl-canvas')).toHaveCount(2);
  await page.getByRole('button', { name: 'Side by side' }).click();
  await expect(page.locator('.maplibregl-canvas')).toHaveCount(1);

  await page.getByRole('button', { name: 'Inspect pixels' }).click();
  const map = page.locator('.maplibregl-canvas');
  await map.click({ position: { x: 200, y: 300 } });
  await map.click({ position: { x: 320, y: 400 } });
  await expect(page.getByText('Probabilities of pixel 2')).toBeVisible();
  await expect(page.getByRole('cell', { name: 'B12' })).toBeVisible();
  await expect(page.getByRole('img', { name: /Spectrum/ })).toBeVisible();
  await page.getByRole('button', { name: 'Inspect pixels' }).first().click();

  await page.getByRole('tab', { name: 'Compare' }).click();
  await page.getByRole('button', { name: 'Add a class raster from disk' }).click();
  await page.getByRole('combobox', { name: 'Its codes are those of' }).click();
  await page.getByRole('option', { name: /Nephoscope/ }).click();
  await answer(() => page.getByRole('button', { name: 'Choose the file' }).click(), 'truth.tif');
  await expect(page.getByText('Overall')).toBeVisible();
  await page.getByRole('switch', { name: 'Show the agreement map' }).check();
  await expect(page.getByTestId('right').getByText('Only in the reference')).toBeVisible();
  await expect
    .poll(() =>
      shareOfMap(page, (red, green, blue) => red < 12 && Math.abs(green - 0x9e) < 12 && Math.abs(blue - 0x73) < 12),
    )
    .toBeGreaterThan(0.0005);
  await page.keyboard.press('g');

  await page.getByRole('tab', { name: 'Mask' }).click();
  await page.getByLabel('Semi-transparent cloud buffer, value').fill('60');
  await page.getByLabel('Semi-transparent cloud buffer, value').press('Enter');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByLabel('Polygons, GeoPackage').check();
  await exportInto({ page, answer }, 'output');
  expect(readdirSync(workplace.output).filter((name) => /\.(tif|gpkg)$/.test(name))).toHaveLength(2);

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByLabel('Polygons, GeoPackage').check();
  await expect(page.getByLabel(/Overwrite the/)).toBeVisible();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Export' })).toBeDisabled();
  await page.keyboard.press('Escape');

  await closeAndOpenAgain(page, /S2A_MSIL2A_20240506/);
  await expect(page.getByLabel('Semi-transparent cloud buffer, value')).toHaveValue('60 m');
});
