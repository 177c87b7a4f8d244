import { expect, type Page } from '@playwright/test';
import type { LabelChip } from '../electron/engine/contract/label-chips.ts';
import type { Shell } from './fixtures.ts';

/** Commands that are on or off are boxes to tick, for those who hear the menu. */
export async function labelCommand(
  page: Page,
  name: string,
  role: 'menuitem' | 'menuitemcheckbox' = 'menuitem',
): Promise<void> {
  await page.getByRole('menuitem', { name: 'Label', exact: true }).click();
  await page.getByRole(role, { name }).click();
}

/** Makes a label project with chips of `side` pixels in the folder `output/NAME`. */
export async function newLabelProject({ page, answer }: Shell, name: string, side: number): Promise<void> {
  await labelCommand(page, 'New label project…');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await answer(() => dialog.getByRole('button', { name: 'Choose folder' }).click(), 'output');
  await dialog.getByRole('combobox', { name: 'Size of a chip' }).click();
  await page.getByRole('option', { name: new RegExp(`^${side} × ${side}`) }).click();
  await dialog.getByRole('button', { name: 'Make', exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** Ranks what to label next of the open products; a date whose preview is still computed has nothing to rank. */
export async function rankChips(page: Page, chips: number): Promise<void> {
  await labelCommand(page, 'What to label next', 'menuitemcheckbox');
  const view = page.getByRole('region', { name: 'Learn from labels' });
  await view.getByRole('radiogroup', { name: 'Grid of the masks' }).getByText('60 m').click();
  const count = view.getByRole('textbox', { name: 'Chips in the batch' });
  await count.fill(String(chips));
  await count.press('Enter');
  const ranked = view.getByRole('region', { name: 'Ranked windows' });
  await expect(async () => {
    await view.getByRole('button', { name: 'Rank', exact: true }).click();
    await expect(ranked.getByRole('listitem')).toHaveCount(chips, { timeout: 8000 });
  }).toPass();
}

export interface Thresholds {
  readonly shadow: number;
  readonly semi: number;
  readonly cloud: number;
}

/**
 * What a person says of all chips: the network's mask of 60 m at other thresholds, scene by scene in the order of their
 * names, and from the first again; all are accepted.
 */
export async function labelAll(page: Page, ...thresholds: readonly Thresholds[]): Promise<void> {
  await page.evaluate(async (wanted) => {
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
    const bufferMetres = { shadow: 0, semi: 0, cloud: 0 };
    const chips: readonly LabelChip[] = await ask('GET', `/labels/${project}/chips`);
    const scenes = [...new Set(chips.map(({ product }) => product.name))].sort();
    for (const { id, product, revision } of chips) {
      const said = wanted[scenes.indexOf(product.name) % wanted.length];
      const mask = { pack, grid: 60, parameters: { ...defaults, thresholds: said, bufferMetres } };
      const chip = `/labels/${project}/chips/${id}`;
      const taken = await ask('POST', `${chip}/take`, { revision, from: 'network', mask, over: 'everything' });
      await ask('POST', `${chip}/state`, { revision: taken.revision, state: 'accepted' });
    }
  }, thresholds);
}
