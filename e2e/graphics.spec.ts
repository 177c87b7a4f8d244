import { expect, test } from './fixtures.ts';
import { isCloudBorder, isDrawn, openSample, previewIsThere, shareOfMap } from './steps.ts';

declare global {
  interface Window {
    lost: WEBGL_lose_context | null;
  }
}

test('the graphics card loses the map and it is drawn again', async ({ window: { page } }) => {
  await openSample(page);
  await expect.poll(() => shareOfMap(page, isCloudBorder)).toBeGreaterThan(0.001);
  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.press('a');
  const scale = page.getByText(/^1:/);
  const far = (await scale.textContent())!;
  await page.keyboard.press('+');
  await expect(scale).not.toHaveText(far);
  const before = (await scale.textContent())!;

  await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.maplibregl-canvas')!;
    window.lost = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context');
    window.lost!.loseContext();
  });
  const word = page.getByText('The graphics card has lost the map.');
  await expect(word).toBeVisible();
  await page.evaluate(() => window.lost!.restoreContext());
  await expect(word).toBeHidden();
  await expect.poll(() => shareOfMap(page, isDrawn)).toBeGreaterThan(0.3);
  await expect.poll(() => shareOfMap(page, isCloudBorder)).toBeGreaterThan(0.001);
  await expect(scale).toHaveText(before);
  await expect(page.locator('.maplibregl-canvas')).toHaveCount(1);
});

test('a graphics card that does not come back is told of, and the rest goes on', async ({ window: { page } }) => {
  await openSample(page);
  await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.maplibregl-canvas')!;
    const context = canvas.getContext('webgl2')!;
    HTMLCanvasElement.prototype.getContext = () => null;
    context.getExtension('WEBGL_lose_context')!.loseContext();
  });
  await expect(page.getByRole('alert').filter({ hasText: 'The map cannot be drawn' })).toBeVisible();
  await page.getByRole('button', { name: 'Compute mask 20 m' }).click();
  await expect(page.getByRole('button', { name: 'Mask 20 m computed' })).toBeVisible();
  await page.getByRole('button', { name: 'Load the window anew' }).click();
  await previewIsThere(page);
  await expect.poll(() => shareOfMap(page, isDrawn)).toBeGreaterThan(0.3);
});
