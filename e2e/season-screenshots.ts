import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, type Shell, test } from './fixtures.ts';
import { takeLooks } from './pictures.ts';
import { dateChips, openSeason, writeSeason } from './season.ts';
import { percent } from './steps.ts';

const FOLDER = resolve(import.meta.dirname, '../out/screenshots/season');
const DATES = 12;

let number = 1;
const shot = (page: Page, name: string) => takeLooks(page, FOLDER, `${String(number++).padStart(2, '0')}-${name}`);

const map = (page: Page) => page.locator('.maplibregl-canvas').first();

async function leave(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await map(page).focus();
}

async function clickAll(page: Page, corners: readonly (readonly [number, number])[]): Promise<void> {
  for (const [x, y] of corners) {
    await map(page).click({ position: { x, y } });
    await page.waitForTimeout(350);
  }
}

async function choose(page: Page, menu: string, item: string | RegExp): Promise<void> {
  await page.getByRole('menuitem', { name: menu, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function mapHabits(page: Page): Promise<void> {
  await shot(page, 'legend');
  await page.keyboard.press('Shift+F10');
  await shot(page, 'context-menu');
  await page.keyboard.press('Escape');
  await page.getByRole('menuitem', { name: 'View', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Zoom and move' }).click();
  await shot(page, 'menu-within-a-menu');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await map(page).focus();
  await page.keyboard.press('Shift+M');
  await clickAll(page, [
    [200, 160],
    [330, 220],
    [400, 330],
  ]);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+A');
  await clickAll(page, [
    [250, 240],
    [420, 240],
    [420, 360],
  ]);
  await page.keyboard.press('Enter');
  await shot(page, 'measure');
  await page.keyboard.press('Escape');
  await choose(page, 'Edit', 'Remove all measures');
  await map(page).focus();
  await page.keyboard.press('Control+g');
  await page.getByRole('dialog').getByRole('textbox').first().fill('12.9 53.2');
  await shot(page, 'go-to-coordinate');
  await leave(page);
  await page.keyboard.press('Control+d');
  await page.keyboard.press('Control+b');
  await expect(page.getByRole('dialog')).toBeVisible();
  await shot(page, 'bookmarks');
  await leave(page);
  await page.keyboard.press('b');
  await expect(page.getByRole('region', { name: 'Bands and contrast' })).toBeVisible();
  await shot(page, 'bands');
  await page.keyboard.press('b');
}

async function dates(page: Page): Promise<void> {
  await page.getByRole('button', { name: /filter and legend$/ }).click();
  await expect(page.getByRole('textbox', { name: 'Clear at least, in percent' })).toBeVisible();
  await shot(page, 'strip-filter');
  await page.keyboard.press('Escape');
  await map(page).focus();
  await page.keyboard.press('Shift+P');
  await page.keyboard.press('Shift+T');
  await expect(page.getByRole('table', { name: 'The pixel on each date' }).getByRole('row')).toHaveCount(1 + DATES);
  await page.waitForTimeout(3000);
  await shot(page, 'pixel-series');
  await map(page).focus();
  await page.keyboard.press('Shift+T');
}

async function areasAndPoints({ page, answer, workplace }: Shell): Promise<void> {
  for (const [x, y] of [
    [180, 120],
    [360, 250],
  ] as const) {
    await page.getByRole('button', { name: 'Draw an area on the map' }).click();
    await expect(map(page)).toHaveCSS('cursor', 'crosshair');
    await map(page).focus();
    await clickAll(page, [
      [x, y],
      [x + 120, y],
      [x + 120, y + 90],
    ]);
    await page.keyboard.press('Enter');
  }
  await page
    .getByRole('region', { name: 'Areas of interest' })
    .getByRole('button', { name: /Class shares/ })
    .click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.waitForTimeout(2000);
  await shot(page, 'areas');
  await leave(page);
  const lines = ['row,col,class'];
  for (let row = 6; row < 260; row += 24)
    for (let column = 6; column < 260; column += 24) lines.push(`${row},${column},${row < 120 ? 'cloud' : 'clear'}`);
  writeFileSync(join(workplace.root, 'points.csv'), `${lines.join('\n')}\n`);
  await page.getByRole('tab', { name: 'Compare' }).click();
  await answer(() => page.getByRole('button', { name: 'Load points' }).click(), 'points.csv');
  await expect(page.getByRole('tabpanel').getByText(/^\d+ wrong$/)).toBeVisible();
  await shot(page, 'points');
  await page.getByRole('tab', { name: 'Mask' }).click();
}

async function exporting({ page, answer }: Shell): Promise<void> {
  await map(page).focus();
  await page.keyboard.press('Control+e');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Quicklook, PNG').check();
  await dialog.getByLabel('Report, PDF').check();
  await answer(() => dialog.getByRole('button', { name: 'Choose folder' }).click(), 'output');
  await dialog.getByPlaceholder(/^\{product\}/).fill('{date} {tile} {area} {what} {grid}');
  await page.waitForTimeout(1500);
  await shot(page, 'export-figure-report-names');
  await leave(page);
}

async function persistentPlaces({ page, answer }: Shell): Promise<void> {
  const panel = page.getByRole('group', { name: 'Persistent places' });
  await panel.scrollIntoViewIfNeeded();
  await shot(page, 'persistence-panel-off');
  await choose(page, 'Process', /^Persistent places/);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radiogroup', { name: 'Pixel size of the masks' }).getByText('60 m').click();
  await answer(() => dialog.getByRole('button', { name: 'Choose folder' }).click(), 'output');
  await shot(page, 'persistence-dialog');
  await dialog.getByRole('button', { name: 'Find places' }).click();
  await panel.getByRole('button', { name: /^Use / }).click();
  const value = panel.getByRole('textbox', { name: 'Persistent places lowered, value' });
  await value.fill('0.8');
  await value.press('Enter');
  await page.waitForTimeout(2000);
  await shot(page, 'persistence-panel');
}

async function composite({ page, answer }: Shell): Promise<void> {
  await choose(page, 'Process', /^Composite of dates/);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radiogroup', { name: 'Pixel size of the composite' }).getByText('60 m').click();
  await answer(() => dialog.getByRole('button', { name: 'Choose folder' }).click(), 'output');
  await shot(page, 'composite-dialog');
  await dialog.getByRole('button', { name: 'Make composite' }).click();
  await expect(page.getByRole('listitem', { name: /^Composite of .*: Done$/ })).toBeVisible();
  await shot(page, 'composite-done');
}

async function results({ page, answer, workplace }: Shell): Promise<void> {
  mkdirSync(join(workplace.root, 'masks'));
  await map(page).focus();
  await page.keyboard.press('q');
  await answer(() => page.getByRole('button', { name: 'Add folder' }).click(), 'season');
  await page.getByRole('radiogroup', { name: 'Mask grid' }).getByText('60 m').click();
  await answer(() => page.getByRole('button', { name: /^(Choose|Change) folder$/ }).click(), 'masks');
  await shot(page, 'queue');
  await page.getByRole('button', { name: 'Start' }).click();
  const table = page.getByRole('region', { name: 'Results of the season' });
  await expect(table.getByRole('cell', { name: 'done', exact: true }).nth(3)).toBeVisible();
  await shot(page, 'results-under-way');
  await expect(table.getByRole('status')).toHaveText(/^(\d+) of \1 ended/, { timeout: 240_000 });
  await shot(page, 'results');
  await page.keyboard.press('Escape');
}

async function projects({ page, answer }: Shell): Promise<void> {
  await page.keyboard.press('Control+Shift+S');
  await page.getByRole('textbox', { name: 'Name' }).fill('north fields');
  await answer(() => page.getByRole('button', { name: 'Choose folder' }).click(), 'output');
  await shot(page, 'save-project');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('.project-name')).toHaveText('north fields');
  for (const level of ['L2A', 'L1C']) {
    await choose(page, 'File', 'New project');
    await page.getByRole('button', { name: `Open sample ${level}` }).click();
    await expect(map(page)).toBeVisible();
    await page.waitForTimeout(4000);
  }
  await choose(page, 'File', 'New project');
  await page
    .getByRole('button', { name: 'Cancel them' })
    .click({ timeout: 3000 })
    .catch(() => undefined);
  await choose(page, 'File', 'Open recent project…');
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(3);
  await shot(page, 'recent-projects');
}

test('a season in its states', async ({ window }) => {
  const { page, workplace } = window;
  const names = await writeSeason(workplace.root, DATES);
  await openSeason(page, names);
  await expect(dateChips(page)).toHaveCount(DATES);
  const ask = page.getByRole('button', { name: /^Compute \d+ previews?$/ });
  await ask.click({ timeout: 5000 }).catch(() => undefined);
  await expect.poll(() => percent(page, 'Cloud'), { timeout: 240_000 }).not.toBeNull();
  await expect(ask).toBeHidden({ timeout: 180_000 });
  await dateChips(page).nth(2).click();
  await expect.poll(() => percent(page, 'Cloud'), { timeout: 60_000 }).not.toBeNull();
  for (const chip of await dateChips(page).all())
    await expect(chip).toHaveAccessibleName(/ % clear, /, { timeout: 180_000 });
  await shot(page, 'dates');
  await map(page).focus();
  await mapHabits(page);
  await dates(page);
  await areasAndPoints(window);
  await exporting(window);
  await persistentPlaces(window);
  await composite(window);
  await results(window);
  await projects(window);
});
