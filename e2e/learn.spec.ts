import { cpSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { findings } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { picture } from './pictures.ts';
import { openDate, writeSeason } from './season.ts';

const DATES = 3;
const CHIPS = 9;

/** Commands that are on or off are boxes to tick, for those who hear the menu. */
async function command(page: Page, name: string, role: 'menuitem' | 'menuitemcheckbox'): Promise<void> {
  await page.getByRole('menuitem', { name: 'Label', exact: true }).click();
  await page.getByRole(role, { name }).click();
}

/** What a person says of the chips: the network's mask, with less confidence asked of clouds; all accepted. */
async function labelAll(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ask = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(`./api${path}`, {
        method,
        ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      });
      if (!response.ok) throw new Error(await response.text());
      return response.json();
    };
    const [{ id: project }] = await ask('GET', '/labels');
    const [{ packs }] = await ask('GET', '/products');
    const [{ id: pack, defaults }] = packs;
    const parameters = {
      ...defaults,
      thresholds: { shadow: 0.08, semi: 0.08, cloud: 0.08 },
      bufferMetres: { shadow: 0, semi: 0, cloud: 0 },
    };
    const mask = { pack, grid: 60, parameters };
    for (const { id, revision } of await ask('GET', `/labels/${project}/chips`)) {
      const chip = `/labels/${project}/chips/${id}`;
      const taken = await ask('POST', `${chip}/take`, { revision, from: 'network', mask });
      await ask('POST', `${chip}/state`, { revision: taken.revision, state: 'accepted' });
    }
  });
}

test('windows are ranked, become chips, teach the network, and go to another tool and back', async ({ window }) => {
  test.setTimeout(240_000);
  const { page, answer, workplace } = window;
  for (const name of writeSeason(workplace.root, DATES)) await openDate(window, name);
  await command(page, 'New label project…', 'menuitem');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Season');
  await answer(() => dialog.getByRole('button', { name: 'Choose folder' }).click(), 'output');
  await dialog.getByRole('combobox', { name: 'Size of a chip' }).click();
  await page.getByRole('option', { name: /^128 x 128/ }).click();
  await dialog.getByRole('button', { name: 'Make', exact: true }).click();
  await expect(dialog).toBeHidden();

  await command(page, 'What to label next', 'menuitemcheckbox');
  const view = page.getByRole('region', { name: 'Learn from labels' });
  await view.getByRole('radiogroup', { name: 'Grid of the masks' }).getByText('60 m').click();
  const count = view.getByRole('textbox', { name: 'Chips in the batch' });
  await count.fill(String(CHIPS));
  await count.press('Enter');
  const ranked = view.getByRole('region', { name: 'Ranked windows' });
  // A date whose preview is still computed has nothing to rank: then again.
  await expect(async () => {
    await view.getByRole('button', { name: 'Rank', exact: true }).click();
    await expect(ranked.getByRole('listitem')).toHaveCount(CHIPS, { timeout: 8000 });
  }).toPass();
  await expect(ranked.getByText('at random')).toHaveCount(2);
  await expect(ranked.locator('img')).toHaveCount(CHIPS);
  await picture(page, 'learn-ranked');
  await ranked.getByRole('button', { name: `Add ${CHIPS} chips to the project` }).click();
  await expect(ranked.getByRole('button', { name: 'Label them' })).toBeVisible();

  await view.getByRole('tab', { name: 'Adapt' }).click();
  await expect(view.getByText('Nothing is labelled yet.')).toBeVisible();
  await expect(view.getByRole('button', { name: 'Calibrate' })).toBeDisabled();
  await picture(page, 'learn-nothing');
  await labelAll(page);
  await expect(view.getByText(`in ${CHIPS} chips of ${DATES} scenes`)).toBeVisible();
  await view.getByRole('button', { name: 'Calibrate' }).click();
  const gate = view.getByRole('region', { name: 'What the gate says' });
  await expect(gate.getByText(/^(Accepted|Refused)$/)).toBeVisible({ timeout: 120_000 });
  await expect(gate.getByRole('table')).toHaveCount(4);
  await picture(page, 'learn-gate');

  await view.getByRole('tab', { name: 'What to label next' }).click();
  await expect(view.getByText(/of the network, on 2 chips that chance chose/)).toBeVisible();
  await picture(page, 'learn-curve');

  await view.getByRole('tab', { name: 'Exchange' }).click();
  const out = view.getByRole('region', { name: 'Export' });
  await answer(() => out.getByRole('button', { name: 'Choose folder' }).click(), 'output');
  await out.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(out.getByText('cvat-cli --server-host')).toBeVisible();
  expect(readdirSync(join(workplace.output, 'labels-cvat')).sort()).toEqual([
    'annotations.zip',
    'images',
    'labels.json',
  ]);
  const into = view.getByRole('region', { name: 'Import' });
  const chooseFile = () => into.getByRole('button', { name: 'Choose a file' }).click();
  await answer(chooseFile, 'output/labels-cvat/annotations.zip');
  await expect(into.getByText(`Labels of ${CHIPS} chips were taken in.`)).toBeVisible();
  renameSync(join(workplace.output, 'labels-cvat/labels.json'), join(workplace.output, 'instances_x.json'));
  await answer(chooseFile, 'output/instances_x.json');
  await expect(into.getByRole('alert')).toContainText('annotations.xml');
  await picture(page, 'learn-exchange');

  cpSync(join(workplace.output, 'Season'), join(workplace.output, 'second'), { recursive: true });
  await view.getByRole('tab', { name: 'Agreement' }).click();
  await answer(() => view.getByRole('button', { name: 'Choose its folder' }).click(), 'output/second');
  await expect(view.getByText('The two say the same of every pixel')).toBeVisible();
  await picture(page, 'learn-agreement');
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(view).toBeHidden();
});
