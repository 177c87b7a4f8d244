import { expect, test } from './fixtures.ts';
import { exactPercent, openSample, percent, previewIsThere } from './steps.ts';

test('a preset is saved under a name, applied, and removed', async ({ window: { page } }) => {
  await openSample(page);
  const plain = await percent(page, 'Cloud');
  const field = page.getByLabel('Cloud buffer, value', { exact: true });
  const preset = (name: string) => page.getByRole('button', { name, exact: true });
  await expect(preset('Model defaults')).toBeVisible();
  await field.fill('180');
  await field.press('Enter');
  await expect.poll(() => percent(page, 'Cloud')).toBeGreaterThan(plain! + 1);
  const wide = await percent(page, 'Cloud');
  await preset('Own values').waitFor();
  await page.getByRole('button', { name: 'Save as preset' }).click();
  await page.getByRole('textbox', { name: 'Name of the preset' }).fill('Wide clouds');
  await page.keyboard.press('Enter');
  await expect(preset('Wide clouds')).toBeVisible();

  await preset('Wide clouds').click();
  await page.getByRole('menuitem', { name: 'Model defaults' }).click();
  await expect(field).toHaveValue('0 m');
  await expect.poll(() => percent(page, 'Cloud')).toBe(plain);

  await page.reload();
  await previewIsThere(page);
  await preset('Model defaults').click();
  await page.getByRole('menuitem', { name: 'Wide clouds' }).click();
  await expect(field).toHaveValue('180 m');
  await expect.poll(() => percent(page, 'Cloud')).toBe(wide);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(field).toHaveValue('0 m');

  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Remove the preset Wide clouds' }).click();
  await expect(page.getByText('None. They are saved in the Mask panel.')).toBeVisible();
  await page.keyboard.press('Escape');
  await preset('Model defaults').click();
  await expect(page.getByRole('menuitem', { name: 'Model defaults' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Wide clouds' })).toBeHidden();
});

test('a choice about shadows is kept with the scene, counts as a value of its own, and is undone', async ({
  window: { page },
}) => {
  await openSample(page);
  const box = page.getByRole('checkbox', { name: /^Drop shadows without a cloud/ });
  await expect(box).toBeChecked();
  const usual = await exactPercent(page, 'Cloud shadow');
  await box.uncheck();
  await expect(page.getByRole('button', { name: 'Own values', exact: true })).toBeVisible();
  const all = await exactPercent(page, 'Cloud shadow');
  expect(all).toBeGreaterThanOrEqual(usual);
  await page.reload();
  await previewIsThere(page);
  await expect(box).not.toBeChecked();
  expect(await exactPercent(page, 'Cloud shadow')).toBe(all);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(box).toBeChecked();
  await expect(page.getByRole('button', { name: 'Model defaults', exact: true })).toBeVisible();
  expect(await exactPercent(page, 'Cloud shadow')).toBe(usual);
});
