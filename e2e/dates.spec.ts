import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { findings } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { dateChips, openDate, writeSeason } from './season.ts';
import { isCloudBorder, pictureOfMap, shareOfMap } from './steps.ts';

const DATES = 4;

const label = (page: Page) => page.locator('.pane-label');
const focusMap = (page: Page) => page.locator('.maplibregl-canvas').first().focus();

/** Steps by a key; milliseconds until the map says that what it shows is another date's. */
async function step(page: Page, key: ',' | '.'): Promise<number> {
  await focusMap(page);
  return page.evaluate(async (pressed) => {
    const text = () => document.querySelector('.pane-label')?.textContent ?? '';
    const before = text();
    const start = performance.now();
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true }));
    while (text() === before || text().includes('being read')) {
      if (performance.now() - start > 60_000) throw new Error(`Still "${text()}".`);
      await new Promise(requestAnimationFrame);
    }
    return performance.now() - start;
  }, key);
}

test('the dates of a place are stepped through, filtered, compared and followed at a pixel', async ({ window }) => {
  const { page, workplace } = window;
  const season = await writeSeason(workplace.root, DATES);
  for (const name of season) await openDate(window, name);

  const chips = dateChips(page);
  await test.step('each has its name, clear share and state', async () => {
    await expect(chips).toHaveCount(DATES);
    await expect(chips.nth(0)).toHaveAccessibleName(/^6 May 2024 T33UVU L2A, \d+ % clear, Preview mask$/);
    await expect(chips.nth(1)).toHaveAccessibleName(/^16 May 2024 T33UVU L2A, (100|> 99) % clear, Preview/);
    await expect(chips.nth(3)).toHaveAccessibleName(/^5 Jun 2024 T33UVU L2A, (0|< 1) % clear, Preview/);
    await expect(chips.nth(3)).toBeChecked();
    await expect(page.getByRole('group', { name: '16 May 2024 T33UVU L2A' })).toBeVisible();
    await expect(label(page)).toHaveText(/^5 Jun 2024 T33UVU L2AMask \S+ 60 m$/);
  });

  await test.step('a small window shows several of them, and its controls in one line', async () => {
    const size = page.viewportSize()!;
    await page.setViewportSize({ width: 960, height: 540 });
    const row = (await page.getByRole('radiogroup', { name: /^Dates of / }).boundingBox())!;
    const inView = async () => {
      const boxes = await Promise.all((await chips.all()).map((chip) => chip.boundingBox()));
      return boxes.filter((box) => box!.x >= row.x && box!.x + box!.width <= row.x + row.width).length;
    };
    await expect.poll(inView).toBeGreaterThanOrEqual(3);
    const controls = page.locator('.strip-controls');
    const lines = await controls.evaluate((box) => {
      const tops = [...box.querySelectorAll('button, input:not([type=hidden])')].map((one) => {
        const { top, height } = one.getBoundingClientRect();
        return top + height / 2;
      });
      return Math.max(...tops) - Math.min(...tops);
    });
    expect(lines).toBeLessThan(10);
    await page.setViewportSize(size);
  });

  await test.step('stepping keeps the view and shows one mask, its own', async () => {
    await focusMap(page);
    const scale = page.locator('.statusbar').getByText(/^1:/);
    const far = (await scale.textContent())!;
    await page.keyboard.press('+');
    await expect(scale).not.toHaveText(far);
    await pictureOfMap(page);
    const near = (await scale.textContent())!;
    const times: number[] = [];
    for (const key of [',', ',', '.', '.', ','] as const) {
      times.push(await step(page, key));
      await page.waitForTimeout(300);
    }
    console.log(`steps: ${times.map(Math.round).join(', ')} ms`);
    await expect(label(page)).toContainText('26 May 2024');
    await expect(scale).toHaveText(near);
    await expect.poll(() => shareOfMap(page, isCloudBorder)).toBeGreaterThan(0.0005);
    await step(page, ',');
    await expect(label(page)).toContainText('16 May 2024');
    await expect.poll(() => shareOfMap(page, isCloudBorder)).toBeLessThan(0.0001);
  });

  await test.step('the map never calls a mask by another name', async () => {
    await page.getByRole('combobox', { name: 'Grid' }).click();
    await page.getByRole('option', { name: /^20 m/ }).click();
    await expect(label(page)).toHaveText(/Mask \S+ 60 m; 20 m is not computed$/);
    await page.getByRole('button', { name: 'Compute mask 20 m' }).first().click();
    await expect(label(page)).toHaveText(/L2AMask \S+ 20 m$/);
    await expect(chips.nth(1)).toHaveAccessibleName(/Mask on a finer grid$/);
    await page.getByRole('tab', { name: 'Compare' }).click();
    await page.getByRole('combobox', { name: 'Reference' }).click();
    await page
      .getByRole('option', { name: /SCL|Scene classification/ })
      .first()
      .click();
    await page.getByRole('switch', { name: 'Show the agreement map' }).check();
    await expect(label(page)).toHaveText(/Agreement of \S+ 20 m with .+/);
    await page.getByRole('switch', { name: 'Show the agreement map' }).uncheck();
    await page.getByRole('tab', { name: 'Mask' }).click();
  });

  await test.step('a filter leaves dates out, for stepping too', async () => {
    await page.getByRole('button', { name: /dates: filter and legend$/ }).click();
    const least = page.getByRole('textbox', { name: 'Clear at least, in percent' });
    await least.fill('60');
    await least.press('Enter');
    await page.keyboard.press('Escape');
    await expect(chips).toHaveCount(2);
    await step(page, '.');
    await expect(label(page)).toContainText('26 May 2024');
    await focusMap(page);
    await page.keyboard.press('.');
    await expect(label(page)).toContainText('26 May 2024');
    await page.getByRole('button', { name: /filter and legend$/ }).click();
    const whatDotsMean = (await page.getByRole('list', { name: 'What the dots mean' }).boundingBox())!;
    const showAll = (await page.getByRole('button', { name: 'Show all dates' }).boundingBox())!;
    expect(whatDotsMean.y, 'the meaning of the dots stands below the filter').toBeGreaterThan(showAll.y);
    await page.getByRole('button', { name: 'Show all dates' }).click();
    await expect(page.getByRole('list', { name: 'What the dots mean' })).toBeHidden();
    await expect(chips).toHaveCount(DATES);
  });

  await test.step('two dates stand beside each other, both named', async () => {
    await page.getByRole('combobox', { name: 'Compare with another date' }).click();
    await page.getByRole('option', { name: /^6 May 2024/ }).click();
    const line = page.getByRole('slider', { name: /^Swipe line between 26 May 2024 .* and 6 May 2024 / });
    await expect(line).toBeVisible();
    await expect(label(page).nth(1)).toHaveText(/^6 May 2024 T33UVU L2AMask \S+ 60 m$/);
    await focusMap(page);
    await page.keyboard.press('Alt+.');
    await expect(label(page).nth(1)).toContainText('16 May 2024');
    await page.keyboard.press('d');
    await expect(page.getByRole('region', { name: 'Right map' })).toBeVisible();
    await expect(label(page).nth(1)).toContainText('16 May 2024');
    expect(await findings(page), 'two dates').toEqual([]);
    await page.reload();
    await expect(page.getByRole('region', { name: 'Right map' })).toBeVisible();
    await expect(label(page).nth(0)).toContainText('26 May 2024');
    await expect(label(page).nth(1)).toContainText('16 May 2024');
    await focusMap(page);
    await page.keyboard.press('d');
    await expect(label(page)).toHaveCount(1);
  });

  await test.step('a pixel is followed over the dates', async () => {
    await focusMap(page);
    await page.keyboard.press('Shift+P');
    await page.keyboard.press('Shift+T');
    const rows = page.getByRole('table', { name: 'The pixel on each date' }).getByRole('row');
    await expect(rows).toHaveCount(1 + DATES);
    await expect(rows.nth(2).getByRole('cell').nth(1)).toHaveText('Clear');
    await expect(rows.nth(4).getByRole('cell').nth(1)).toHaveText('Cloud');
    await expect(rows.nth(2).getByRole('cell').nth(2)).toHaveText(/^−?0\.\d{3}$/);
    expect(await findings(page), 'series').toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save CSV' }).click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines).toHaveLength(1 + DATES);
    expect(lines[2]).toMatch(/^2024-05-16T10:15:29.417Z,S2A_MSIL2A_20240516.*,clear,clear,clear,/);
    await rows.nth(1).getByRole('button').click();
    await expect(chips.nth(0)).toBeChecked();
    await expect(label(page)).toContainText('6 May 2024');
  });
});
