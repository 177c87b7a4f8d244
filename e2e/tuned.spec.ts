import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findings } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { labelAll, labelCommand, newLabelProject, rankChips, type Thresholds } from './label-project.ts';
import { picture } from './pictures.ts';
import { openDate, writeSeason } from './season.ts';

/** The labels are first of dates in May, where they disagree, and then of June as well; the last date is of August, which they know nothing of. */
const [DATES, FEW, MORE] = [12, 3, 5];
/** A person who calls far more a cloud or shadow than the network does, and one who calls far less so. */
const EAGER = { shadow: 0.02, semi: 0.02, cloud: 0.02 };
const RELUCTANT = { shadow: 0.95, semi: 0.95, cloud: 0.95 };

test('a tuned network is refused where its gain may be chance, accepted, used, told where it is not made for, and removed', async ({
  window,
}) => {
  const { page, workplace } = window;
  const names = await writeSeason(workplace.root, DATES);
  const packs = join(workplace.output, 'Season/packs');
  const view = page.getByRole('region', { name: 'Learn from labels' });
  const ranked = view.getByRole('region', { name: 'Ranked windows' });
  const gate = view.getByRole('region', { name: 'What the gate says' });
  const verdict = gate.getByText(/^(Accepted|Refused)$/);
  const label = async (chips: number, ...thresholds: readonly Thresholds[]) => {
    await rankChips(page, chips);
    await ranked.getByRole('button', { name: `Add ${chips} chips to the project` }).click();
    await expect(ranked.getByRole('button', { name: 'Label them' })).toBeVisible();
    await labelAll(page, ...thresholds);
  };

  for (const name of names.slice(0, FEW)) await openDate(window, name);
  await newLabelProject(window, 'Season', 128);
  await label(9, EAGER, RELUCTANT);
  await view.getByRole('tab', { name: 'Adapt' }).click();
  await view.getByRole('button', { name: 'Tune the head' }).click();
  await expect(verdict).toHaveText('Refused', { timeout: 120_000 });
  await expect(gate).toContainText('The old network is kept.');
  await expect(gate).toContainText('cannot be told from chance');
  await picture(page, 'tuned-refused');
  expect(existsSync(packs) ? readdirSync(packs) : []).toEqual([]);

  await page.keyboard.press('Escape');
  for (const name of names.slice(FEW, MORE)) await openDate(window, name);
  await label(6, EAGER);
  await view.getByRole('tab', { name: 'Adapt' }).click();
  await view.getByRole('button', { name: 'Calibrate' }).click();
  await expect(verdict).toHaveText('Accepted', { timeout: 120_000 });
  const tuned = view.getByRole('region', { name: 'Tuned networks' });
  await expect(tuned.getByRole('listitem')).toContainText('calibration, 4 numbers; held-out mean Dice');
  await picture(page, 'tuned-accepted');
  expect(await findings(page)).toEqual([]);
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
  await expect(panel.getByText('is made for May to June; this image is of 2024-08-')).toBeVisible();
  await picture(page, 'tuned-outside');
  await panel.getByRole('button', { name: /^Use Nephos/ }).click();
  await expect(model).not.toHaveValue(/tuned on Season/);

  await labelCommand(page, 'Adapt the network', 'menuitemcheckbox');
  expect(readdirSync(packs)).toEqual([id]);
  await tuned.getByRole('button', { name: 'Remove' }).click();
  await tuned.getByRole('button', { name: 'Remove from the disk' }).click();
  await expect(tuned).toBeHidden();
  expect(existsSync(join(packs, id))).toBe(false);
  await page.keyboard.press('Escape');
  await expect(model).toHaveValue(/Nephos/);
  await model.click();
  await expect(page.getByRole('option', { name: /tuned on Season/ })).toHaveCount(0);
});
