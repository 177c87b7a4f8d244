import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { allIsKept, openSample, previewIsThere } from './steps.ts';

const corrections = (page: Page) => page.getByRole('group', { name: 'Corrections by hand' }).getByRole('status');

/** Paints a stroke of cloud from left to right, at a height of the map from 0 to 1. */
async function paint(page: Page, y: number): Promise<void> {
  const box = (await page.locator('.maplibregl-canvas').boundingBox())!;
  await page.locator('.maplibregl-canvas').focus();
  const brush = page.getByRole('button', { name: 'Correct with the brush' });
  if ((await brush.getAttribute('aria-pressed')) !== 'true') await page.keyboard.press('e');
  await expect(brush).toHaveAttribute('aria-pressed', 'true');
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * y, { steps: 5 });
  await page.mouse.up();
}

test('two windows on one scene keep the corrections of both', async ({ running, shell }) => {
  test.skip(shell === 'electron', 'The desktop has one window.');
  const first = await running.open();
  await openSample(first);
  const second = await running.open();
  await previewIsThere(second);

  await paint(first, 0.3);
  await expect(corrections(first)).toHaveText('1');
  await expect(corrections(second)).toHaveText('1');

  // What the second window says is held until the first has changed the same thing.
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await second.route('**/settings*', async (route) => {
    await held;
    await route.continue();
  });
  await paint(second, 0.5);
  await expect(corrections(second)).toHaveText('2');
  await paint(first, 0.7);
  await expect(corrections(first)).toHaveText('2');
  await allIsKept(first);
  letGo();
  await expect(corrections(first)).toHaveText('3');
  await expect(corrections(second)).toHaveText('3');
  await expect(second.getByText(/was changed in another window, too/).first()).toBeVisible();

  await first.reload();
  await expect(corrections(first)).toHaveText('3');
});
