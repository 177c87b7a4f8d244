import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromFile } from 'geotiff';
import { expect, test } from './fixtures.ts';
import { picture } from './pictures.ts';
import { openDate, writeSeason } from './season.ts';
import { clickCorners, openSample } from './steps.ts';

test('dates of a place become a composite with days, counts and provenance', async ({ window }) => {
  const { page, answer, workplace } = window;
  const names = await writeSeason(workplace.root, 3);
  for (const name of names) await openDate(window, name);

  await page.getByRole('menuitem', { name: 'Process' }).click();
  await page.getByRole('menuitem', { name: 'Composite of dates…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('checkbox', { name: /2024/ })).toHaveCount(3);
  await dialog.getByRole('textbox', { name: 'Target date' }).fill('2024-05-20');
  await dialog.getByRole('radiogroup', { name: 'Pixel size of the composite' }).getByText('60 m').click();
  await answer(() => dialog.getByRole('button', { name: 'Choose folder' }).click(), 'output');
  await picture(page, 'composite');
  await dialog.getByRole('button', { name: 'Make composite' }).click();
  await expect(page.getByRole('listitem', { name: /^Composite of 3 dates.*: Done$/ })).toBeVisible({
    timeout: 150_000,
  });

  const stem = 'T33UVU_2024-05-06_2024-05-26_composite';
  expect(readdirSync(workplace.output).sort()).toEqual([`${stem}.json`, `${stem}.tif`]);
  const provenance = JSON.parse(readFileSync(join(workplace.output, `${stem}.json`), 'utf8'));
  expect(provenance.dates.map((date: { product: { id: string } }) => `${date.product.id}.SAFE`)).toEqual(names);
  expect(provenance.targetDate).toBe('2024-05-20');
  const image = await (await fromFile(join(workplace.output, `${stem}.tif`))).getImage();
  expect([image.getWidth(), image.getHeight()]).toEqual([90, 90]);
  const planes = (await image.readRasters()) as unknown as Uint16Array[];
  const days = new Set(planes.at(-2));
  expect([...days].every((day) => day === 0 || (day >= 19_849 && day <= 19_869))).toBe(true);
  expect(Math.max(...planes.at(-1)!)).toBe(3);
});

test('areas are drawn, edited by a corner, named, and told apart by their clear shares', async ({ window }) => {
  const { page } = window;
  await openSample(page);
  const map = page.locator('.maplibregl-canvas');
  const box = (await map.boundingBox())!;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const draw = async (corners: readonly (readonly [number, number])[]) => {
    await page.getByRole('button', { name: 'Draw an area on the map' }).click();
    await expect(page.getByText(/Click corner by corner/)).toBeVisible();
    // What draws is loaded when it is first wanted; a corner that is clicked before is not taken.
    await expect(map).toHaveCSS('cursor', 'crosshair');
    await map.focus();
    await clickCorners(
      page,
      corners.map(([x, y]) => [middle.x + x, middle.y + y] as const),
    );
    await page.keyboard.press('Enter');
    await expect(page.getByText(/Click corner by corner/)).toBeHidden();
  };
  await draw([
    [-120, -90],
    [-20, -90],
    [-20, 20],
  ]);
  await draw([
    [30, -60],
    [130, -60],
    [130, 60],
  ]);
  const panel = page.getByRole('region', { name: 'Areas of interest' });
  await panel.getByRole('button', { name: 'Area 2', exact: true }).dblclick();
  await panel.getByRole('textbox', { name: 'New name of Area 2' }).fill('north fields');
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('button', { name: 'north fields', exact: true })).toBeVisible();

  const kilometres = async () => {
    await panel.getByRole('button', { name: 'Class shares of the areas' }).click();
    const row = page.getByRole('dialog').getByRole('row').filter({ hasText: 'north fields' });
    await expect(row.getByRole('cell').nth(6)).toBeVisible();
    const text = await row.getByRole('cell').nth(1).textContent();
    await picture(page, 'areas');
    await page.keyboard.press('Escape');
    return Number(text);
  };
  const before = await kilometres();
  await panel.getByRole('button', { name: 'Actions for area north fields' }).click();
  await page.getByRole('menuitem', { name: 'Edit corners' }).click();
  await expect(page.getByText(/Drag corners/)).toBeVisible();
  await picture(page, 'editing');
  // What moves corners is loaded when it is first wanted; the pointer tells when it is there.
  await expect(async () => {
    await page.mouse.move(middle.x + 128, middle.y + 60);
    await page.mouse.move(middle.x + 130, middle.y + 60);
    await expect(map).toHaveCSS('cursor', 'move', { timeout: 1000 });
  }).toPass();
  await page.mouse.down();
  await page.mouse.move(middle.x + 140, middle.y + 100, { steps: 6 });
  await page.mouse.up();
  await panel.getByRole('button', { name: 'Stop editing north fields' }).click();
  const after = await kilometres();
  expect(after).toBeGreaterThan(1.1 * before);
});

test('reference points are seen, scored, and the wrong ones gone to; a pixel tells its classes', async ({ window }) => {
  const { page, answer, workplace } = window;
  const lines = ['row,col,class'];
  for (let row = 6; row < 170; row += 16)
    for (let column = 6; column < 200; column += 19) lines.push(`${row},${column},${row < 80 ? 'cloud' : 'clear'}`);
  writeFileSync(join(workplace.root, 'points.csv'), `${lines.join('\n')}\n`);
  await openSample(page);
  await page.getByRole('tab', { name: 'Compare' }).click();
  await answer(() => page.getByRole('button', { name: 'Load points' }).click(), 'points.csv');
  const panel = page.getByRole('tabpanel');
  await expect(panel.getByText(/^\d+ wrong$/)).toBeVisible();
  await picture(page, 'points');
  await expect(page.locator('.point-ring')).toHaveCount(0);
  await panel.getByRole('button', { name: 'Next wrong point' }).click();
  await expect(panel.getByText(/^Line \d+: reference .*, mask /)).toBeVisible();
  await expect(page.locator('.point-ring')).toHaveCount(1);

  await page.keyboard.press('Shift+P');
  const classes = page.getByRole('table', { name: 'Class of the pixel' });
  await expect(classes.getByRole('row', { name: /^Mask/ })).not.toContainText('asked');
  const mask = await classes.getByRole('row', { name: /^Mask/ }).getByRole('cell').nth(2).textContent();
  expect(
    await classes
      .getByRole('row', { name: /^As computed/ })
      .getByRole('cell')
      .nth(2)
      .textContent(),
  ).toBe(mask);
  await picture(page, 'inspect');
});
