import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findings } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { labelAll, labelCommand, newLabelProject, rankChips } from './label-project.ts';
import { picture } from './pictures.ts';
import { openDate, writeSeason } from './season.ts';

/** The labels are of the first dates, of May and June: enough for the gate to be sure that a gain is none of one scene alone. The last is of August. */
const [DATES, LABELLED, CHIPS] = [12, 5, 10];
/** A person who calls far more a cloud or shadow than the network does, alike on all dates. */
const EAGER = { shadow: 0.02, semi: 0.02, cloud: 0.02 };

test('a tuned network is accepted, used, told where it is not made for, and removed', async ({ window }) => {
  test.setTimeout(400_000);
  const { page, workplace } = window;
  const names = writeSeason(workplace.root, DATES);
  for (const name of names.slice(0, LABELLED)) await openDate(window, name);
  await newLabelProject(window, 'Season', 128);
  await rankChips(page, CHIPS);
  const view = page.getByRole('region', { name: 'Learn from labels' });
  const ranked = view.getByRole('region', { name: 'Ranked windows' });
  await ranked.getByRole('button', { name: `Add ${CHIPS} chips to the project` }).click();
  await expect(ranked.getByRole('button', { name: 'Label them' })).toBeVisible();
  await labelAll(page, EAGER);

  await view.getByRole('tab', { name: 'Adapt' }).click();
  const calibrate = view.getByRole('button', { name: 'Calibrate' });
  await calibrate.click();
  const gate = view.getByRole('region', { name: 'What the gate says' });
  await expect(gate.getByText(/^(Accepted|Refused)$/)).toHaveText('Accepted', { timeout: 120_000 });
  const tuned = view.getByRole('region', { name: 'Tuned networks' });
  await expect(tuned.getByRole('listitem')).toContainText('calibration, 4 numbers; held-out mean Dice');
  await picture(page, 'tuned-accepted');
  expect(await findings(page)).toEqual([]);
  const packs = join(workplace.output, 'Season/packs');
  const [id] = readdirSync(packs) as [string];
  expect(readdirSync(join(packs, id)).sort()).toEqual(['CARD.md', 'anchors.bin', 'model.json', 'model.onnx']);

  await tuned.getByRole('button', { name: 'Use on this scene' }).click();
  await expect(view).toBeHidden();
  const panel = page.getByRole('region', { name: 'Mask, inspect, compare and label' });
  const model = panel.getByRole('combobox', { name: 'Model', exact: true });
  await expect(model).toHaveValue(/tuned on Season/);
  await expect(panel.getByText(/is made for/)).toBeHidden();
  await picture(page, 'tuned-used');
  await page.getByRole('menuitem', { name: 'Process' }).click();
  await page.getByRole('menuitem', { name: 'Model packs…' }).click();
  const listed = page.getByRole('dialog');
  await expect(listed.getByText('Its labels are of').first()).toBeVisible();
  await picture(page, 'tuned-listed');
  await page.keyboard.press('Escape');

  await openDate(window, names.at(-1)!);
  await model.click();
  await page.getByRole('option', { name: /tuned on Season/ }).click();
  await expect(panel.getByText(/is made for May.*; this image is of 2024-08-/)).toBeVisible();
  await picture(page, 'tuned-outside');
  await panel.getByRole('button', { name: /^Use Nephos/ }).click();
  await expect(model).not.toHaveValue(/tuned on Season/);

  await labelCommand(page, 'Adapt the network', 'menuitemcheckbox');
  await tuned.getByRole('button', { name: 'Remove' }).click();
  await tuned.getByRole('button', { name: 'Remove from the disk' }).click();
  await expect(tuned).toBeHidden();
  expect(existsSync(join(packs, id))).toBe(false);
  await page.keyboard.press('Escape');
  await expect(model).toHaveValue(/Nephos/);
  await model.click();
  await expect(page.getByRole('option', { name: /tuned on Season/ })).toHaveCount(0);
});
