import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { fromFile } from 'geotiff';
import proj4 from 'proj4';
import { expect, test } from './fixtures.ts';
import { clickCorners, closeAndOpenAgain, exactPercent, exportInto, openSample, percent } from './steps.ts';

const CLOUD = 4;
const CLEAR = 1;

async function chooseClass(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Class that a correction gives' }).click();
  await page.getByRole('option', { name, exact: true }).click();
}

/** Moves the pointer, by steps; gives where the status bar then says that it is, lon/lat degrees. */
async function placeAt(page: Page, x: number, y: number, steps = 1): Promise<[number, number]> {
  const said = page.getByText(/^[\d.]+° [NS]/);
  const before = (await said.count()) > 0 ? await said.textContent() : '';
  await page.mouse.move(x, y, { steps });
  await expect(said).not.toHaveText(before!);
  const text = (await said.textContent())!;
  const [, lat, ns, lon, ew] = /([\d.]+)° ([NS])\s+([\d.]+)° ([EW])/.exec(text)!;
  return [Number(lon) * (ew === 'E' ? 1 : -1), Number(lat) * (ns === 'N' ? 1 : -1)];
}

/** Class codes of the exported mask at places in lon/lat degrees. */
async function exportedCodes(folder: string, places: readonly [number, number][]): Promise<number[]> {
  const [name] = readdirSync(folder).filter((one) => one.endsWith('.tif'));
  const image = await (await fromFile(join(folder, name!))).getImage();
  const [codes] = (await image.readRasters()) as unknown as Uint8Array[];
  const [west, north] = image.getOrigin() as [number, number];
  const [pixel] = image.getResolution() as [number];
  const { forward } = proj4('+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs');
  return places.map((place) => {
    const [x, y] = forward(place);
    return codes![Math.floor((north - y) / pixel) * image.getWidth() + Math.floor((x - west) / pixel)]!;
  });
}

test('a mask is corrected by hand, kept, undone and exported', async ({ window: { page, answer, workplace } }) => {
  mkdirSync(join(workplace.root, 'corrected'));
  await openSample(page);
  const cloudBefore = await exactPercent(page, 'Cloud');
  const box = (await page.locator('.maplibregl-canvas').boundingBox())!;
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;

  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.press('e');
  await expect(page.getByRole('button', { name: 'Correct with the brush' })).toHaveAttribute('aria-pressed', 'true');
  const radius = page.getByLabel('Radius of the brush');
  await radius.fill('400');
  await radius.press('Enter');
  await chooseClass(page, 'Cloud');
  await page.mouse.move(...at(0.35, 0.3));
  await page.mouse.down();
  const painted = await placeAt(page, ...at(0.65, 0.3), 12);
  await page.mouse.up();
  await expect.poll(() => percent(page, 'Cloud')).toBeGreaterThan(cloudBefore + 2);
  const cloudPainted = await exactPercent(page, 'Cloud');

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => percent(page, 'Cloud')).toBe(cloudBefore);
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect.poll(() => percent(page, 'Cloud')).toBe(cloudPainted);

  await chooseClass(page, 'Clear');
  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.press('x');
  await expect.poll(() => percent(page, 'Cloud')).not.toBe(cloudPainted);
  await page.keyboard.press('Shift+E');
  await expect(page.getByText(/makes the area clear/)).toBeVisible();
  // The drawing is loaded when it is first asked for.
  await expect(page.locator('.maplibregl-canvas')).toHaveCSS('cursor', 'crosshair');
  await clickCorners(page, [at(0.4, 0.65), at(0.6, 0.65), at(0.6, 0.85), at(0.2, 0.5)]);
  // Of what is being drawn: the strokes that were made before stay.
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Enter');
  const cleared = await placeAt(page, ...at(0.55, 0.7));
  const section = page.getByRole('group', { name: 'Corrections by hand' });
  await expect(section.getByRole('status')).toHaveText('3');
  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.press('Escape');
  await expect(section.getByRole('button', { name: 'Correct an area' })).toHaveAttribute('aria-pressed', 'false');
  const cloudCorrected = await exactPercent(page, 'Cloud');

  await closeAndOpenAgain(page, /S2A_MSIL2A_20240506/);
  await expect(section.getByRole('status')).toHaveText('3');
  await expect.poll(() => percent(page, 'Cloud')).toBe(cloudCorrected);

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await exportInto({ page, answer }, 'corrected');
  const folder = join(workplace.root, 'corrected');
  expect(await exportedCodes(folder, [painted, cleared])).toEqual([CLOUD, CLEAR]);
  const provenance = readdirSync(folder).find((name) => name.endsWith('.json'))!;
  expect(JSON.parse(readFileSync(join(folder, provenance), 'utf8')).corrections).toHaveLength(3);

  await section.getByRole('button', { name: 'Remove all corrections' }).click();
  await expect(section.getByRole('status')).toHaveText('none');
  await expect.poll(() => percent(page, 'Cloud')).toBe(cloudBefore);
});

