import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, type Shell, test } from './fixtures.ts';
import { isDrawnWhole } from './pictures.ts';
import { openSample, percent } from './steps.ts';
import { setTheme } from './theme.ts';

const FOLDER = resolve(import.meta.dirname, '../out/screenshots');
const SMALL = { width: 960, height: 540 };
const USUAL = { width: 1280, height: 720 };
const MIDDLE = { width: 1920, height: 1080 };
const LARGE = { width: 2560, height: 1440 };
const BROKEN = 'broken/S2A_MSIL2A_20200101T000000_N0214_R001_T31UDQ_20200101T000001.zip';

const map = (page: Page) => page.locator('.maplibregl-canvas').first();

/** A window whose screens are pictured one after the other, as `THEME-NUMBER-NAME.png`. */
interface Pictured extends Shell {
  readonly shot: (name: string) => Promise<void>;
  /** Closes a dialog and goes back to the map. */
  readonly leave: () => Promise<void>;
}

function pictured(window: Shell, theme: string): Pictured {
  const { page } = window;
  let number = 1;
  return {
    ...window,
    shot: async (name) => {
      if (name === 'opening' || name === 'engine-lost') await page.waitForTimeout(500);
      else await isDrawnWhole(page);
      await page.screenshot({ path: join(FOLDER, `${theme}-${String(number++).padStart(2, '0')}-${name}.png`) });
    },
    leave: async () => {
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
      await map(page).focus();
    },
  };
}

async function beginning({ page, shot, answer }: Pictured): Promise<void> {
  await shot('start');
  await page.getByRole('button', { name: 'Open product' }).last().click();
  await page.getByRole('option', { name: 'products' }).dblclick();
  await shot('file-list');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await answer(() => page.getByRole('button', { name: 'Open product' }).last().click(), BROKEN);
  await expect(page.locator('.toast')).toBeVisible();
  await shot('refused-product');
  await page.getByRole('button', { name: 'Close' }).click();
}

async function masks({ page, shot, withNetworksHeld }: Pictured): Promise<void> {
  await page.getByRole('button', { name: 'Open sample L2A' }).click();
  await expect(map(page)).toBeVisible();
  await shot('opening');
  await expect.poll(() => percent(page, 'Cloud'), { timeout: 60_000 }).not.toBeNull();
  await page.waitForTimeout(2500);
  await shot('preview-mask');
  await withNetworksHeld(async () => {
    await page.getByRole('button', { name: 'Other grids' }).click();
    await page.getByRole('menuitem', { name: '10 m grid' }).click();
    await page.keyboard.press('j');
    await shot('computing');
    await page.getByRole('button', { name: /^Cancel / }).click();
    await expect(page.getByRole('listitem', { name: /: Cancelled$/ })).toBeVisible();
  });
  await page.getByRole('button', { name: 'Other grids' }).click();
  await page.getByRole('menuitem', { name: '20 m grid' }).click();
  await expect(page.getByRole('button', { name: 'Mask 20 m computed' })).toBeVisible({ timeout: 90_000 });
  await shot('jobs');
  await page.getByRole('button', { name: 'Messages' }).click();
  await shot('messages');
  await page.getByRole('button', { name: 'Close the drawer' }).click();
}

async function tuning({ page, shot }: Pictured): Promise<void> {
  await page.getByLabel('Cloud buffer, value', { exact: true }).fill('120');
  await page.getByLabel('Cloud buffer, value', { exact: true }).press('Enter');
  await map(page).focus();
  await page.keyboard.press('+');
  await page.waitForTimeout(2500);
  await shot('tuned');
  await page.keyboard.press('e');
  await page.mouse.move(560, 420);
  await page.mouse.down();
  await page.mouse.move(700, 470, { steps: 6 });
  await page.mouse.up();
  await page.waitForTimeout(1500);
  await shot('correcting');
  await page.keyboard.press('Escape');
}

async function twoAtOnce({ page, shot }: Pictured): Promise<void> {
  await page.getByRole('menuitem', { name: 'View' }).click();
  await shot('menu');
  await page.keyboard.press('Escape');
  await page.keyboard.press('s');
  await page.waitForTimeout(1500);
  await shot('swipe');
  await map(page).focus();
  await page.keyboard.press('d');
  await page.waitForTimeout(3000);
  await shot('side-by-side');
  await page.keyboard.press('d');
}

