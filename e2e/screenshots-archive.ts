import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeArchiveRun } from '../electron/test/archive-run.ts';
import { ARCHIVE_RUN } from './archive-run.ts';
import { expect, test } from './fixtures.ts';
import { setTheme } from './theme.ts';

const FOLDER = resolve(import.meta.dirname, '../out/screenshots');
const SIZES = [
  { width: 960, height: 540 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

for (const theme of ['dark', 'light'] as const) {
  test(`the archive in the ${theme} theme`, async ({ window: { page, answer, workplace } }) => {
    mkdirSync(FOLDER, { recursive: true });
    const shot = (name: string) => page.screenshot({ path: join(FOLDER, `${theme}-archive-${name}.png`) });
    await writeArchiveRun(join(workplace.root, 'run'), join(workplace.root, 'products'), ARCHIVE_RUN);
    await setTheme(page, theme);
    await expect(page.getByRole('heading', { name: 'Nephoscope' })).toBeVisible();
    await page.keyboard.press('Shift+Q');
    const view = page.getByRole('region', { name: 'Archive' });
    await expect(view.getByRole('button', { name: 'Open a run' })).toBeVisible();
    await shot('empty');
    await answer(() => view.getByRole('button', { name: 'Open a run' }).click(), 'run');
    await expect(view.getByRole('row')).toHaveCount(ARCHIVE_RUN.length + 1);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await view.getByRole('button', { name: /^T33UWU/ }).click();
      await view.getByRole('button', { name: 'State', exact: true }).click();
      await expect(view.getByRole('row').nth(1)).toContainText('broken');
      await view.getByRole('row').nth(1).click();
      await page.waitForTimeout(500);
      await shot(`${size.width}`);
      await view.getByRole('button', { name: 'Show all', exact: true }).click();
      await view.getByRole('button', { name: 'State', exact: true }).click();
      await view.getByRole('button', { name: 'State', exact: true }).click();
      await expect(view.getByRole('row').nth(1)).toContainText('T33UVU');
      await page.waitForTimeout(300);
      await shot(`${size.width}-all`);
    }
  });
}
