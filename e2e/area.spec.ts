import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { fromFile } from 'geotiff';
import { expect, test } from './fixtures.ts';
import { clickCorners, exportInto, openSample, shareOfMap } from './steps.ts';

const MISSING = 5;
/** Pixels of the sample on its 60 m grid. */
const WHOLE = { width: 220, height: 174 };

/** Width, height and class codes of the one mask in a folder. */
async function writtenMask(folder: string) {
  const [name, ...others] = readdirSync(folder).filter((one) => one.endsWith('.tif'));
  expect(others).toEqual([]);
  const image = await (await fromFile(join(folder, name!))).getImage();
  const [codes] = (await image.readRasters()) as unknown as Uint8Array[];
  return { width: image.getWidth(), height: image.getHeight(), codes: codes! };
}

/** Corners of the open product in lon/lat degrees: north-west, north-east, south-east, south-west. */
const corners = (page: Page): Promise<[number, number][]> =>
  page.evaluate(async () => (await (await fetch('./api/products')).json())[0].corners);

test('an area is drawn on the map and cuts the export', async ({ window: { page, answer, workplace } }) => {
  mkdirSync(join(workplace.root, 'drawn'));
  await openSample(page);
  const map = page.locator('.maplibregl-canvas');
  await map.focus();
  await page.keyboard.press('a');
  await expect(page.getByText(/Click corner by corner/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText(/Click corner by corner/)).toBeHidden();
  await page.keyboard.press('a');
  await expect(page.getByText(/Click corner by corner/)).toBeVisible();
  await expect(map).toHaveCSS('cursor', 'crosshair');
  const box = (await map.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await clickCorners(page, [
    [x - 100, y - 80],
    [x + 100, y - 80],
    [x - 100, y + 80],
  ]);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Click corner by corner/)).toBeHidden();

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByRole('dialog').getByRole('radio', { name: 'Area', exact: true })).toBeChecked();
  await exportInto({ page, answer }, 'drawn');

  const { width, height, codes } = await writtenMask(join(workplace.root, 'drawn'));
  expect(width).toBeLessThan(WHOLE.width / 2);
  expect(height).toBeLessThan(WHOLE.height / 2);
  expect(width / height).toBeCloseTo(200 / 160, 1);
  const at = (across: number, down: number) => codes[Math.floor(down * height) * width + Math.floor(across * width)];
  expect(at(0.25, 0.25), 'inside the triangle').not.toBe(MISSING);
  expect(at(0.9, 0.9), 'outside of it').toBe(MISSING);
  const outside = codes.filter((code) => code === MISSING).length / codes.length;
  expect(outside).toBeGreaterThan(0.4);
  expect(outside).toBeLessThan(0.6);

  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByRole('menuitem', { name: 'Remove all areas of interest' }).click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByRole('dialog').getByRole('radio', { name: 'Scene' })).toBeChecked();
});

test('corners that are clicked while the drawing is still being loaded count', async ({ window: { page } }) => {
  await openSample(page);
  let load = () => {};
  const held = new Promise<void>((resolve) => {
    load = resolve;
  });
  await page.route(/terra-?draw.*\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  const map = page.locator('.maplibregl-canvas');
  await map.focus();
  const asked = page.waitForRequest(/terra-?draw.*\.js$/);
  await page.keyboard.press('a');
  await asked;
  const box = (await map.boundingBox())!;
  const [x, y] = [box.width / 2, box.height / 2];
  await map.click({ position: { x: x - 100, y: y - 80 } });
  await map.click({ position: { x: x + 100, y: y - 80 } });
  load();
  // What is drawn as soon as it is loaded.
  await page.mouse.move(box.x + x, box.y + y);
  await expect.poll(() => shareOfMap(page, (...colour) => colour.every((value) => value > 250))).toBeGreaterThan(0);
  await map.click({ position: { x: x - 100, y: y + 80 } });
  await page.waitForTimeout(300);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Click corner by corner/)).toBeHidden();
  await expect(page.getByRole('button', { name: /^Actions for area / })).toHaveCount(1);
});

test('an area is drawn by keys alone', async ({ window: { page } }) => {
  await openSample(page);
  const map = page.locator('.maplibregl-canvas');
  await map.focus();
  await page.keyboard.press('a');
  await expect(map).toHaveCSS('cursor', 'crosshair');
  await expect(page.locator('.crosshair')).toBeVisible();
  for (const way of ['ArrowRight', 'ArrowDown', 'ArrowLeft']) {
    await page.keyboard.press('x');
    await page.keyboard.press(way);
    await page.waitForTimeout(800);
  }
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Click corner by corner/)).toBeHidden();
  await expect(page.getByRole('button', { name: /^Actions for area / })).toHaveCount(1);
});

test('a polygon from a GeoJSON file cuts the export', async ({ window: { page, answer, workplace } }) => {
  mkdirSync(join(workplace.root, 'cut'));
  await openSample(page, 'L1C');
  const [[west, north], , [east, south]] = (await corners(page)) as [[number, number], unknown, [number, number]];
  const place = (x: number, y: number) => [west + x * (east - west), north + y * (south - north)];
  const ring = [place(0.25, 0.25), place(0.75, 0.25), place(0.75, 0.75), place(0.25, 0.75), place(0.25, 0.25)];
  const file = (name: string, value: unknown) => ({
    name,
    mimeType: 'application/geo+json',
    buffer: Buffer.from(JSON.stringify(value)),
  });

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const chooser = page.getByRole('dialog').locator('input[type=file]');
  await chooser.setInputFiles(file('point.geojson', { type: 'Point', coordinates: [west, north] }));
  const toast = page.locator('.toast').getByRole('alert');
  await expect(toast).toContainText('point.geojson holds no polygon.');
  await expect(toast).toContainText('point.geojson');
  await expect(page.getByRole('dialog').getByRole('radio', { name: 'Scene' })).toBeChecked();

  const feature = { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } };
  await chooser.setInputFiles(file('half.geojson', feature));
  await expect(page.getByRole('dialog').getByRole('radio', { name: 'half', exact: true })).toBeChecked();
  await exportInto({ page, answer }, 'cut');

  const { width, height } = await writtenMask(join(workplace.root, 'cut'));
  expect(Math.abs(width - WHOLE.width / 2)).toBeLessThan(6);
  expect(Math.abs(height - WHOLE.height / 2)).toBeLessThan(6);
});
