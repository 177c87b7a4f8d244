import { expect, test } from './fixtures.ts';
import { percent, previewIsThere } from './steps.ts';

test('the whole way without a mouse', async ({ window: { page } }) => {
  const sample = page.getByRole('button', { name: 'Open sample L2A' });
  for (let step = 0; step < 40 && !(await sample.evaluate((element) => element === document.activeElement)); step++)
    await page.keyboard.press('Tab');
  await expect(sample).toBeFocused();
  await page.keyboard.press('Enter');
  await previewIsThere(page);
  const before = await percent(page, 'Cloud');

  const buffer = page.getByRole('slider', { name: 'Cloud buffer', exact: true });
  for (let step = 0; step < 120 && !(await buffer.evaluate((element) => element === document.activeElement)); step++)
    await page.keyboard.press('Tab');
  await expect(buffer).toBeFocused();
  await page.keyboard.press('End');
  await expect.poll(() => percent(page, 'Cloud')).toBeGreaterThan(before!);
  await page.keyboard.press('Control+z');
  await expect.poll(() => percent(page, 'Cloud')).toBe(before);

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.press('m');
  await expect(page.getByRole('button', { name: 'Mask', exact: true })).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('m');
  await page.keyboard.press('1');
  await expect(page.getByRole('button', { name: 'Show Cloud', exact: true })).toBeVisible();
  await page.keyboard.press('1');
  const scale = page.getByText(/^1:/);
  const far = await scale.textContent();
  await page.keyboard.press('+');
  await expect(scale).not.toHaveText(far!);
  await page.keyboard.press('Shift+P');
  await expect(page.getByText('Probabilities of pixel 1')).toBeVisible();
  await page.keyboard.press('Control+e');
  await expect(page.getByRole('dialog', { name: /^Export/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.maplibregl-canvas')).toBeFocused();
  await page.keyboard.press('Control+o');
  await expect(page.getByRole('textbox', { name: 'Filter by name' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('.maplibregl-canvas')).toBeFocused();
  await page.getByRole('menuitem', { name: 'File' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: /Open product/ })).toBeVisible();
});