async function panels({ page, shot, answer }: Pictured): Promise<void> {
  await page.getByRole('tab', { name: 'Inspect' }).click();
  await shot('inspect-empty');
  await page.keyboard.press('p');
  for (const [x, y] of [
    [150, 180],
    [380, 330],
    [500, 480],
  ] as const)
    await map(page).click({ position: { x, y } });
  await expect(page.getByText('Probabilities of pixel 3')).toBeVisible();
  await shot('inspect');
  await map(page).focus();
  await page.keyboard.press('p');

  await page.getByRole('tab', { name: 'Compare' }).click();
  await shot('compare-empty');
  await page.getByRole('button', { name: 'Add a class raster from disk' }).click();
  await page.getByRole('combobox', { name: 'Its codes are those of' }).click();
  await page.getByRole('option', { name: /Nephoscope/ }).click();
  await shot('compare-add');
  await answer(() => page.getByRole('button', { name: 'Choose the file' }).click(), 'truth.tif');
  await expect(page.getByText('Overall')).toBeVisible();
  await page.getByRole('switch', { name: 'Show the agreement map' }).check();
  await page.waitForTimeout(2500);
  await shot('compare');
  await page.getByRole('switch', { name: 'Show the agreement map' }).uncheck();
  await page.getByRole('tab', { name: 'Mask' }).click();
}

async function dialogs({ page, shot, leave, answer }: Pictured): Promise<void> {
  await map(page).focus();
  await page.keyboard.press('Control+e');
  await shot('export-no-folder');
  await page.getByLabel('Cleaned bands').check();
  await answer(() => page.getByRole('button', { name: 'Choose folder' }).click(), 'output');
  await expect(page.getByText(/About .* free/)).toBeVisible();
  await shot('export');
  await leave();
  await page.keyboard.press('b');
  await shot('bands-and-contrast');
  await page.keyboard.press('b');
  for (const [name, key] of [
    ['go-to', 'Control+g'],
    ['bookmarks', 'Control+b'],
    ['queue', 'q'],
    ['shortcuts', '?'],
    ['settings', 'Control+,'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog')).toBeVisible();
    await shot(name);
    await leave();
  }
  for (const [menu, item] of [
    ['Process', 'Model packs…'],
    ['Help', 'About Nephoscope'],
  ] as const) {
    await page.getByRole('menuitem', { name: menu }).click();
    await page.getByRole('menuitem', { name: item }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await shot(item.replace('…', '').replaceAll(' ', '-').toLowerCase());
    await leave();
  }
}

async function otherSizes({ page, shot }: Pictured): Promise<void> {
  for (const [name, size] of [
    ['small', SMALL],
    ['middle', MIDDLE],
    ['large', LARGE],
  ] as const) {
    await page.setViewportSize(size);
    await page.waitForTimeout(500);
    await page.keyboard.press('f');
    await page.waitForTimeout(5000);
    await shot(name);
  }
  await page.setViewportSize(USUAL);
}

async function withoutEngine({ page, shot, enginePid }: Pictured): Promise<void> {
  const pid = await enginePid();
  if (pid === undefined) return;
  process.kill(pid, 'SIGKILL');
  await expect(page.getByText('The engine stopped and is being started again.')).toBeVisible();
  await shot('engine-lost');
  await expect(page.getByText('The engine stopped and is being started again.')).toBeHidden({ timeout: 60_000 });
}

for (const theme of ['dark', 'light'] as const) {
  test(`screens in the ${theme} theme`, async ({ window }) => {
    const { page } = window;
    mkdirSync(FOLDER, { recursive: true });
    await page.setViewportSize(USUAL);
    await setTheme(page, theme);
    await expect(page.getByRole('heading', { name: 'Nephoscope' })).toBeVisible();
    const shown = pictured(window, theme);
    for (const part of [beginning, masks, tuning, twoAtOnce, panels, dialogs, otherSizes, withoutEngine])
      await part(shown);
  });
}

test('two products beside each other', async ({ window: { page } }) => {
  await page.setViewportSize(USUAL);
  await setTheme(page, 'dark');
  await openSample(page, 'L2A');
  await page.getByRole('menuitem', { name: 'File' }).click();
  await page.getByRole('menuitem', { name: 'Open sample L1C' }).click();
  await expect(page.getByRole('group', { name: /L1C/ })).toBeVisible();
  await page.waitForTimeout(4000);
  await page.screenshot({ path: join(FOLDER, 'dark-99-two-products.png') });
});
