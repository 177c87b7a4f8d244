import { readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { picture } from './pictures.ts';

const views = (page: Page) => page.getByRole('region', { name: /^View \d/ });
/** How much of the chip is cloud, as its key says. */
const cloudShare = (page: Page) => page.getByRole('button', { name: /^4 Cloud/ }).locator('small');

test('a second window follows the labels, and a product that was moved is asked for', async ({
  window,
  running,
  shell,
}) => {
  const { page, answer, workplace } = window;
  const name = readdirSync(join(workplace.root, 'products')).find((one) => one.includes('MSIL2A'))!;
  await answer(() => page.keyboard.press('Control+o'), `products/${name}`);
  await expect(page.locator('.menubar .title')).toHaveAttribute('title', name.replace(/\.SAFE$/, ''));
  await page.getByRole('menuitem', { name: 'Label', exact: true }).click();
  await page.getByRole('menuitem', { name: 'New label project…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Moved');
  await answer(() => dialog.getByRole('button', { name: 'Choose folder' }).click(), 'output');
  await dialog.getByRole('button', { name: 'Make', exact: true }).click();
  await page.getByRole('button', { name: 'Add chips', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Add a chip at the centre of the map' }).click();
  await expect(views(page)).toHaveCount(4);
  await expect(page.getByText('Reading the picture')).toHaveCount(0);

  // The status bar says where the pointer is, as over the map.
  const box = (await page.locator('.label-own canvas').first().boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page.locator('.statusbar')).toContainText(/53\.\d+° N\s+13\.\d+° E/);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const tools = page.getByRole('region', { name: 'Chip in hand' });
  await expect(tools).toContainText('begun, saved');

  if (shell === 'browser') {
    const second = await running.open();
    await expect(views(second)).toHaveCount(4);
    await expect(cloudShare(second)).toHaveText((await cloudShare(page).textContent())!);
    const before = (await cloudShare(second).textContent())!;
    await page.getByLabel('Radius of the brush').fill('40');
    await page.getByLabel('Radius of the brush').press('Enter');
    await page.mouse.click(box.x + box.width / 3, box.y + box.height / 2);
    await expect(cloudShare(second)).not.toHaveText(before);
    await second.close();
  }

  // Steps do not outlive the window, and it is said.
  await page.reload();
  await expect(views(page)).toHaveCount(4);
  await expect(tools).toContainText('begun, saved');
  // The pixels of the chip may still be read at first.
  await expect(async () => {
    await page.keyboard.press('Control+z');
    const told = page.getByText('There is nothing to undo since this window was opened');
    await expect(told).toBeVisible({ timeout: 10_000 });
  }).toPass();

  const labelled = (await cloudShare(page).textContent())!;
  await page.keyboard.press('m');
  await page.getByRole('menuitem', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Close product' }).click();
  renameSync(join(workplace.root, 'products'), join(workplace.root, 'archive'));
  await page.getByRole('menuitem', { name: 'Label', exact: true }).click();
  await answer(() => page.getByRole('menuitem', { name: 'Open label project…' }).click(), 'output/Moved');
  // No product is open, so that the chip has no panes: the start screen asks.
  const start = page.getByRole('region', { name: 'Start' });
  await expect(start.getByRole('alert')).toContainText('is not where it was');
  // What the map had asked of the product before it was closed is no trouble to be told.
  const toast = (text: string | RegExp) => page.locator('.toast').filter({ hasText: text });
  await expect(toast('is not open any more')).toHaveCount(0);
  await picture(page, 'label-moved');
  const point = () => start.getByRole('button', { name: 'Point to the product' }).click();
  const other = readdirSync(join(workplace.root, 'archive')).find((one) => one.includes('MSIL1C'))!;
  await answer(point, `archive/${other}`);
  await expect(toast(/MSIL1C.* is another product than .*MSIL2A/)).toBeVisible();
  await expect(start.getByRole('alert')).toContainText('is not where it was');

  await answer(point, `archive/${name}`);
  await expect(views(page)).toHaveCount(4);
  await expect(cloudShare(page)).toHaveText(labelled);
  await expect(page.getByText('Reading the picture')).toHaveCount(0);
  // The project has kept it: nothing is asked any more.
  await page.reload();
  await expect(views(page)).toHaveCount(4);
  const { products } = JSON.parse(readFileSync(join(workplace.output, 'Moved/project.json'), 'utf8'));
  expect(products[0].path).toBe(`../../archive/${name}`);
});