test('the brush and its first stroke are seen before a radius is set, and a radius that is set is kept', async ({
  window: { page },
}) => {
  await openSample(page);
  const cloudBefore = await exactPercent(page, 'Cloud');
  const map = page.locator('.maplibregl-canvas');
  const box = (await map.boundingBox())!;
  await map.focus();
  await page.mouse.move(box.x + box.width * 0.35, box.y + box.height * 0.3);
  await page.keyboard.press('e');
  const ring = page.locator('.brush-ring');
  // Where the pointer is at rest already.
  const { width } = (await ring.boundingBox())!;
  expect(width).toBeGreaterThan(15);
  expect(width).toBeLessThan(26);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.65, box.y + box.height * 0.3, { steps: 12 });
  await page.mouse.up();
  await expect.poll(() => exactPercent(page, 'Cloud')).toBeGreaterThan(cloudBefore);

  const radius = page.getByLabel('Radius of the brush');
  await radius.fill('10');
  await radius.press('Enter');
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5);
  // The ring has its true size; what shows where it is has not.
  await expect(ring).toHaveClass(/tiny/);
  expect(await ring.evaluate((one) => getComputedStyle(one, '::after').width)).toBe('20px');
  await map.focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await expect(radius).toHaveValue('10 m');
});

test('one correction of several is reshaped, undone, given another class and removed', async ({ window: { page } }) => {
  await openSample(page);
  const map = page.locator('.maplibregl-canvas');
  const box = (await map.boundingBox())!;
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  const section = page.getByRole('group', { name: 'Corrections by hand' });
  const chosen = section.locator('.chosen-correction').getByRole('status');

  await map.focus();
  await page.keyboard.press('e');
  await page.mouse.move(...at(0.35, 0.3));
  await page.mouse.down();
  await page.mouse.move(...at(0.65, 0.3), { steps: 8 });
  await page.mouse.up();
  await expect(section.getByRole('status')).toHaveText('1');
  const cloudPainted = await exactPercent(page, 'Cloud');
  await page.keyboard.press('Shift+E');
  await expect(page.getByText(/makes the area cloud/)).toBeVisible();
  await expect(map).toHaveCSS('cursor', 'crosshair');
  await clickCorners(page, [at(0.4, 0.5), at(0.6, 0.5), at(0.6, 0.7)]);
  await page.keyboard.press('Enter');
  await expect(section.getByRole('status')).toHaveText('2');
  await expect.poll(() => exactPercent(page, 'Cloud')).toBeGreaterThan(cloudPainted);
  const cloudDrawn = await exactPercent(page, 'Cloud');

  await test.step('a corner is dragged, and that is one step of the undo', async () => {
    await map.focus();
    await page.keyboard.press('v');
    await page.mouse.click(...at(0.57, 0.55));
    await expect(chosen).toHaveText('2 of 2: area');
    // The corners are there when the drawing is loaded.
    await expect(async () => {
      await page.mouse.move(...at(0.6, 0.7));
      await page.mouse.down();
      await page.mouse.move(...at(0.75, 0.8), { steps: 8 });
      await page.mouse.up();
      await expect.poll(() => percent(page, 'Cloud'), { timeout: 10_000 }).toBeGreaterThan(cloudDrawn);
    }).toPass();
    await page.keyboard.press('Control+z');
    await expect.poll(() => percent(page, 'Cloud')).toBe(cloudDrawn);
    await expect(chosen).toHaveText('2 of 2: area');
  });

  await test.step('it is made clear, and its cloud goes', async () => {
    await section.getByRole('combobox', { name: 'Class that this correction gives' }).click();
    await page.getByRole('option', { name: 'Clear', exact: true }).click();
    await expect.poll(() => percent(page, 'Cloud')).toBeLessThan(cloudDrawn);
  });

  await test.step('it is removed alone, and the stroke by its menu on the map', async () => {
    await map.focus();
    await page.keyboard.press('Delete');
    await expect(section.getByRole('status').first()).toHaveText('1');
    await expect.poll(() => percent(page, 'Cloud')).toBe(cloudPainted);
    await page.keyboard.press('Escape');
    await expect(chosen).toBeHidden();
    await page.mouse.click(...at(0.5, 0.3), { button: 'right' });
    await page.getByRole('menuitem', { name: 'Remove this correction' }).click();
    await expect(section.getByRole('status')).toHaveText('none');
  });
});
