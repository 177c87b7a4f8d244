import { expect, test } from './fixtures.ts';
import { labelCommand, newLabelProject } from './label-project.ts';
import { picture } from './pictures.ts';
import { openDate, writeSeason } from './season.ts';
import { openSample } from './steps.ts';

/** The states of labelling that no journey takes pictures of: `npm run screenshots` puts them beside the others. */
test('labelling, from an empty project to a chip with all that can be shown of it', async ({ window }) => {
  const { page, answer, workplace } = window;
  await openSample(page);
  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.press('l');
  await picture(page, 'label-none');
  await labelCommand(page, 'New label project…');
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('North fields');
  await picture(page, 'label-new');
  await page.keyboard.press('Escape');
  for (const name of await writeSeason(workplace.root, 3)) await openDate(window, name);
  await newLabelProject(window, 'North fields', 256);
  await picture(page, 'label-empty');
  await labelCommand(page, 'Add chips of the whole product');
  const list = page.getByRole('list', { name: 'Chips' });
  await list.getByRole('button').first().click();
  await expect(page.getByRole('region', { name: /^View \d/ })).toHaveCount(4);
  await expect(page.getByText('Reading the picture')).toHaveCount(0);
  await picture(page, 'label-begin');
  await page.keyboard.press('n');
  await expect(page.getByRole('region', { name: 'Chip in hand' })).toContainText('saved');
  await page.keyboard.press('4');
  await page.keyboard.press('x');
  const box = (await page.locator('.label-own canvas').nth(1).boundingBox())!;
  await page.keyboard.press('p');
  for (const [x, y] of [
    [0.3, 0.4],
    [0.6, 0.35],
    [0.55, 0.7],
  ] as const)
    await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  await picture(page, 'label-polygon');
  await page.keyboard.press('Escape');
  await page.keyboard.press('o');
  await picture(page, 'label-origin');
  await page.keyboard.press('o');
  await page.keyboard.press('d');
  await expect(page.getByText('Reading the picture')).toHaveCount(0);
  await picture(page, 'label-dates');
  await page.getByRole('button', { name: 'Add chips', exact: true }).click();
  await picture(page, 'label-menu');
  await page.keyboard.press('Escape');
  await page.keyboard.press('m');
  await picture(page, 'label-map');
  await page.keyboard.press('?');
  await picture(page, 'label-keys');
  await page.keyboard.press('Escape');
  await answer(() => labelCommand(page, 'Open label project…'), 'output');
  await expect(page.locator('.toast')).toContainText('is no label project');
  await picture(page, 'label-refused');
});
