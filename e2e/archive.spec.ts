import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { writeArchiveRun } from '../electron/test/archive-run.ts';
import { ARCHIVE_RUN } from './archive-run.ts';
import { findings } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { previewIsThere } from './steps.ts';

const SAMPLE = 'S2A_MSIL2A_20240506T101031_N0510_R022_T33UVU_20240506T141500';

const view = (page: Page) => page.getByRole('region', { name: 'Archive' });
const state = (page: Page, name: string) =>
  view(page).getByRole('group', { name: 'States' }).getByRole('button', { name });

test('a run on a cluster is opened, its failures seen, tried again, and a product opened', async ({
  window: { page, answer, workplace },
}) => {
  await writeArchiveRun(join(workplace.root, 'run'), join(workplace.root, 'products', `${SAMPLE}.SAFE`), ARCHIVE_RUN);
  await page.keyboard.press('Shift+Q');
  await answer(() => view(page).getByRole('button', { name: 'Open a run' }).click(), 'run');

  await test.step('where it stands is seen', async () => {
    await expect(view(page).getByRole('heading', { name: 'Archive run' })).toBeVisible();
    await expect(state(page, '1 broken')).toBeVisible();
    await expect(state(page, '2 failed')).toBeVisible();
    await expect(view(page).getByRole('button', { name: /^T33UVU: 12 done/ })).toHaveClass('done');
    await expect(view(page).getByRole('button', { name: /^T33UWU: .*1 broken/ })).toHaveClass('broken');
    expect(await findings(page)).toEqual([]);
  });

  await test.step('by the keyboard, the failures of a state are listed and told', async () => {
    await state(page, '1 broken').press('Enter');
    const row = view(page).getByRole('button', { name: /^S2A_MSIL2A_20240511.*Enter selects it/ });
    await expect(view(page).getByRole('row')).toHaveCount(2);
    await row.press('Enter');
    await expect(
      view(page)
        .getByRole('table')
        .getByText(/B04\.jp2 is truncated.*Download it again/),
    ).toBeVisible();
    expect(await findings(page)).toEqual([]);
  });

  await test.step('it is tried again', async () => {
    await view(page)
      .getByRole('button', { name: /^Try S2A.* again/ })
      .click();
    await expect(state(page, '0 broken')).toBeVisible();
    await view(page).getByRole('button', { name: 'Try 2 failed again' }).click();
    await expect(state(page, '0 failed')).toBeVisible();
    await expect(view(page).getByText('No product has failed.')).toBeVisible();
    await view(page).getByRole('button', { name: 'Show all', exact: true }).click();
  });

  await test.step('the season of a tile is listed by date, and one of it opened on the map', async () => {
    await view(page)
      .getByRole('button', { name: /^T33UVU/ })
      .click();
    await expect(view(page).getByRole('row')).toHaveCount(13);
    await view(page).getByRole('row').nth(2).dblclick();
    await previewIsThere(page);
    await expect(view(page)).toBeHidden();
  });

  await test.step('the run is one key away, as it was left', async () => {
    await page.locator('.maplibregl-canvas').first().focus();
    await page.keyboard.press('Shift+Q');
    await expect(view(page).getByRole('row')).toHaveCount(14);
    await page.keyboard.press('Escape');
    await expect(view(page)).toBeHidden();
  });
});
