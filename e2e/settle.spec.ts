import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { fromFile } from 'geotiff';
import { naturalOrder } from '../electron/engine/core/text.ts';
import { findings } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { labelAll, labelCommand, newLabelProject } from './label-project.ts';
import { picture } from './pictures.ts';
import { openSample } from './steps.ts';

/** Four chips are the whole sample. */
const SIDE = 1024;
const [SHADOW, CLOUD, PERSON] = [2, 4, 2];
const MIDDLE = (SIDE / 2) * SIDE + SIDE / 2;

async function bytesOf(path: string): Promise<Uint8Array> {
  const image = await (await fromFile(path)).getImage();
  const [values] = (await image.readRasters()) as unknown as Uint8Array[];
  return values!;
}

/**
 * Dabs another class than is there on the middle of the chip in hand, until its file says so: it may still be read at first.
 * Gives the class.
 */
async function dab(page: Page, path: string): Promise<number> {
  const label = (await bytesOf(path))[MIDDLE] === CLOUD ? SHADOW : CLOUD;
  await expect(page.getByText('Reading the picture')).toHaveCount(0);
  await page.keyboard.press(String(label));
  await expect(async () => {
    await page.keyboard.press('x');
    await expect.poll(async () => (await bytesOf(path))[MIDDLE], { timeout: 10_000 }).toBe(label);
  }).toPass();
  return label;
}

test('two labellers are compared, shown where they differ, and settled in a third project', async ({ window }) => {
  const { page, answer, workplace } = window;
  const at = (...names: string[]) => join(workplace.output, ...names);
  await openSample(page);
  await newLabelProject(window, 'Anna', SIDE);
  await labelCommand(page, 'Add chips of the whole product');
  const list = page.getByRole('list', { name: 'Chips' });
  await expect(list.getByRole('button').nth(1)).toBeVisible();
  const [first, second, third] = readdirSync(at('Anna/chips')).sort(naturalOrder) as [string, string, string];
  const blank = ['labels.tif', 'origin.tif'].map(
    (file) => [file, readFileSync(at('Anna/chips', third, file))] as const,
  );
  await labelAll(page, { shadow: 0.3, semi: 0.3, cloud: 0.3 });
  cpSync(at('Anna'), at('Bert'), { recursive: true });
  // The second labeller says nothing of one chip, and otherwise of two.
  for (const [file, bytes] of blank) writeFileSync(at('Bert/chips', third, file), bytes);
  await labelCommand(page, 'Close label project');
  await answer(() => labelCommand(page, 'Open label project…'), 'output/Bert');
  await expect(list.getByRole('button').nth(1)).toBeVisible();
  await list.getByRole('button').first().click();
  const said = await dab(page, at('Bert/chips', first, 'labels.tif'));
  await list.getByRole('button').nth(1).click();
  await dab(page, at('Bert/chips', second, 'labels.tif'));
  const before = await bytesOf(at('Anna/chips', first, 'labels.tif'));

  await answer(() => labelCommand(page, 'Open label project…'), 'output/Anna');
  await labelCommand(page, 'Agreement of two labellers', 'menuitemcheckbox');
  const view = page.getByRole('region', { name: 'Learn from labels' });
  await answer(() => view.getByRole('button', { name: 'Choose its folder' }).click(), 'output/Bert');
  const where = view.getByRole('region', { name: 'Where they differ' });
  await expect(where.getByRole('listitem')).toHaveCount(2);
  await expect(view.getByText(/^[01]\.\d{3}, almost perfect$/)).toBeVisible();
  const settle = view.getByRole('region', { name: 'Settle' });
  await expect(settle).toContainText('0 of 2 differing chips are decided');
  await where
    .getByRole('radiogroup', { name: `Whose labels count in ${first}` })
    .getByText('B', { exact: true })
    .click();
  await expect(settle).toContainText('1 of 2 differing chips are decided');
  await expect(settle).toContainText('1 chip that only A has labelled is taken over without labels');
  await picture(page, 'settle-differ');
  expect(await findings(page)).toEqual([]);

  // A folder that is there already is refused, and nothing is written.
  await answer(() => settle.getByRole('button', { name: 'Choose folder' }).click(), 'output');
  const name = settle.getByRole('textbox', { name: 'Name of the settled project' });
  await name.fill('Bert');
  const make = settle.getByRole('button', { name: 'Make the settled project' });
  await make.click();
  await expect(settle.getByRole('alert')).toContainText('is there already');
  await name.fill('Settled');
  await make.click();
  await expect(page.locator('.label-head')).toContainText('Anna, settled');
  expect(readdirSync(workplace.output).sort()).toEqual(['Anna', 'Bert', 'Settled']);
  const settled = (chip: string, file: string) => bytesOf(at('Settled/chips', chip, file));
  expect((await settled(first, 'labels.tif'))[MIDDLE]).toBe(said);
  expect((await settled(first, 'origin.tif'))[MIDDLE]).toBe(PERSON);
  expect((await settled(second, 'labels.tif'))[MIDDLE]).toBe(0);
  const [most] = JSON.parse(readFileSync(at('Settled/differences.json'), 'utf8'));
  const differences = await settled(most.chip, 'differences.tif');
  expect(differences.filter((value) => value > 1)).toHaveLength(most.differing);
  expect(await bytesOf(at('Anna/chips', first, 'labels.tif'))).toEqual(before);

  // What is left to be said is labelled there.
  await expect(view).toBeHidden();
  await list.getByRole('button').nth(1).click();
  await expect(page.getByRole('region', { name: /^View \d/ })).toHaveCount(4);
  await expect(page.getByText('Reading the picture')).toHaveCount(0);
  await picture(page, 'settle-third');
});
