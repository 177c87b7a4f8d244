import type { Page, Request } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { openSample } from './steps.ts';

const isView = (request: Request) => request.url().endsWith('/view');
const layerOf = (request: Request): string => request.postDataJSON().layer.kind;

/** Takes hold of a slider and moves it by a share of its track. */
async function drag(page: Page, name: string, share: number): Promise<void> {
  const thumb = page.getByRole('slider', { name, exact: true });
  await thumb.scrollIntoViewIfNeeded();
  const from = (await thumb.boundingBox())!;
  const track = (await thumb.locator('xpath=../..').boundingBox())!;
  const y = from.y + from.height / 2;
  await page.mouse.move(from.x + from.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + track.width * share, y, { steps: 4 });
}

/** What the map says of its mask; the statistics beside it say of their own that they are approximate. */
const approximate = (page: Page) => page.getByText('While moving: approximate', { exact: true });
const picture = (page: Page) => page.locator('.maplibregl-canvas').first().screenshot();

test('a threshold in motion is drawn by the graphics card as the engine draws it at rest', async ({
  window: { page },
}) => {
  const ahead = page.waitForResponse(
    (response) => isView(response.request()) && layerOf(response.request()) === 'probabilities',
  );
  await openSample(page);
  await (await ahead).finished();
  await page.waitForTimeout(300);
  const plain = await picture(page);

  const asked: string[] = [];
  page.on('request', (request) => {
    if (isView(request)) asked.push(layerOf(request));
  });
  await drag(page, 'Cloud confidence', 0.35);
  await page.waitForTimeout(500);
  const moving = await picture(page);
  expect(asked).toEqual([]);
  expect(moving.equals(plain)).toBe(false);
  await expect(approximate(page)).toHaveCount(0);

  const exact = page.waitForResponse((response) => isView(response.request()));
  await page.mouse.up();
  await (await exact).finished();
  await page.waitForTimeout(500);
  expect((await picture(page)).equals(moving)).toBe(true);
});

test('with a buffer what is shown while a slider moves is marked as approximate', async ({ window: { page } }) => {
  await openSample(page);
  const field = page.getByLabel('Cloud buffer, value', { exact: true });
  await field.fill('120');
  await field.press('Enter');
  await drag(page, 'Cloud confidence', 0.2);
  await expect(approximate(page)).toBeVisible();
  await page.mouse.up();
  await expect(approximate(page)).toHaveCount(0);
});
