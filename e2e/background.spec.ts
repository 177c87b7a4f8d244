import type { Page } from '@playwright/test';
import { encode } from 'fast-png';
import { expect, test } from './fixtures.ts';
import { openSample, previewIsThere, shareOfMap } from './steps.ts';

const SERVICE = 'https://tile.openstreetmap.org/';
const COLOUR = [0, 150, 60] as const;
const TILE = Buffer.from(
  encode({
    width: 256,
    height: 256,
    channels: 3,
    data: Uint8Array.from({ length: 3 * 256 * 256 }, (_, index) => COLOUR[index % 3]!),
  }),
);
const isTile = (...pixel: number[]) => pixel.every((value, index) => Math.abs(value - COLOUR[index]!) < 20);

async function openBackground(page: Page): Promise<void> {
  await page.getByRole('menuitem', { name: 'View' }).click();
  await page.getByRole('menuitem', { name: /^Background map/ }).click();
}

/** Makes the map smaller than the window, so that what lies behind the image is seen. */
async function zoomOut(page: Page): Promise<void> {
  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.press('-');
  await page.waitForTimeout(400);
}

test('the background map goes online after it said so, bears to be offline, and stops', async ({ running }) => {
  const page = await running.open();
  const origin = new URL(page.url()).origin;
  const asked: string[] = [];
  const referrers = new Set<string | undefined>();
  let isOnline = true;
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(origin)) asked.push(request.url());
  });
  await page.route(`${SERVICE}**`, async (route) => {
    referrers.add(route.request().headers().referer);
    if (isOnline)
      await route.fulfill({ body: TILE, contentType: 'image/png', headers: { 'access-control-allow-origin': '*' } });
    else await route.abort('internetdisconnected');
  });
  await openSample(page);
  await zoomOut(page);
  await openBackground(page);
  await expect(
    page.getByText(/goes online: it loads map tiles over the internet from tile\.openstreetmap\.org/),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Stay offline' }).click();
  expect(asked).toEqual([]);

  await openBackground(page);
  await page.getByLabel('Tile address').fill('not an address');
  await page.getByRole('button', { name: 'Go online' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'is no address of map tiles' })).toBeVisible();
  await page.getByLabel('Tile address').fill(`${SERVICE}{z}/{x}/{y}.png`);
  expect(asked).toEqual([]);
  await page.getByRole('button', { name: 'Go online' }).click();
  await expect(page.getByText('© OpenStreetMap contributors')).toBeVisible();
  await previewIsThere(page);
  await zoomOut(page);
  await expect.poll(() => shareOfMap(page, isTile)).toBeGreaterThan(0.2);
  expect(asked.every((url) => url.startsWith(SERVICE))).toBe(true);
  expect([...referrers]).toEqual([`${origin}/`]);

  isOnline = false;
  const warning = page.locator('.toast').getByText('The background map cannot be loaded from tile.openstreetmap.org.');
  for (let step = 0; step < 6 && !(await warning.isVisible()); step++) await zoomOut(page);
  await expect(warning).toBeVisible();
  const before = asked.length;
  await zoomOut(page);
  expect(asked.length - before).toBeLessThanOrEqual(1);
  await expect(warning).not.toContainText('times');
  isOnline = true;
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect.poll(() => shareOfMap(page, isTile)).toBeGreaterThan(0.5);

  await openBackground(page);
  await page.getByRole('button', { name: 'Switch off and go offline' }).click();
  await expect(page.getByText('© OpenStreetMap contributors')).toBeHidden();
  await previewIsThere(page);
  asked.length = 0;
  await zoomOut(page);
  await page.waitForTimeout(1000);
  expect(asked).toEqual([]);
  const policy = (await page.request.get(page.url())).headers()['content-security-policy'];
  expect(policy).not.toContain('openstreetmap');
  await page.close();
});
