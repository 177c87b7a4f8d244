import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { openSeason, writeSeason } from './season.ts';
import { allIsKept, exactPercent } from './steps.ts';

const DATES = 12;
const CORRECTED = [2, 7];

const results = (page: Page) => page.getByRole('region', { name: 'Results of the season' });
const layers = (page: Page) => page.getByRole('region', { name: 'Layers' });
const corrections = (page: Page) => page.getByRole('group', { name: 'Corrections by hand' }).getByRole('status');
/** The day of a product by its name: `2024-05-06`. */
const isoDay = (name: string) => name.replace(/^S2._MSIL2A_(\d{4})(\d\d)(\d\d)T.*/, '$1-$2-$3');
const day = (name: string) =>
  new Date(isoDay(name)).toLocaleDateString('en-GB', {
    ...{ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' },
  } as const);

/** As the table of results writes it, percent. */
const shareOfCloud = async (page: Page) => (await exactPercent(page, 'Cloud')).toFixed(1);

async function show(page: Page, name: string): Promise<void> {
  await layers(page)
    .getByRole('button', { name: `${day(name)} T33UVU L2A`, exact: true })
    .click();
  await exactPercent(page, 'Cloud');
}

/** A stroke of the brush through the middle of the scene. */
async function correct(page: Page): Promise<void> {
  const canvas = page.locator('.maplibregl-canvas').first();
  await canvas.focus();
  await page.keyboard.press('e');
  const box = (await canvas.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.45, box.y + box.height * 0.5);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.55, box.y + box.height * 0.5, { steps: 6 });
  await page.mouse.up();
  await expect(corrections(page)).toHaveText('1');
  await page.keyboard.press('Escape');
}

test('a season is corrected, queued as kept, closed and there again', async ({ window }) => {
  test.skip(test.info().project.name !== 'browser', 'Opens through the doors of the browser shell.');
  const { workplace, answer, restart } = window;
  let { page } = window;
  const names = await writeSeason(workplace.root, DATES);
  mkdirSync(join(workplace.root, 'masks'));
  await openSeason(page, names);
  const seen: Record<string, string> = {};

  await test.step('two dates are corrected, the undo of one is used', async () => {
    for (const index of CORRECTED) {
      await show(page, names[index]!);
      await correct(page);
      seen[names[index]!] = await shareOfCloud(page);
    }
    await expect(page.locator('.project-name')).toHaveText(/^Untitled$/);
  });

  await test.step('all are queued as they are kept', async () => {
    await page.locator('.maplibregl-canvas').first().focus();
    await page.keyboard.press('q');
    await answer(() => page.getByRole('button', { name: 'Add folder' }).click(), 'season');
    await expect(page.getByText(`${DATES} of ${DATES} chosen`)).toBeVisible();
    await expect(page.getByRole('list', { name: 'Products' }).getByText('1 correction')).toHaveCount(CORRECTED.length);
    await page.getByRole('radiogroup', { name: 'Mask grid' }).getByText('60 m').click();
    await answer(() => page.getByRole('button', { name: 'Choose folder' }).click(), 'masks');
    await page.getByRole('button', { name: 'Start' }).click();
    await expect(results(page).getByRole('cell', { name: 'done', exact: true })).toHaveCount(DATES, {
      timeout: 180_000,
    });
    await expect(results(page).getByRole('status')).toHaveText(`${DATES} of ${DATES} ended`);
  });

  await test.step('what was seen is what was exported', async () => {
    for (const index of CORRECTED) {
      const row = results(page)
        .getByRole('row')
        .filter({ hasText: isoDay(names[index]!) });
      await expect(row.getByRole('cell', { name: 'as kept, 1 by hand' })).toBeVisible();
      await expect(row.getByRole('cell').nth(5)).toHaveText(seen[names[index]!]!);
      const file = readdirSync(join(workplace.root, 'masks')).find(
        (one) => one.startsWith(names[index]!.replace('.SAFE', '')) && one.endsWith('.json'),
      )!;
      const provenance = JSON.parse(readFileSync(join(workplace.root, 'masks', file), 'utf8'));
      expect(provenance).toMatchObject({ settings: 'kept', corrections: [{ class: 'cloud' }] });
    }
  });

  await test.step('the project gets a file', async () => {
    await page.keyboard.press('t');
    await expect(results(page)).toBeHidden();
    await page.keyboard.press('Control+Shift+S');
    await page.getByRole('textbox', { name: 'Name' }).fill('north fields');
    await answer(() => page.getByRole('button', { name: 'Choose folder' }).click(), 'output');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.locator('.project-name')).toHaveText('north fields');
    await expect(page).toHaveTitle('north fields - Nephoscope');
    await allIsKept(page);
  });

  await test.step('closed and started again, everything is there', async () => {
    const file = JSON.parse(readFileSync(join(workplace.output, 'north fields.nephos'), 'utf8'));
    expect(file.products.map(({ place }: { place: string }) => place)).toEqual(
      names.map((name) => `../season/${name}`),
    );
    await page.close();
    page = await restart();
    await expect(page.locator('.project-name')).toHaveText('north fields');
    await expect(layers(page).getByRole('group')).toHaveCount(DATES);
    await expect(layers(page).locator('[aria-current=true]').getByText(day(names[CORRECTED[1]!]!))).toBeVisible();
    await expect(corrections(page)).toHaveText('1');
    expect(await shareOfCloud(page)).toBe(seen[names[CORRECTED[1]!]!]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(corrections(page)).toHaveText('none');
    await page.getByRole('button', { name: 'Redo' }).click();
    await expect(corrections(page)).toHaveText('1');
    await page.locator('.maplibregl-canvas').first().focus();
    await page.keyboard.press('t');
    await expect(results(page).getByRole('cell', { name: 'done', exact: true })).toHaveCount(DATES);
    await page.keyboard.press('Escape');
    await expect(results(page)).toBeHidden();
    await page.keyboard.press('t');
    await results(page)
      .getByRole('row')
      .filter({ hasText: isoDay(names[CORRECTED[0]!]!) })
      .dblclick();
    await expect(results(page)).toBeHidden();
    await expect(corrections(page)).toHaveText('1');
  });
});
