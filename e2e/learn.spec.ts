import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { findings } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { labelAll, newLabelProject, rankChips } from './label-project.ts';
import { picture } from './pictures.ts';
import { openDate, writeSeason } from './season.ts';

const DATES = 3;
const CHIPS = 9;

test('windows are ranked, become chips, teach the network, and go to another tool and back', async ({ window }) => {
  const { page, answer, workplace } = window;
  for (const name of await writeSeason(workplace.root, DATES)) await openDate(window, name);
  await newLabelProject(window, 'Season', 128);
  await rankChips(page, CHIPS);
  const view = page.getByRole('region', { name: 'Learn from labels' });
  const ranked = view.getByRole('region', { name: 'Ranked windows' });
  await expect(ranked.getByText('at random')).toHaveCount(2);
  await expect(ranked.locator('img')).toHaveCount(CHIPS);
  await picture(page, 'learn-ranked');
  await ranked.getByRole('button', { name: `Add ${CHIPS} chips to the project` }).click();
  await expect(ranked.getByRole('button', { name: 'Label them' })).toBeVisible();

  await view.getByRole('tab', { name: 'Adapt' }).click();
  await expect(view.getByText('Nothing is labelled yet.')).toBeVisible();
  await expect(view.getByRole('button', { name: 'Calibrate' })).toBeDisabled();
  await picture(page, 'learn-nothing');
  await labelAll(page, { shadow: 0.08, semi: 0.08, cloud: 0.08 });
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
  // The commands run as they are, but for the folder that the window does not know.
  const lines = (await out.locator('pre').innerText()).split('\n').filter((line) => !line.startsWith('cvat-cli'));
  const typed = lines.join('\n').replace('SERVED=FOLDER', `SERVED='${workplace.root}'`);
  expect(execFileSync('sh', ['-c', `${typed}\nls`], { encoding: 'utf8' })).toContain('annotations.zip');
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
