import { expect, test } from './fixtures.ts';
import { allIsKept, openSample } from './steps.ts';

test('persistent places are told, lowered by one slider, undone, and there again after a reload', async ({
  window,
}) => {
  const { page, answer } = window;
  await openSample(page);
  const panel = page.getByRole('group', { name: 'Persistent places' });
  const cloud = page
    .getByRole('row', { name: /Cloud/ })
    .filter({ hasNotText: /shadow|transparent/ })
    .getByRole('cell');
  await expect(cloud.nth(2)).toHaveText(/^\d/);
  const before = await cloud.nth(2).textContent();
  await expect(panel.getByText('off')).toBeVisible();
  await answer(() => panel.getByRole('button', { name: 'Load a raster of persistent places' }).click(), 'truth.tif');
  await expect(panel.getByText(/^On most dates .* pixels here are taken for cloud/)).toBeVisible();
  await expect(cloud.nth(2)).toHaveText(before!);

  const value = panel.getByRole('textbox', { name: 'Persistent places lowered, value' });
  await value.fill('1');
  await value.press('Enter');
  await expect(async () => {
    const now = Number.parseFloat((await cloud.nth(2).textContent()) ?? '');
    expect(now).toBeLessThan(0.3 * Number.parseFloat(before!));
  }).toPass();
  const lowered = await cloud.nth(2).textContent();
  await expect(panel.getByText('off')).toBeHidden();

  await allIsKept(page);
  await page.reload();
  await expect(value).toHaveValue('1.00');
  await expect(cloud.nth(2)).toHaveText(lowered!);
  await page.getByRole('application').or(page.locator('body')).first().press('Control+z');
  await expect(value).toHaveValue('0.00');
  await expect(cloud.nth(2)).toHaveText(before!);
});
